"""The queue of tips, and the page of each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.admin import tips as tips_of_the_desk
from claims.models import AnswerTemplate, OutgoingMail, Tip, User
from claims.services import answering, tipping
from tests import factories
from tests.claims.admin.conftest import Desk, said, words

TEXT = "Did the port of Lowmark really handle 4,200 ships in 2023?"
QUEUE = "admin:claims_tip_changelist"


def received(text: str = TEXT, **fields: str) -> Tip:
    return tipping.receive(kind="check", text=text, **fields)  # type: ignore[arg-type]


@pytest.fixture
def desk(chae: User, at_desk: Desk) -> Client:
    return at_desk(chae)


def test_who_is_quicker_is_seen_by_who_comes_second(desk: Client, bea: User) -> None:
    tip = received()
    tipping.decline(tip, reason="An opinion.", by=bea)
    page = words(desk.post(act(tip, "decline"), {"reason": "Too old."}))
    assert "Somebody has decided this already." in page
    assert "An opinion." in page
    assert "Too old." in page


def page_of(tip: Tip) -> str:
    return reverse("admin:claims_tip_change", args=[tip.pk])


def act(tip: Tip, name: str) -> str:
    return reverse("admin:claims_tip_act", args=[tip.pk, name])


def test_the_queue_begins_with_the_oldest(desk: Client) -> None:
    at = timezone.now()
    tipping.receive(kind="check", text="The younger of the two tips.", at=at)
    tipping.receive(kind="check", text="The older of the two tips.", at=at - timedelta(days=1))
    page = words(desk.get(reverse(QUEUE)))
    assert page.index("The older") < page.index("The younger")


def test_the_queue_goes_on_page_by_page(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tips_of_the_desk, "SHOWN", 2)
    for number in range(5):
        received(f"This is the tip with number {number}.")
    seen, address = "", reverse(QUEUE)
    for _ in range(3):
        response = desk.get(address)
        seen += words(response)
        address = f"{reverse(QUEUE)}?state=new&after={response.context['next']}"
    assert all(seen.count(f"with number {number}.") == 1 for number in range(5))
    assert response.context["next"] == ""


def test_what_was_decided_is_listed_by_what_became_of_it(desk: Client, chae: User) -> None:
    tipping.decline(received(), reason="R", by=chae)
    assert TEXT not in words(desk.get(reverse(QUEUE)))
    assert TEXT in words(desk.get(reverse(QUEUE), {"state": "declined"}))


def test_a_broken_cursor_is_no_error(desk: Client) -> None:
    assert desk.get(reverse(QUEUE), {"after": "nonsense"}).status_code == 200


def test_a_tip_is_attached_and_the_next_one_comes(desk: Client, chae: User) -> None:
    claim = factories.claim(by=chae)
    tip, following = received(), received("Another thing altogether, to be checked.")
    assert claim.statement in words(desk.get(page_of(tip)))
    response = desk.post(act(tip, "attach"), {"claim": claim.pk})
    tip.refresh_from_db()
    assert tip.claim == claim
    assert response["Location"] == page_of(following)


def test_a_claim_is_looked_for_without_a_script(desk: Client, chae: User) -> None:
    claim = factories.claim(by=chae, statement="A sentence about something else.")
    page = words(desk.get(page_of(received()), {"q": "something ELSE"}))
    assert claim.statement in page
    assert "Attach to this claim" in page


def test_after_the_last_one_comes_the_empty_queue(desk: Client) -> None:
    response = desk.post(act(received(), "decline"), {"reason": "An opinion."})
    assert response["Location"] == reverse(QUEUE)
    assert "Nothing waits." in words(desk.get(response["Location"]))


def test_a_refused_act_comes_back_with_what_was_typed(desk: Client, chae: User) -> None:
    tip = received()
    tipping.decline(tip, reason="First.", by=chae)
    page = words(desk.post(act(tip, "answer"), {"text": "See {link}"}))
    assert "Not done." in page
    assert "See {link}</textarea>" in page


def test_told_before_is_one_button(desk: Client) -> None:
    first, second = received(), received(TEXT + " Really?")
    assert "Told before" in words(desk.get(page_of(second)))
    desk.post(act(second, "told-before"), {"duplicate_of": first.pk})
    second.refresh_from_db()
    assert second.duplicate_of == first


def test_words_for_an_answer_are_filled_in_without_a_script(desk: Client, chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    template = answering.add_template(by=ben, name="Checked", text="We looked at {statement}")
    tip = tipping.attach(received(), claim=claim, by=chae)
    page = words(desk.get(page_of(tip), {"template": template.pk}))
    assert f"We looked at {claim.statement}" in page


def test_without_a_mail_server_an_answer_opens_in_ones_own_mail(desk: Client, settings: Any) -> None:
    settings.EMAIL_HOST, settings.PRODUCTION = "", True
    tip = received(email="r+tips@mail.example")
    response = desk.post(act(tip, "answer"), {"text": "It is so."})
    assert "on record" in said(response)[0]
    assert 'href="mailto:r%2Btips@mail.example?body=It%20is%20so."' in words(desk.get(page_of(tip)))


def test_with_a_mail_server_the_desk_sends_it_and_says_so(desk: Client) -> None:
    tip = received(email="r@mail.example")
    assert "the desk sends it to the reader at once" in words(desk.get(page_of(tip)))
    desk.post(act(tip, "answer"), {"text": "It is so."})
    told = words(desk.get(page_of(tip)))
    assert "The desk sends it within a minute." in told
    assert "mailto:r@mail.example?body" not in told


def test_what_the_desk_could_not_send_opens_in_ones_own_mail(desk: Client) -> None:
    tip = received(email="r@mail.example")
    desk.post(act(tip, "answer"), {"text": "It is so."})
    OutgoingMail.objects.update(state="dead")
    told = words(desk.get(page_of(tip)))
    assert "The desk could not send it." in told
    assert "mailto:r@mail.example?body" in told


def test_a_reader_is_forgotten(desk: Client) -> None:
    tip = received(name="R. Eader")
    desk.post(act(tip, "forget"), {})
    assert "Eader" not in words(desk.get(page_of(tip)))


def test_contributors_see_no_tips(ana: User, at_desk: Desk) -> None:
    tip = received()
    assert at_desk(ana).get(page_of(tip)).status_code == 403
    assert at_desk(ana).post(act(tip, "decline"), {"reason": "R"}).status_code == 403


def test_an_unknown_act_is_not_found(desk: Client) -> None:
    assert desk.post(act(received(), "burn"), {}).status_code == 404


def test_the_first_screen_says_how_many_wait(desk: Client, ana: User, at_desk: Desk) -> None:
    received()
    assert "1 tip waits" in words(desk.get(reverse("admin:index")))
    assert "1 tip waits" not in words(at_desk(ana).get(reverse("admin:index")))


def test_a_template_is_added_and_edited_by_form(ben: User, at_desk: Desk) -> None:
    desk = at_desk(ben)
    typed = {"name": "Checked", "language": "en", "text": "We looked.", "is_active": "on"}
    desk.post(reverse("admin:claims_answertemplate_add"), typed)
    template = AnswerTemplate.objects.get()
    change = reverse("admin:claims_answertemplate_change", args=[template.pk])
    desk.post(change, typed | {"text": "Other words.", "opened_version": 1})
    stale = words(desk.post(change, typed | {"text": "Lost words?", "opened_version": 1}))
    template.refresh_from_db()
    assert template.text == "Other words."
    assert "Lost words?" in stale


def test_two_answers_are_both_shown(desk: Client, bea: User) -> None:
    tip = received()
    answering.answer(tip, text="We looked at it.", by=bea)
    page = words(desk.post(act(tip, "answer"), {"text": "I wrote a long letter."}))
    assert "Somebody has answered this already." in page
    assert "We looked at it." in page
    assert "I wrote a long letter." in page


@pytest.mark.parametrize("query", ["?q=%00", "?state=%00", "?state=none", "?after=x"])
def test_addresses_that_nobody_writes_open(desk: Client, query: str) -> None:
    tip = received()
    assert desk.get(reverse(QUEUE) + query).status_code == 200
    assert desk.get(page_of(tip) + query).status_code == 200
