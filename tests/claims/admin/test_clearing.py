"""The clearance page: every line with what is in its way, lines approved together, the signature; and checklists."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from claims.models import Article, ArticleVersion, ChecklistItem, Claim, SignOff, Topic, User, Verdict
from claims.services import approving, clearing, keeping, marking, organising, querying
from tests import factories
from tests.claims.admin.conftest import Desk, count_queries, words

pytestmark = pytest.mark.usefixtures("noise")


@pytest.fixture
def version(chae: User, ben: User) -> ArticleVersion:
    return factories.ready_to_clear(author=chae, editor=ben)


def at(name: str, version: ArticleVersion) -> str:
    return reverse(f"admin:claims_article_{name}", args=[version.article_id])


def lines_of(page: Any) -> dict[str, bool]:
    return {line.code: line.met for line in page.context["lines"]}


def test_a_text_that_lacks_nothing_may_be_signed(version: ArticleVersion, ben: User, at_desk: Desk) -> None:
    page = at_desk(ben).get(at("clearance", version))
    assert all(lines_of(page).values())
    assert "Sign it off" in words(page)


def test_each_unmet_line_leads_to_what_would_meet_it(chae: User, ben: User, at_desk: Desk) -> None:
    version = factories.version(by=chae)
    claim = factories.claim(by=chae, in_version=version)
    query = querying.ask(version, question="Who says so?", by=chae)
    page = at_desk(ben).get(at("clearance", version))
    assert {code for code, met in lines_of(page).items() if not met} == {"sentences", "decided", "queries"}
    told = words(page)
    assert f"#query-{query.pk}" in told
    assert f"{reverse('admin:claims_claim_workspace', args=[claim.pk])}#steps" in told
    assert "Sign it off" not in told


def test_signing(version: ArticleVersion, ben: User, at_desk: Desk) -> None:
    client = at_desk(ben)
    client.post(at("sign", version), {"sign-sha256": version.sha256, "sign-note": "Read twice."})
    assert SignOff.objects.standing().get().signed_by == ben
    assert "ben signed exactly this text" in words(client.get(at("clearance", version)))


def test_a_refused_signature_keeps_the_note(
    version: ArticleVersion, chae: User, ben: User, at_desk: Desk
) -> None:
    querying.ask(version, question="Who says so?", by=chae)
    page = at_desk(ben).post(at("sign", version), {"sign-sha256": version.sha256, "sign-note": "Read twice."})
    assert "Not signed. No query is open: 1 in the way." in words(page)
    assert page.context["sign_form"]["note"].value() == "Read twice."
    assert not SignOff.objects.exists()


def test_checkers_see_the_lines_and_sign_nothing(version: ArticleVersion, chae: User, at_desk: Desk) -> None:
    client = at_desk(chae)
    assert "An editor signs an article off." in words(client.get(at("clearance", version)))
    client.post(at("sign", version), {"sign-sha256": version.sha256})
    assert not SignOff.objects.exists()


def test_opening_again_needs_a_reason_and_is_told(version: ArticleVersion, ben: User, at_desk: Desk) -> None:
    clearing.sign_off(version, by=ben, sha256=version.sha256)
    client = at_desk(ben)
    client.post(at("reopen", version), {"reopen-why": " "})
    assert SignOff.objects.standing().exists()
    client.post(at("reopen", version), {"reopen-why": "A name is wrong."})
    assert not SignOff.objects.standing().exists()
    assert "A name is wrong." in words(client.get(at("clearance", version)))


def test_cleared_shows_in_workspace_list_and_dashboard(
    version: ArticleVersion, ben: User, at_desk: Desk
) -> None:
    client = at_desk(ben)
    pages = [at("workspace", version), reverse("admin:claims_article_changelist"), reverse("admin:index")]
    assert not any("> cleared<" in words(client.get(page)) for page in pages)
    clearing.sign_off(version, by=ben, sha256=version.sha256)
    assert all("> cleared<" in words(client.get(page)) for page in pages)


# --- Lines approved together --------------------------------------------------------------------------------------


@pytest.fixture
def lines(chae: User) -> list[Verdict]:
    version = factories.version(by=chae)
    places = ("handled 4,200 ships in 2023", "Nobody keeps a list")
    claims = [factories.claim(by=chae, in_version=version, words=place) for place in places]
    return [factories.submitted(claim, by=chae, reach="article_line") for claim in claims]


def version_of(line: Verdict) -> ArticleVersion:
    return ArticleVersion.objects.get(appearances__claim=line.claim_id)


def chosen(*lines: Verdict) -> dict[str, Any]:
    return {"verdict": [f"{one.pk}:{one.version}" for one in lines]}


def test_lines_are_approved_together(lines: list[Verdict], ben: User, at_desk: Desk) -> None:
    at_desk(ben).post(at("approve", version_of(lines[0])), chosen(*lines))
    assert set(Verdict.objects.filter(pk__in=[one.pk for one in lines]).values_list("state", flat=True)) == {
        "approved"
    }


def test_what_can_not_be_is_said_line_by_line(lines: list[Verdict], ben: User, at_desk: Desk) -> None:
    sent = {**chosen(*lines), "then": "publish"}
    page = at_desk(ben).post(at("approve", version_of(lines[0])), sent)
    assert words(page).count("Not published.") == 2
    assert page.context["chosen"] == {one.pk for one in lines}


def test_nothing_chosen_is_said(lines: list[Verdict], ben: User, at_desk: Desk) -> None:
    page = at_desk(ben).post(at("approve", version_of(lines[0])), follow=True)
    assert "Nothing was chosen." in words(page)


@pytest.mark.parametrize("sent", ["x", "1", ":", "999999:1", "1:2:3"])
def test_nonsense_approves_nothing(lines: list[Verdict], ben: User, at_desk: Desk, sent: str) -> None:
    assert at_desk(ben).post(at("approve", version_of(lines[0])), {"verdict": sent}).status_code == 200
    assert not Verdict.objects.filter(state="approved").exists()


def test_who_wrote_them_is_offered_none(lines: list[Verdict], chae: User, at_desk: Desk) -> None:
    page = at_desk(chae).get(at("clearance", version_of(lines[0])))
    assert page.context["waiting"].lines == []


def test_approved_lines_are_offered_for_publication(lines: list[Verdict], ben: User, at_desk: Desk) -> None:
    client, version = at_desk(ben), version_of(lines[0])
    client.post(at("approve", version), chosen(*lines))
    page = client.get(at("clearance", version))
    assert page.context["publishable"].total == 2
    assert "Approved lines that are not published" in words(page)


def test_the_page_does_not_grow_with_its_lines(chae: User, ben: User, at_desk: Desk) -> None:
    """A line's gate costs some queries, and there are no more lines on a page than a few."""
    version, client = factories.version(by=chae, text="The port is open. " * 30), at_desk(ben)

    def mark(places: range) -> None:
        for place in places:
            claim = marking.mark_claim(
                version,
                start=place * 18,
                end=place * 18 + 16,
                statement=f"It is open ({place}).",
                kind="event",
                by=chae,
            )
            factories.submitted(claim, by=chae, reach="article_line")

    mark(range(approving.AT_ONCE))
    few = count_queries(client, at("clearance", version))
    mark(range(approving.AT_ONCE, approving.AT_ONCE + 5))
    assert count_queries(client, at("clearance", version)) <= few


