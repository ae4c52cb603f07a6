"""What people say about a claim, on its page: comments, letters, requests to outlets, matches, due days, history."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Comment, ContactAttempt, CorrectionRequest, Match, User
from claims.services import contacting, discussing, marking, matching, requesting, reviewing
from tests import factories
from tests.claims.admin.conftest import Desk, act, count_queries, said, words, workspace


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae, statement="The port of Lowmark handled 4,800 ships in 2022.")


@pytest.fixture
def attempt(claim: Claim, chae: User) -> ContactAttempt:
    return contacting.contact(
        claim, channel="e-mail", by=chae, letter="Dear mayor", answer_by=timezone.now() + timedelta(hours=1)
    )


@pytest.fixture
def asked(claim: Claim, chae: User) -> CorrectionRequest:
    return requesting.ask(claim, outlet="The Gazette", words="It was 4,200.", by=chae)


# --- Discussion ---------------------------------------------------------------------------------------------------


def test_a_comment_is_said_and_its_mention_marked(claim: Claim, ana: User, ben: User, at_desk: Desk) -> None:
    at_desk(ana).post(act(claim, "comment"), {"comment-text": "@ben is that so? <b>"})
    shown = words(at_desk(ben).get(workspace(claim)))
    assert '<b class="mention">@ben</b> is that so? &lt;b&gt;' in shown
    assert "mentions you" in shown


def test_who_is_called_in_is_named(claim: Claim, ana: User, ben: User, at_desk: Desk) -> None:
    answer = at_desk(ana).post(act(claim, "comment"), {"comment-text": "@ben is that so?"})
    assert said(answer) == ["Said. ben will be told."]


def test_an_answer_stands_under_its_comment(claim: Claim, ana: User, ben: User, at_desk: Desk) -> None:
    comment = discussing.say(claim, text="Which list?", by=ana)
    at_desk(ben).post(act(claim, "answer"), {"answer-row": comment.pk, "answer-text": "This one."})
    assert Comment.objects.get(answers=comment).text == "This one."


def test_a_refused_answer_stays_at_its_comment(claim: Claim, ana: User, ben: User, at_desk: Desk) -> None:
    first = discussing.say(claim, text="Which list?", by=ana)
    discussing.say(claim, text="Another matter.", by=ana)
    page = at_desk(ben).post(act(claim, "answer"), {"answer-row": first.pk, "answer-text": "x" * 10_001})
    [bound] = [form for _, form in page.context["threads"] if form.is_bound]
    assert bound.row_pk == first.pk
    assert "x" * 10_001 in words(page)


def test_what_was_taken_back_shows_no_words(claim: Claim, ana: User, ben: User, at_desk: Desk) -> None:
    comment = discussing.say(claim, text="Nonsense about Ida.", by=ana)
    at_desk(ana).post(act(claim, "take-back"), {"take-back-row": comment.pk})
    shown = words(at_desk(ben).get(workspace(claim)))
    assert "Nonsense about Ida." not in shown
    assert "Taken back on" in shown


def test_another_ones_comment_cannot_be_taken_back(claim: Claim, ana: User, ben: User, at_desk: Desk) -> None:
    comment = discussing.say(claim, text="Nonsense.", by=ana)
    page = at_desk(ben).post(act(claim, "take-back"), {"take-back-row": comment.pk})
    assert "Your role does not let you" in words(page)


def test_people_are_offered_by_the_beginning_of_their_names(
    claim: Claim, ana: User, ben: User, bea: User, cleo: User, at_desk: Desk
) -> None:
    answer = at_desk(ana).get(reverse("admin:claims_claim_people"), {"q": "B"}).json()
    assert [one["username"] for one in answer["people"]] == ["bea", "ben"]


def test_readers_are_never_offered(claim: Claim, ana: User, cleo: User, at_desk: Desk) -> None:
    assert at_desk(ana).get(reverse("admin:claims_claim_people"), {"q": "cl"}).json() == {"people": []}


# --- Letters, replies, outlets ------------------------------------------------------------------------------------


def test_the_form_begins_with_a_letter_and_a_deadline(claim: Claim, chae: User, at_desk: Desk) -> None:
    form = at_desk(chae).get(workspace(claim)).context["forms"]["contact"]
    assert claim.statement in form["letter"].value()
    assert form["answer_by"].value() > timezone.localtime().replace(tzinfo=None)


def test_the_letter_is_recorded_as_it_was_edited(claim: Claim, chae: User, at_desk: Desk) -> None:
    given = {
        "channel": "e-mail",
        "recipient": "Ida Holm",
        "letter": "Dear Ida",
        "answer_by": "2099-01-02T10:00",
    }
    at_desk(chae).post(act(claim, "contact"), {f"contact-{name}": value for name, value in given.items()})
    made = ContactAttempt.objects.get()
    assert (made.recipient, made.letter, made.outcome) == ("Ida Holm", "Dear Ida", "No answer yet.")


def test_a_refused_letter_is_not_lost(claim: Claim, chae: User, at_desk: Desk) -> None:
    given = {"channel": "e-mail", "letter": "Dear Ida, at length", "answer_by": "2001-01-02T10:00"}
    page = at_desk(chae).post(
        act(claim, "contact"), {f"contact-{name}": value for name, value in given.items()}
    )
    assert "Dear Ida, at length" in words(page)
    assert "The deadline has passed already." in words(page)


def test_an_overdue_answer_is_marked(claim: Claim, chae: User, at_desk: Desk) -> None:
    day = timezone.now() - timedelta(days=3)
    contacting.contact(claim, channel="e-mail", by=chae, answer_by=day + timedelta(days=1), at=day)
    assert "overdue" in words(at_desk(chae).get(workspace(claim)))


def test_a_reply_is_recorded_and_shown(
    attempt: ContactAttempt, claim: Claim, chae: User, at_desk: Desk
) -> None:
    given = {"row": attempt.pk, "version": 1, "outcome": "She answered.", "reply": "It was 4,200."}
    at_desk(chae).post(act(claim, "reply"), {f"reply-{name}": value for name, value in given.items()})
    shown = words(at_desk(chae).get(workspace(claim)))
    assert '<blockquote class="reply quote">It was 4,200.</blockquote>' in shown
    assert "overdue" not in shown


def test_a_reply_that_was_slower_shows_both(
    attempt: ContactAttempt, claim: Claim, chae: User, ben: User, at_desk: Desk
) -> None:
    contacting.record_outcome(attempt, version=1, by=ben, outcome="He rang.", reply="No comment.")
    given = {"row": attempt.pk, "version": 1, "outcome": "She wrote.", "reply": "It was 4,200."}
    sent = {f"reply-{name}": value for name, value in given.items()}
    page = at_desk(chae).post(act(claim, "reply"), sent)
    assert "Somebody saved this while you wrote" in words(page)
    at_desk(chae).post(act(claim, "reply"), sent | {"reply-version": 2})
    assert ContactAttempt.objects.get().reply == "It was 4,200."


def test_an_outlets_correction_is_recorded(
    asked: CorrectionRequest, claim: Claim, chae: User, at_desk: Desk
) -> None:
    given = {"row": asked.pk, "version": 1, "outcome": "corrected", "proof_url": "https://gazette.example/7"}
    at_desk(chae).post(act(claim, "outlet"), {f"outlet-{name}": value for name, value in given.items()})
    assert "Where the correction stands" in words(at_desk(chae).get(workspace(claim)))


def test_a_request_is_made(claim: Claim, chae: User, at_desk: Desk) -> None:
    given = {"outlet": "The Gazette", "asked_on": timezone.localdate().isoformat(), "words": "It was 4,200."}
    at_desk(chae).post(act(claim, "request"), {f"request-{name}": value for name, value in given.items()})
    assert CorrectionRequest.objects.get().outlet == "The Gazette"


@pytest.mark.parametrize("name", ["reply", "outlet"])
def test_a_row_of_another_claim_is_refused(
    attempt: ContactAttempt, asked: CorrectionRequest, chae: User, at_desk: Desk, name: str
) -> None:
    elsewhere = factories.claim(by=chae)
    row = {"reply": attempt, "outlet": asked}[name]
    page = at_desk(chae).post(
        act(elsewhere, name), {f"{name}-row": row.pk, f"{name}-version": 1, f"{name}-outcome": "refused"}
    )
    assert page.context["refused"].errors["row"]


# --- Matches ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "state"), [("same", "confirmed"), ("related", "confirmed"), ("refuse", "refused")]
)
def test_an_offered_claim_is_decided(
    claim: Claim, chae: User, at_desk: Desk, answer: str, state: str
) -> None:
    other = factories.claim(by=chae)
    assert "Another figure" in words(at_desk(chae).get(workspace(claim)))
    at_desk(chae).post(act(claim, "match"), {"match-other": other.pk, "match-said": answer})
    assert Match.objects.get().state == state


def test_a_decision_is_taken_back(claim: Claim, chae: User, at_desk: Desk) -> None:
    match = matching.confirm(claim, factories.claim(by=chae), by=chae)
    at_desk(chae).post(
        act(claim, "undo-match"), {"undo-match-row": match.pk, "undo-match-version": match.version}
    )
    assert Match.objects.get().state == Match.State.UNDONE


def test_contributors_are_offered_no_decision(claim: Claim, chae: User, ana: User, at_desk: Desk) -> None:
    factories.claim(by=chae)
    assert 'name="match-said"' not in words(at_desk(ana).get(workspace(claim)))


# --- Due days, gate, history --------------------------------------------------------------------------------------


def test_a_claim_is_assigned_with_a_day(claim: Claim, ben: User, chae: User, at_desk: Desk) -> None:
    at_desk(ben).post(act(claim, "assign"), {"assign-to": chae.pk, "assign-due_on": "2026-01-05"})
    claim.refresh_from_db()
    assert (claim.assigned_to, claim.due_on) == (chae, date(2026, 1, 5))


def test_who_takes_a_claim_changes_no_day(claim: Claim, ben: User, chae: User, at_desk: Desk) -> None:
    marking.assign(claim, to=None, by=ben, due_on=date(2026, 1, 5))
    at_desk(chae).post(act(claim, "assign"), {"assign-to": chae.pk})
    claim.refresh_from_db()
    assert claim.due_on == date(2026, 1, 5)


def test_an_overdue_claim_says_so(claim: Claim, ben: User, chae: User, at_desk: Desk) -> None:
    marking.assign(claim, to=chae, by=ben, due_on=date(2020, 1, 5))
    assert "overdue since 5 Jan 2020" in words(at_desk(chae).get(workspace(claim)))


def test_an_unmet_line_leads_to_what_would_meet_it(claim: Claim, chae: User, at_desk: Desk) -> None:
    factories.draft(claim, by=chae, interests="", no_contact_reason="")
    shown = words(at_desk(chae).get(workspace(claim)))
    assert '<a class="gate-text" href="#id_verdict-interests">Interests disclosed</a>' in shown
    assert '<a class="gate-text" href="#add-contact">Claimant contacted, or why not</a>' in shown


def test_every_place_of_the_gate_is_on_the_page(claim: Claim, chae: User, at_desk: Desk) -> None:
    factories.draft(claim, by=chae, rating=None, **dict.fromkeys(factories.CONTENT, "") | {"as_of": None})
    page = at_desk(chae).get(workspace(claim))
    shown = words(page)
    places = [row["place"] for row in page.context["gate"]["unmet"] if row["place"]]
    assert len(places) > 5
    assert [place for place in places if f'id="{place[1:]}"' not in shown] == []


def test_the_history_shows_what_changed_word_by_word(claim: Claim, chae: User, at_desk: Desk) -> None:
    draft = factories.draft(claim, by=chae, summary="The list shows 4,200 calls.")
    reviewing.edit(draft, by=chae, version=draft.version, summary="The list shows 4,300 calls.")
    shown = words(at_desk(chae).get(workspace(claim)))
    assert "The list shows 4,<del>200</del><ins>300</ins> calls." in shown


def test_the_history_can_be_narrowed(claim: Claim, chae: User, at_desk: Desk) -> None:
    discussing.say(claim, text="Which list?", by=chae)
    factories.draft(claim, by=chae)
    shown = at_desk(chae).get(workspace(claim) + "?history=people").context["history"]
    assert [one.kind for one in shown.moments] == ["comment.written"]


def test_a_long_history_goes_on(claim: Claim, chae: User, at_desk: Desk) -> None:
    for number in range(70):
        marking.add_note(claim, kind="remark", text=f"Note {number}.", by=chae)
    first = at_desk(chae).get(workspace(claim)).context["history"]
    rest = at_desk(chae).get(f"{workspace(claim)}?older={first.older}").context["history"]
    assert len(first.moments) == 60
    assert rest.moments[-1].kind == "claim.marked"
    assert rest.older == 0


def test_the_page_asks_no_more_for_much_talk(claim: Claim, chae: User, ana: User, at_desk: Desk) -> None:
    client = at_desk(chae)

    def talk() -> None:
        first = discussing.say(claim, text="@chae look", by=ana)
        discussing.say(claim, text="@ana yes", by=chae, answers=first)
        contacting.contact(claim, channel="e-mail", by=chae)
        requesting.ask(claim, outlet="Gazette", words="Please.", by=chae)
        matching.confirm(claim, factories.claim(by=chae), by=chae)
        factories.claim(by=chae)

    talk()
    few = count_queries(client, workspace(claim))
    for _ in range(3):
        talk()
    assert count_queries(client, workspace(claim)) <= few


def test_a_row_that_is_no_number_is_no_error(claim: Claim, chae: User, at_desk: Desk) -> None:
    answer = at_desk(chae).post(act(claim, "reply"), {"reply-row": "²", "reply-outcome": "He rang."})
    assert answer.status_code == 200
