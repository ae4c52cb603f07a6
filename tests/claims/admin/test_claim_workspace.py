"""The claim workspace: each step as a button, what is refused as words, and nothing typed lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from claims.exceptions import IllegalTransition
from claims.models import (
    Alert,
    Claim,
    Event,
    Evidence,
    Publication,
    Rating,
    Snapshot,
    Source,
    User,
    Verdict,
    VerdictCitation,
)
from claims.services import assessing, reviewing
from tests import factories
from tests.claims.admin.conftest import Desk, act, count_queries, said, words, workspace


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae)


@pytest.fixture
def submitted(claim: Claim, chae: User) -> Verdict:
    factories.evidence(claim, by=chae)
    return factories.submitted(claim, by=chae)


def verdict_url(claim: Claim) -> str:
    return reverse("admin:claims_claim_verdict", args=[claim.pk])


def typed(rating: Rating, **fields: Any) -> dict[str, Any]:
    content = {
        "summary": "It did.",
        "reach": "fact_check",
        "language": "en",
        "rating": rating.pk,
        "as_of": "2024-11-01",
    }
    return {f"verdict-{name}": value for name, value in (content | fields).items()}


def read(verdict: Verdict, name: str, **reasons: str) -> dict[str, Any]:
    """What the page sends with the step ``name``: the version that was read, and reasons to override."""
    overrides = {f"override-{code}": reason for code, reason in reasons.items()}
    return {f"{name}-version": verdict.version} | overrides


def state(claim: Claim) -> str:
    return Verdict.objects.filter(claim=claim).latest("pk").state


# --- Beside the verdict -------------------------------------------------------------------------------------------


def test_an_assessment_is_saved(claim: Claim, ana: User, at_desk: Desk, scale: dict[str, Rating]) -> None:
    given = {
        "assess-rating": scale["accurate"].pk,
        "assess-confidence": "high",
        "assess-reasoning": "Counted.",
    }
    at_desk(ana).post(act(claim, "assess"), given)
    assert claim.assessments.get().reasoning == "Counted."


def test_an_assessment_changed_elsewhere_is_not_overwritten(
    claim: Claim, ana: User, at_desk: Desk, scale: dict[str, Rating]
) -> None:
    assessing.assess(claim, by=ana, rating=scale["accurate"], reasoning="First thoughts")
    given = {
        "assess-rating": scale["inaccurate"].pk,
        "assess-confidence": "low",
        "assess-reasoning": "Second",
        "assess-version": 0,
    }
    page = at_desk(ana).post(act(claim, "assess"), given)
    assert claim.assessments.get().reasoning == "First thoughts"
    assert page.context["forms"]["assess"]["reasoning"].value() == "Second"


def test_evidence_from_a_new_address_brings_its_source(claim: Claim, ana: User, at_desk: Desk) -> None:
    given = {"url": "https://new.example/page", "publisher": "New Gazette", "source_kind": "newspaper",
             "stance": "refutes", "weight": "key", "quote": "only 4,000 ships"}  # fmt: skip
    at_desk(ana).post(act(claim, "evidence"), {f"evidence-{name}": value for name, value in given.items()})
    assert Source.objects.get(url="https://new.example/page").evidence.get().quote == "only 4,000 ships"


def test_evidence_from_a_known_address_uses_its_source(claim: Claim, ana: User, at_desk: Desk) -> None:
    known = factories.source(by=ana)
    given = {"url": known.url, "stance": "supports", "weight": "key", "quote": "4,200 ships"}
    at_desk(ana).post(act(claim, "evidence"), {f"evidence-{name}": value for name, value in given.items()})
    assert claim.evidence.get().source == known


def test_evidence_without_a_source_is_asked_for_one_and_keeps_the_quote(
    claim: Claim, ana: User, at_desk: Desk
) -> None:
    given = {"evidence-stance": "supports", "evidence-weight": "key", "evidence-quote": "Typed with care"}
    page = at_desk(ana).post(act(claim, "evidence"), given)
    assert "Choose a source" in words(page)
    assert "Typed with care" in words(page)


@pytest.fixture
def captured(ana: User) -> Snapshot:
    source = factories.source(by=ana)
    job = source.capture_jobs.get()
    return Snapshot.objects.create(
        job=job, source=source, url=source.url, status=200, text="In 2023, 4,200 ships called."
    )


def quote(snapshot: Snapshot, words_quoted: str) -> dict[str, str]:
    given = {"url": snapshot.url, "stance": "supports", "weight": "key", "quote": words_quoted}
    return {f"evidence-{name}": value for name, value in given.items()}


def test_words_that_stand_in_a_capture_are_anchored_at_once(
    claim: Claim, captured: Snapshot, ana: User, at_desk: Desk
) -> None:
    answer = at_desk(ana).post(act(claim, "evidence"), quote(captured, " 4,200 ships "))
    assert (claim.evidence.get().snapshot, claim.evidence.get().start) == (captured, 9)
    assert "stand in the capture of" in said(answer)[0]


def test_the_anchored_words_are_shown_among_those_around_them(
    claim: Claim, captured: Snapshot, ana: User, at_desk: Desk
) -> None:
    at_desk(ana).post(act(claim, "evidence"), quote(captured, "4,200 ships"))
    page = words(at_desk(ana).get(workspace(claim)))
    assert '<mark class="passage">4,200 ships</mark><span class="around"> called.' in page


def test_no_source_is_left_behind_when_its_evidence_is_refused(
    claim: Claim, ana: User, at_desk: Desk
) -> None:
    given = {"url": "https://new.example/page", "publisher": "New Gazette", "source_kind": "newspaper",
             "stance": "refutes", "weight": "key", "quote": "words", "as_of": "last spring"}  # fmt: skip
    at_desk(ana).post(act(claim, "evidence"), {f"evidence-{name}": value for name, value in given.items()})
    assert not Source.objects.filter(url="https://new.example/page").exists()


def test_a_search_goes_on_record(claim: Claim, ana: User, at_desk: Desk) -> None:
    given = {"search-where": "Port archive", "search-words": "4,200 ships", "search-on": "2024-11-02"}
    at_desk(ana).post(act(claim, "search"), given)
    assert claim.evidence.get().form == Evidence.Form.NEGATIVE_SEARCH


def test_a_note_is_written(claim: Claim, chae: User, at_desk: Desk) -> None:
    at_desk(chae).post(act(claim, "note"), {"note-kind": "open_question", "note-text": "Who counts?"})
    assert claim.notes.get().text == "Who counts?"


def test_a_note_by_who_may_not_write_one_is_refused_with_its_words(
    claim: Claim, ana: User, at_desk: Desk
) -> None:
    page = at_desk(ana).post(act(claim, "note"), {"note-kind": "remark", "note-text": "Typed with care"})
    assert "Your role does not let you write notes." in words(page)
    assert page.context["forms"]["note"]["text"].value() == "Typed with care"


def test_a_contact_attempt_goes_on_record(claim: Claim, chae: User, at_desk: Desk) -> None:
    at_desk(chae).post(
        act(claim, "contact"), {"contact-channel": "E-mail", "contact-outcome": "No answer yet"}
    )
    assert claim.contact_attempts.get().channel == "E-mail"


def test_an_unassigned_claim_can_be_taken(claim: Claim, chae: User, at_desk: Desk) -> None:
    at_desk(chae).post(act(claim, "assign"), {"assign-to": chae.pk})
    claim.refresh_from_db()
    assert claim.assigned_to == chae


# --- The verdict's way --------------------------------------------------------------------------------------------


def test_a_draft_is_begun(claim: Claim, ana: User, at_desk: Desk, scale: dict[str, Rating]) -> None:
    at_desk(ana).post(verdict_url(claim), typed(scale["accurate"]))
    assert Verdict.objects.get(claim=claim).summary == "It did."


def test_a_draft_is_begun_and_submitted_in_one_act(
    claim: Claim, chae: User, at_desk: Desk, scale: dict[str, Rating]
) -> None:
    at_desk(chae).post(verdict_url(claim), typed(scale["accurate"]) | {"then": "submit"})
    assert state(claim) == "submitted"


def test_a_draft_that_can_not_be_submitted_is_saved_and_says_why(
    claim: Claim, chae: User, at_desk: Desk, scale: dict[str, Rating]
) -> None:
    answer = at_desk(chae).post(verdict_url(claim), typed(scale["accurate"], summary="") | {"then": "submit"})
    assert state(claim) == "draft"
    assert "Not submitted yet. Before it is submitted, the verdict needs: summary." in said(answer)


def test_nothing_is_half_handed_over_where_submitting_is_refused(
    claim: Claim, chae: User, at_desk: Desk, scale: dict[str, Rating], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was frozen before the refusal goes, the draft and its record stay."""

    def refuse(*args: Any, **kwargs: Any) -> None:
        assert VerdictCitation.objects.filter(verdict__claim=claim).count() == 1
        raise IllegalTransition("Not now.")

    factories.evidence(claim, by=chae)
    monkeypatch.setattr(Verdict, "step", refuse)
    answer = at_desk(chae).post(verdict_url(claim), typed(scale["accurate"]) | {"then": "submit"})
    assert "Not submitted yet. Not now." in said(answer)
    draft = Verdict.objects.get(claim=claim)
    assert (draft.state, draft.proposal, draft.citations.count()) == ("draft", "", 0)
    told = Event.objects.about(draft).values_list("kind", flat=True)
    assert list(told) == ["verdict.drafted"]