# --- Checklists and topics ----------------------------------------------------------------------------------------


@pytest.fixture
def item(ada: User) -> ChecklistItem:
    return keeping.add(ChecklistItem, by=ada, text="Names are right.")


def tick(claim: Claim, item: ChecklistItem, act: str) -> tuple[str, dict[str, Any]]:
    return reverse("admin:claims_claim_checklist", args=[claim.pk]), {"item": item.pk, "act": act}


def test_an_item_is_ticked_and_unticked(item: ChecklistItem, chae: User, at_desk: Desk) -> None:
    claim, client = factories.claim(by=chae), at_desk(chae)
    client.post(*tick(claim, item, "tick"))
    assert claim.ticks.get().ticked_by == chae
    assert 'aria-checked="true"' in words(
        client.get(reverse("admin:claims_claim_workspace", args=[claim.pk]))
    )
    client.post(*tick(claim, item, "untick"))
    assert not claim.ticks.exists()


def test_contributors_see_the_list_and_tick_nothing(
    item: ChecklistItem, chae: User, ana: User, at_desk: Desk
) -> None:
    claim, client = factories.claim(by=chae), at_desk(ana)
    assert "Names are right." in words(client.get(reverse("admin:claims_claim_workspace", args=[claim.pk])))
    client.post(*tick(claim, item, "tick"))
    assert not claim.ticks.exists()


