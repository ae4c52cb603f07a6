"""Every list and form of the desk: who sees it, what it costs, and how it saves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from claims.admin.base import DeskAdmin, ReadOnlyAdmin
from claims.admin.long_lists import BoundedPaginator
from claims.models import Article, Claim, Claimant, Event, Evidence, Note, Rating, Source, User
from claims.services import assessing, keeping, marking
from tests import factories
from tests.claims.admin.conftest import Desk, count_queries, words, workspace

DESK = sorted(
    (model._meta.model_name for model, one in admin.site._registry.items() if isinstance(one, DeskAdmin)),
    key=str,
)
WRITTEN_ONCE = (
    "articleversion", "event", "eventseal", "finding", "publication", "snapshot", "verdict", "verdictcontributor",
    "verdictcitation", "gateoverride", "dismissal",
)  # fmt: skip


def list_of(noun: str) -> str:
    return reverse(f"admin:claims_{noun}_changelist")


def form_of(thing: Any) -> str:
    return reverse(f"admin:claims_{thing._meta.model_name}_change", args=[thing.pk])


def fill(client: Any, thing: Any, **fields: Any) -> dict[str, Any]:
    """What a browser would send back: the form as it was opened, with ``fields`` typed over."""
    form = client.get(form_of(thing)).context["adminform"].form
    opened = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    return {name: value for name, value in (opened | fields).items() if value is not False}


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae)


@pytest.fixture
def boss(ada: User) -> User:
    """Somebody for whom no permission is missing: what is still refused is refused to everybody."""
    User.objects.filter(pk=ada.pk).update(is_superuser=True)
    return User.objects.get(pk=ada.pk)


# --- Lists --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("noun", DESK)
def test_every_list_opens(boss: User, claim: Claim, at_desk: Desk, noun: str) -> None:
    assert at_desk(boss).get(list_of(noun)).status_code == 200


@pytest.mark.parametrize("noun", ["claim", "evidence", "source", "note", "appearance", "sentence", "article"])
def test_a_list_takes_the_same_number_of_queries_however_long_it_is(
    boss: User, chae: User, claim: Claim, at_desk: Desk, noun: str
) -> None:
    client = at_desk(boss)
    marking.add_note(claim, kind="remark", text="x", by=chae)
    few = count_queries(client, list_of(noun))
    for _ in range(4):
        more = factories.claim(by=chae)
        factories.evidence(more, by=chae)
        marking.add_note(more, kind="remark", text="x", by=chae)
    assert count_queries(client, list_of(noun)) == few


@pytest.mark.parametrize(
    "noun",
    [
        "verdict",
        "publication",
        "verdictcitation",
        "verdictcontributor",
        "gateoverride",
        "assessment",
        "alert",
    ],
)
def test_a_list_of_records_takes_the_same_number_of_queries_however_long_it_is(
    boss: User, chae: User, ben: User, at_desk: Desk, scale: dict[str, Rating], noun: str
) -> None:
    client = at_desk(boss)
    for _ in published(chae, ben, scale, times=2):
        pass
    few = count_queries(client, list_of(noun))
    for _ in published(chae, ben, scale, times=3):
        pass
    assert count_queries(client, list_of(noun)) == few


def published(author: User, editor: User, scale: dict[str, Rating], *, times: int) -> Iterator[Claim]:
    from claims.services import alerting

    for _ in range(times):
        claim = factories.published_claim(author=author, editor=editor)
        assessing.assess(claim, by=author, rating=scale["accurate"], reasoning="x")
        piece = claim.evidence.first()
        assert piece
        alerting.open_by_hand(claim.verdicts.get(), piece, why="gone", by=editor)
        yield claim


def test_a_long_list_is_not_counted_to_its_end(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.admin.long_lists.COUNTED", 1)
    assert BoundedPaginator(Claim.objects.all(), 50).count == 1


def test_claims_are_found_by_part_of_their_statement(chae: User, claim: Claim, at_desk: Desk) -> None:
    page = at_desk(chae).get(list_of("claim"), {"q": "port of lowmark"})
    assert [row.pk for row in page.context["cl"].result_list] == [claim.pk]


def test_a_claim_in_the_list_leads_to_its_workspace(chae: User, claim: Claim, at_desk: Desk) -> None:
    assert workspace(claim) in words(at_desk(chae).get(list_of("claim")))


@pytest.mark.parametrize(
    "query", ["assigned_to__isnull=True", "work_state__exact=awaiting_approval", "status__exact=at_risk"]
)
def test_a_queue_is_an_address(chae: User, claim: Claim, at_desk: Desk, query: str) -> None:
    page = at_desk(chae).get(f"{list_of('claim')}?{query}")
    assert page.status_code == 200
    assert 'aria-current="page"' in words(page)


# --- Who ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("noun", WRITTEN_ONCE)
def test_what_is_written_once_is_shown_to_everybody_and_changed_by_nobody(
    boss: User, noun: str, rf: Any
) -> None:
    request = rf.get("/")
    request.user = boss
    model_admin = next(one for model, one in admin.site._registry.items() if model._meta.model_name == noun)
    assert model_admin.has_view_permission(request)
    assert not model_admin.has_add_permission(request)
    assert not model_admin.has_change_permission(request)
    assert isinstance(model_admin, ReadOnlyAdmin)


REFERRED_TO_BY_NOTHING = {"hostrule"}


@pytest.mark.parametrize("noun", sorted({*DESK} - REFERRED_TO_BY_NOTHING))
def test_nothing_of_the_desk_is_deleted_by_a_form(boss: User, noun: str, rf: Any) -> None:
    request = rf.get("/")
    request.user = boss
    model_admin = next(one for model, one in admin.site._registry.items() if model._meta.model_name == noun)
    assert not model_admin.has_delete_permission(request)


def test_a_reader_is_sent_to_the_log_in(cleo: User, claim: Claim, at_desk: Desk) -> None:
    answer = at_desk(cleo).get(workspace(claim))
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_somebody_without_a_role_sees_no_claim(claim: Claim, at_desk: Desk) -> None:
    nobody = User.objects.create_user("nobody", is_staff=True)
    assert at_desk(nobody).get(workspace(claim)).status_code == 403


def test_a_contributor_can_not_edit_a_claim(ana: User, claim: Claim, at_desk: Desk) -> None:
    at_desk(ana).post(
        form_of(claim),
        {"statement": "Mine now", "kind": "event", "rated": "so", "tier": "core", "language": "en"},
    )
    claim.refresh_from_db()
    assert claim.statement != "Mine now"


# --- Forms --------------------------------------------------------------------------------------------------------


def test_an_edit_goes_through_the_service_and_leaves_an_event(
    chae: User, claim: Claim, at_desk: Desk
) -> None:
    client = at_desk(chae)
    client.post(form_of(claim), fill(client, claim, statement="Reworded."))
    event = Event.objects.get(kind="claim.edited", claim_pk=claim.pk)
    assert event.content.body["changes"]["statement"][1] == "Reworded."


def test_a_save_that_changes_nothing_leaves_no_event(chae: User, claim: Claim, at_desk: Desk) -> None:
    client = at_desk(chae)
    client.post(form_of(claim), fill(client, claim))
    assert not Event.objects.filter(kind="claim.edited").exists()


def test_a_stale_save_is_refused_with_both_texts(chae: User, ben: User, claim: Claim, at_desk: Desk) -> None:
    client = at_desk(chae)
    mine = fill(client, claim, statement="Chae’s words")
    marking.edit_claim(Claim.objects.get(pk=claim.pk), version=claim.version, by=ben, statement="Ben’s words")
    page = client.post(form_of(claim), mine)
    claim.refresh_from_db()
    assert claim.statement == "Ben’s words"
    assert '<mark class="is-theirs">Ben</mark>’s words' in words(page)
    assert page.context["adminform"].form["statement"].value() == "Chae’s words"


def test_after_a_stale_save_ones_own_can_be_saved_knowingly(
    chae: User, ben: User, claim: Claim, at_desk: Desk
) -> None:
    client = at_desk(chae)
    mine = fill(client, claim, statement="Chae’s words")
    marking.edit_claim(Claim.objects.get(pk=claim.pk), version=claim.version, by=ben, statement="Ben’s words")
    shown = client.post(form_of(claim), mine).context["adminform"].form["opened_version"].value()
    client.post(form_of(claim), mine | {"opened_version": shown})
    claim.refresh_from_db()
    assert claim.statement == "Chae’s words"


def test_what_a_service_refuses_is_told_at_its_field(chae: User, noise: None, at_desk: Desk) -> None:
    source = Source.objects.first()
    assert source
    client = at_desk(chae)
    page = client.post(form_of(source), fill(client, source, published_on="last spring"))
    assert page.context["adminform"].form.errors["published_on"]


def test_a_new_source_is_added_through_the_service(chae: User, noise: None, at_desk: Desk) -> None:
    url = reverse("admin:claims_source_add")
    at_desk(chae).post(
        url,
        {
            "url": "https://new.example/x",
            "kind": "agency",
            "publisher": "Wire",
            "language": "en",
            "is_watched": "on",
        },
    )
    assert Event.objects.filter(kind="source.added", subject_label__startswith="Wire").exists()


def test_a_source_that_is_here_already_is_refused_with_what_was_typed(
    chae: User, noise: None, at_desk: Desk
) -> None:
    there = Source.objects.exclude(url="").first()
    assert there
    url = reverse("admin:claims_source_add")
    page = at_desk(chae).post(
        url, {"url": there.url, "kind": "agency", "publisher": "Typed with care", "language": "en"}
    )
    assert page.status_code == 200
    assert page.context["adminform"].form["publisher"].value() == "Typed with care"


def test_a_new_article_is_split_and_opens_in_its_workspace(chae: User, noise: None, at_desk: Desk) -> None:
    url = reverse("admin:claims_article_add")
    typed = {
        "title": "A new one",
        "text": "First sentence. Second sentence.",
        "language": "en",
        "work": "after",
    }
    answer = at_desk(chae).post(url, typed)
    article = Article.objects.get(slug="a-new-one")
    assert answer["Location"] == workspace(article)
    assert article.versions.get().sentences.count() == 2


def test_a_second_article_of_one_title_is_refused_with_its_text(
    chae: User, noise: None, at_desk: Desk
) -> None:
    url = reverse("admin:claims_article_add")
    typed = {"title": "A new one", "text": "First sentence.", "language": "en", "work": "after"}
    at_desk(chae).post(url, typed)
    page = at_desk(chae).post(url, typed)
    assert page.status_code == 200
    assert "First sentence." in words(page)


@pytest.mark.parametrize("model", [Claimant, Note])
def test_a_record_is_edited_through_the_service(chae: User, claim: Claim, at_desk: Desk, model: Any) -> None:
    thing: Any = (
        keeping.add(Claimant, by=chae, slug="ida-holm", name="Ida Holm")
        if model is Claimant
        else marking.add_note(claim, kind="remark", text="x", by=chae)
    )
    field = "name" if model is Claimant else "text"
    client = at_desk(chae)
    client.post(form_of(thing), fill(client, thing, **{field: "Reworded"}))
    thing.refresh_from_db()
    assert (getattr(thing, field), thing.version) == ("Reworded", 2)


def test_evidence_is_edited_by_who_brought_it(ana: User, claim: Claim, at_desk: Desk) -> None:
    piece = factories.evidence(claim, by=ana)
    client = at_desk(ana)
    client.post(form_of(piece), fill(client, piece, summary="In our words"))
    assert Evidence.objects.get(pk=piece.pk).summary == "In our words"


def test_evidence_of_others_is_not_edited_by_a_contributor(
    ana: User, chae: User, claim: Claim, at_desk: Desk
) -> None:
    piece = factories.evidence(claim, by=chae)
    answer = at_desk(ana).post(form_of(piece), {"summary": "Mine now", "stance": "refutes"})
    assert answer.status_code == 403
    assert Evidence.objects.get(pk=piece.pk).summary == ""


def test_a_source_is_asked_to_be_captured(chae: User, claim: Claim, at_desk: Desk) -> None:
    source = factories.source(by=chae)
    at_desk(chae).post(reverse("admin:claims_source_capture", args=[source.pk]))
    assert Event.objects.filter(kind="capture.requested", subject_pk=str(source.pk)).exists()


def test_the_history_page_tells_the_events(chae: User, claim: Claim, at_desk: Desk) -> None:
    page = at_desk(chae).get(reverse("admin:claims_claim_history", args=[claim.pk]))
    assert "made the claim" in words(page)


def test_a_member_is_added_on_record_without_their_password(ada: User, at_desk: Desk) -> None:
    url = reverse("admin:claims_user_add")
    secret = "a quite long secret"
    at_desk(ada).post(
        url, {"username": "dora", "password1": secret, "password2": secret, "usable_password": "true"}
    )
    event = Event.objects.get(kind="user.added")
    assert User.objects.filter(username="dora").exists()
    assert secret not in str(event.content.body)


def test_an_editor_can_not_make_members(ben: User, at_desk: Desk) -> None:
    assert at_desk(ben).get(reverse("admin:claims_user_add")).status_code == 403