def test_a_draft_saved_by_another_meanwhile_is_not_submitted_unread(
    claim: Claim, chae: User, ben: User, at_desk: Desk, scale: dict[str, Rating]
) -> None:
    draft = factories.draft(claim, by=chae)
    page = at_desk(chae).get(workspace(claim))
    given = {field.html_name: field.value() or "" for field in page.context["editor"]}
    reviewing.submit(draft, by=ben, version=draft.version)
    reviewing.send_back(draft, by=ben, reason="Say more.")
    answer = at_desk(chae).post(verdict_url(claim), given | {"then": "submit"})
    assert state(claim) == "draft"
    assert "changed after you opened it" in " ".join(said(answer))


def test_a_draft_changed_just_after_it_was_saved_is_not_submitted(
    claim: Claim,
    chae: User,
    ben: User,
    at_desk: Desk,
    scale: dict[str, Rating],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft, submit = factories.draft(claim, by=chae), reviewing.submit

    def overtaken(verdict: Verdict, **given: Any) -> Verdict:
        reviewing.edit(verdict, by=ben, version=verdict.version, summary="Ben’s summary")
        return submit(verdict, **given)

    monkeypatch.setattr(reviewing, "submit", overtaken)
    typed_now = typed(scale["accurate"], summary="Chae’s summary", opened_version=draft.version)
    at_desk(chae).post(verdict_url(claim), typed_now | {"then": "submit"})
    assert state(claim) == "draft"


def test_a_draft_changed_meanwhile_is_shown_beside_ones_own(
    claim: Claim, chae: User, ben: User, at_desk: Desk, scale: dict[str, Rating]
) -> None:
    draft = factories.draft(claim, by=chae)
    reviewing.edit(draft, by=ben, version=draft.version, summary="Ben’s summary")
    page = at_desk(chae).post(
        verdict_url(claim), typed(scale["accurate"], summary="Chae’s summary", opened_version=draft.version)
    )
    assert '<mark class="is-theirs">Ben</mark>’s summary' in words(page)
    assert page.context["editor"]["summary"].value() == "Chae’s summary"
    assert Verdict.objects.get(pk=draft.pk).summary == "Ben’s summary"


def test_after_both_were_shown_ones_own_can_be_saved(
    claim: Claim, chae: User, ben: User, at_desk: Desk, scale: dict[str, Rating]
) -> None:
    draft = factories.draft(claim, by=chae)
    reviewing.edit(draft, by=ben, version=draft.version, summary="Ben’s summary")
    mine = typed(scale["accurate"], summary="Chae’s summary", opened_version=draft.version)
    shown = at_desk(chae).post(verdict_url(claim), mine).context["editor"]["opened_version"].value()
    at_desk(chae).post(verdict_url(claim), mine | {"verdict-opened_version": shown})
    assert Verdict.objects.get(pk=draft.pk).summary == "Chae’s summary"


def test_an_editor_approves(claim: Claim, submitted: Verdict, ben: User, at_desk: Desk) -> None:
    at_desk(ben).post(act(claim, "approve"), read(submitted, "approve"))
    assert state(claim) == "approved"


@pytest.fixture
def ready(claim: Claim, chae: User, ben: User) -> Any:
    """The claim's verdict, brought to where the step that is named may be taken, all gate lines overridden."""

    def bring(name: str) -> Verdict:
        factories.evidence(claim, by=chae)
        if name == "submit":
            return factories.draft(claim, by=chae)
        verdict = factories.submitted(claim, by=chae)
        return reviewing.approve(verdict, by=ben) if name == "publish" else verdict

    return bring


DECISIONS = {
    "submit": "submitted", "approve": "approved", "publish": "published", "approve-and-publish": "published",
}  # fmt: skip


@pytest.mark.parametrize("version", [{}, {"version": ""}, {"version": "latest"}])
@pytest.mark.parametrize("name", DECISIONS)
def test_nothing_is_decided_without_the_version_that_was_read(
    claim: Claim, ready: Any, ben: User, at_desk: Desk, name: str, version: dict[str, str]
) -> None:
    before = ready(name).state
    given = {f"{name}-{field}": value for field, value in version.items()}
    page = at_desk(ben).post(act(claim, name), given | {"override-captured": "Transcribed by hand"})
    assert "which version of the verdict you read" in words(page)
    assert state(claim) == before


@pytest.mark.parametrize("name", DECISIONS)
def test_nothing_is_decided_on_another_version_than_was_read(
    claim: Claim, ready: Any, ben: User, at_desk: Desk, name: str
) -> None:
    verdict = ready(name)
    given = {f"{name}-version": verdict.version - 1, "override-captured": "Transcribed by hand"}
    page = at_desk(ben).post(act(claim, name), given)
    assert "changed after you opened it" in words(page)
    assert state(claim) == verdict.state


@pytest.mark.parametrize("name", DECISIONS)
def test_the_page_sends_the_version_that_its_step_asks_for(
    claim: Claim, ready: Any, bea: User, at_desk: Desk, name: str
) -> None:
    verdict = ready(name)
    client = at_desk(bea)
    page = words(client.get(workspace(claim)))
    assert act(claim, name) in page
    assert f'name="{name}-version" value="{verdict.version}"' in page
    client.post(act(claim, name), read(verdict, name, captured="Transcribed by hand"))
    assert state(claim) == DECISIONS[name]


def test_what_was_changed_since_it_was_read_is_not_approved(
    claim: Claim, submitted: Verdict, chae: User, ben: User, bea: User, at_desk: Desk
) -> None:
    back = reviewing.send_back(submitted, by=bea, reason="Say more.")
    edited = reviewing.edit(back, by=chae, version=back.version, summary="Another one.")
    reviewing.submit(edited, by=chae)
    page = at_desk(ben).post(act(claim, "approve"), {"approve-version": submitted.version})
    assert "changed after you opened it" in words(page)
    assert state(claim) == "submitted"


def test_the_page_says_which_version_one_decides_on(
    claim: Claim, submitted: Verdict, ben: User, at_desk: Desk
) -> None:
    page = words(at_desk(ben).get(workspace(claim)))
    assert f'name="approve-version" value="{submitted.version}"' in page


def test_who_wrote_it_sees_no_button_to_approve(claim: Claim, ben: User, at_desk: Desk) -> None:
    factories.submitted(claim, by=ben)
    page = words(at_desk(ben).get(workspace(claim)))
    assert act(claim, "approve") not in page
    assert "somebody else approves it" in page


def test_who_wrote_it_is_refused_even_without_a_button(claim: Claim, ben: User, at_desk: Desk) -> None:
    page = at_desk(ben).post(act(claim, "approve"), read(factories.submitted(claim, by=ben), "approve"))
    assert "You wrote part of this verdict, so somebody else has to approve it." in words(page)
    assert state(claim) == "submitted"


def test_a_verdict_is_sent_back_with_a_reason(
    claim: Claim, submitted: Verdict, ben: User, at_desk: Desk
) -> None:
    at_desk(ben).post(act(claim, "send-back"), {"send-back-reason": "Add the harbour master."})
    page = words(at_desk(ben).get(workspace(claim)))
    assert "Add the harbour master." in page


def test_publishing_with_an_unmet_line_is_refused_naming_it_and_keeps_the_reasons(
    claim: Claim, submitted: Verdict, ben: User, at_desk: Desk
) -> None:
    approved = reviewing.approve(submitted, by=ben)
    page = at_desk(ben).post(act(claim, "publish"), read(approved, "publish", findings="Seen with care"))
    assert "Key passages captured" in words(page)
    assert state(claim) == "approved"
    assert not Publication.objects.filter(claim=claim).exists()


def test_publishing_with_an_override_says_the_number(
    claim: Claim, submitted: Verdict, ben: User, at_desk: Desk
) -> None:
    approved = reviewing.approve(submitted, by=ben)
    answer = at_desk(ben).post(
        act(claim, "publish"), read(approved, "publish", captured="Transcribed by hand")
    )
    assert said(answer) == ["Published as number 1."]


def test_approving_and_publishing_is_one_act(
    claim: Claim, submitted: Verdict, ben: User, at_desk: Desk
) -> None:
    given = read(submitted, "approve-and-publish", captured="Transcribed by hand")
    at_desk(ben).post(act(claim, "approve-and-publish"), given)
    assert state(claim) == "published"


def test_approving_and_publishing_is_done_whole_or_not_at_all(
    claim: Claim, submitted: Verdict, ben: User, at_desk: Desk
) -> None:
    page = at_desk(ben).post(act(claim, "approve-and-publish"), read(submitted, "approve-and-publish"))
    assert "Key passages captured" in words(page)
    assert state(claim) == "submitted"


def test_a_correction_is_begun(chae: User, ben: User, at_desk: Desk) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    at_desk(ben).post(
        act(claim, "correct"),
        {"correct-change": "rating_correction", "correct-public_note": "We missed a report."},
    )
    assert Verdict.objects.open().get(claim=claim).change == "rating_correction"


def test_a_withdrawal_is_drafted(chae: User, ben: User, at_desk: Desk) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    at_desk(ben).post(act(claim, "withdraw"), {"withdraw-public_note": "It rested on a forgery."})
    assert Verdict.objects.open().get(claim=claim).change == "withdrawal"


def test_an_alert_is_opened_by_hand_and_resolved(chae: User, ben: User, at_desk: Desk) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    client, evidence = at_desk(ben), claim.evidence.first()
    client.post(
        act(claim, "alert"),
        {"alert-evidence": evidence.pk, "alert-why": "The page is gone.", "alert-severity": 2},
    )
    assert "The page is gone." in words(client.get(workspace(claim)))
    alert = Alert.objects.get()
    client.post(
        act(claim, "resolve"),
        {"resolve-alert": alert.pk, "resolve-resolution": "no_effect", "resolve-reason": "Moved."},
    )
    claim.refresh_from_db()
    assert claim.status == "published"


def test_a_draft_is_given_up(claim: Claim, chae: User, at_desk: Desk) -> None:
    factories.draft(claim, by=chae)
    at_desk(chae).post(act(claim, "discard"))
    assert state(claim) == "discarded"


# --- Everything else ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["submit", "approve", "publish", "discard", "correct", "withdraw"])
def test_a_step_whose_verdict_is_gone_says_so(claim: Claim, ben: User, at_desk: Desk, name: str) -> None:
    given = {"correct-change": "update", "correct-public_note": "x", "withdraw-public_note": "x"}
    given |= {f"{name}-version": "1"}
    assert "Look at its history." in words(at_desk(ben).post(act(claim, name), given))


def test_an_act_the_desk_does_not_know_is_not_found(claim: Claim, ben: User, at_desk: Desk) -> None:
    assert at_desk(ben).post(act(claim, "bless")).status_code == 404


@pytest.mark.parametrize("name", ["assess", "publish", "approve"])
def test_looking_at_an_act_does_nothing(claim: Claim, ben: User, at_desk: Desk, name: str) -> None:
    assert at_desk(ben).get(act(claim, name)).status_code == 405


def test_no_status_can_be_set_by_a_form(claim: Claim, chae: User, at_desk: Desk) -> None:
    at_desk(chae).post(reverse("admin:claims_claim_change", args=[claim.pk]), {
        "statement": "Changed.", "kind": "statistic", "rated": "so", "tier": "core", "language": "en",
        "opened_version": claim.version, "status": "published", "work_state": "approved",
    })  # fmt: skip
    claim.refresh_from_db()
    assert (claim.statement, claim.status, claim.work_state) == ("Changed.", "unreviewed", "")


def test_the_page_asks_for_the_same_number_of_rows_however_much_it_shows(
    claim: Claim, chae: User, ben: User, at_desk: Desk, scale: dict[str, Rating]
) -> None:
    factories.evidence(claim, by=chae)
    assessing.assess(claim, by=chae, rating=scale["accurate"], reasoning="x")
    client = at_desk(chae)
    few = count_queries(client, workspace(claim))
    for _ in range(4):
        factories.evidence(claim, by=chae)
    assessing.assess(claim, by=ben, rating=scale["accurate"], reasoning="x")
    assert count_queries(client, workspace(claim)) == few


# --- For a script that stays on the page --------------------------------------------------------------------------

STAYS = {"X-Stays": "yes"}


def test_who_stays_gets_the_content_alone(claim: Claim, chae: User, at_desk: Desk) -> None:
    address = reverse("admin:claims_claim_act", args=[claim.pk, "note"])
    given = {"note-kind": "remark", "note-text": "Ask the harbour office."}
    answer = at_desk(chae).post(address, given, headers=STAYS)
    page = answer.content.decode()
    assert (answer.status_code, answer["X-Place"]) == (200, "notes")
    assert "The note is saved." in page
    assert "Ask the harbour office." in page
    assert "masthead" not in page


def test_who_stays_gets_refused_words_back(claim: Claim, chae: User, at_desk: Desk) -> None:
    address = reverse("admin:claims_claim_act", args=[claim.pk, "evidence"])
    answer = at_desk(chae).post(address, {"evidence-quote": "Some 4,200 ships."}, headers=STAYS)
    assert "X-Place" not in answer
    assert "Some 4,200 ships." in answer.content.decode()
    assert not Evidence.objects.filter(claim=claim).exists()