def test_an_unknown_act_on_an_item_is_none(item: ChecklistItem, chae: User, at_desk: Desk) -> None:
    assert at_desk(chae).post(*tick(factories.claim(by=chae), item, "burn")).status_code == 404


def test_a_desk_without_a_list_may_begin_with_the_usual_one(ada: User, at_desk: Desk) -> None:
    client, page = at_desk(ada), reverse("admin:claims_checklistitem_changelist")
    assert "Begin with the usual questions" in words(client.get(page))
    client.post(reverse("admin:claims_checklistitem_usual"))
    assert ChecklistItem.objects.count() > 10
    assert "Begin with the usual questions" not in words(client.get(page))


def test_only_admins_begin_a_list(chae: User, at_desk: Desk) -> None:
    assert at_desk(chae).post(reverse("admin:claims_checklistitem_usual")).status_code == 403
    assert not ChecklistItem.objects.exists()


def test_a_topic_is_chosen_on_the_form_of_an_article(chae: User, at_desk: Desk) -> None:
    topic = keeping.add(Topic, by=chae, slug="harbour", name="Harbour", kind="beat")
    article, client = factories.article(by=chae), at_desk(chae)
    address = reverse("admin:claims_article_change", args=[article.pk])
    form = client.get(address).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False)} | {
        "topics": [topic.pk]
    }
    client.post(address, sent)
    assert list(Article.objects.get(pk=article.pk).topics.all()) == [topic]
    listed = client.get(reverse("admin:claims_article_changelist"), {"topics__id__exact": topic.pk})
    assert [one.pk for one in listed.context["cl"].result_list] == [article.pk]


def test_a_topic_counts_its_claims_and_its_articles_apart(chae: User, at_desk: Desk) -> None:
    topic: Any = keeping.add(Topic, by=chae, slug="harbour", name="Harbour", kind="beat")
    for _ in range(3):
        organising.sort(factories.claim(by=chae), topics=[topic], by=chae)
    for _ in range(2):
        organising.sort(factories.article(by=chae), topics=[topic], by=chae)
    listed = at_desk(chae).get(reverse("admin:claims_topic_changelist")).context["cl"].result_list[0]
    assert (listed.claims_count, listed.articles_count) == (3, 2)


@pytest.mark.parametrize("name", ["claims_article_clearance", "index"])
def test_a_cleared_text_says_openly_that_a_claim_is_at_risk_by_now(
    chae: User, ben: User, at_desk: Desk, name: str
) -> None:
    version = factories.ready_to_clear(author=chae, editor=ben, publish=True)
    clearing.sign_off(version, by=ben, sha256=version.sha256)
    page = reverse(f"admin:{name}", args=[version.article_id] if name != "index" else [])
    told = "is at risk" if name == "index" else "Since it was cleared, 1 of its claims is at risk"
    assert told not in words(at_desk(ben).get(page))
    factories.alert(version.appearances.get().claim, by=ben)
    assert told in words(at_desk(ben).get(page))
    assert SignOff.objects.standing().filter(article_version=version).exists()
