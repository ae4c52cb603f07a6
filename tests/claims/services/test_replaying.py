"""Histories are replayed through the services: whole or not at all, and once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from claims.models import Alert, Claim, Event, Evidence, Rating, Sentence, User, Verdict
from claims.services import replaying
from claims.services.fixture_files import BadFixtures
from tests import factories
from tests.claims.services.fixture_data import write

DAY = "2024-10-2{}T09:00:00Z"
CONTENT = {
    "rating": "accurate", "summary": "It is so.", "as_of": "2024-10-20", "reach": "internal",
    "one_sided_reason": "Nothing else is known.",
}  # fmt: skip
WAIVED = {"captured": "A test captures nothing."}


@pytest.fixture
def claim(ana: User, chae: User, ben: User, noise: None, scale: dict[str, Rating]) -> Claim:
    made = factories.claim(by=chae)
    factories.evidence(made, by=chae, quote="4,200 ships", slug="first")
    return made


def step(day: int, act: str, by: str, claim: Claim | None = None, **told: Any) -> dict[str, Any]:
    about = {"claim": claim.slug} if claim else {}
    return {"act": act, "by": by, "at": DAY.format(day), **about, **told}


def publication(claim: Claim) -> list[dict[str, Any]]:
    return [
        step(0, "draft", "chae", claim, content=CONTENT),
        step(1, "submit", "chae", claim),
        step(2, "approve", "ben", claim),
        step(3, "publish", "ben", claim, overrides=WAIVED),
    ]


def replay(folder: Path, steps: Any) -> replaying.Replay:
    (made,) = replaying.replay_history([write(folder, steps)])
    return made


def refusal(folder: Path, steps: Any) -> tuple[str, str, str]:
    with pytest.raises(BadFixtures) as refused:
        replay(folder, steps)
    problem = refused.value.found[0]
    assert problem.file.endswith("more.json")
    return problem.thing, problem.field, problem.reason


def test_steps_are_taken_by_their_people_at_their_time(claim: Claim, ben: User, tmp_path: Path) -> None:
    assert replay(tmp_path, publication(claim)).steps == 4
    verdict = Verdict.objects.get(claim=claim)
    assert (verdict.state, verdict.approved_by) == ("published", ben)
    assert verdict.published_at.isoformat() == "2024-10-23T09:00:00+00:00"
    assert Claim.objects.get(pk=claim.pk).status == "published"


def test_a_history_is_replayed_once(claim: Claim, tmp_path: Path) -> None:
    first = replay(tmp_path, publication(claim))
    events = Event.objects.count()
    second = replay(tmp_path, publication(claim))
    assert (first.steps, second.steps) == (4, 0)
    assert "replayed before" in str(second)
    assert Event.objects.count() == events


def test_a_history_that_fails_half_way_leaves_nothing(claim: Claim, tmp_path: Path) -> None:
    events = Event.objects.count()
    steps = publication(claim)
    steps[2]["by"] = "chae"
    thing, _, reason = refusal(tmp_path, steps)
    assert thing == f"step 3 (approve {claim.slug})"
    assert "Your role does not let you" in reason or "somebody else" in reason
    assert not Verdict.objects.filter(claim=claim).exists()
    assert Event.objects.count() == events


def test_nobody_approves_what_they_wrote_in_a_history_either(claim: Claim, tmp_path: Path) -> None:
    steps = publication(claim)
    steps[0]["by"] = steps[1]["by"] = "ben"
    assert "You wrote part of this verdict" in refusal(tmp_path, steps)[2]


def test_the_gate_stands_in_a_history_too(claim: Claim, tmp_path: Path) -> None:
    steps = publication(claim)
    del steps[3]["overrides"]
    assert "Key passages captured" in refusal(tmp_path, steps)[2]


def test_a_sent_back_draft_is_edited_and_comes_again(claim: Claim, tmp_path: Path) -> None:
    back = [
        *publication(claim)[:2],
        step(2, "send_back", "ben", claim, reason="Say more."),
        step(3, "edit", "chae", claim, content={"summary": "It is so, and more."}),
        step(4, "submit", "chae", claim),
    ]
    replay(tmp_path, back)
    verdict = Verdict.objects.get(claim=claim)
    assert (verdict.state, verdict.summary, verdict.sent_back_reason) == (
        "submitted",
        "It is so, and more.",
        "Say more.",
    )


def test_a_correction_ends_what_it_corrects(claim: Claim, tmp_path: Path) -> None:
    changed = step(
        4, "correct", "chae", claim, change="update", public_note="New.", content={"as_of": "2024-10-24"}
    )
    again = [step(5, "submit", "chae", claim), step(6, "approve", "ben", claim)]
    replay(
        tmp_path, [*publication(claim), changed, *again, step(7, "publish", "ben", claim, overrides=WAIVED)]
    )
    assert list(Verdict.objects.filter(claim=claim).order_by("pk").values_list("state", flat=True)) == [
        "corrected",
        "published",
    ]


def test_a_withdrawal_leaves_the_claim_withdrawn(claim: Claim, tmp_path: Path) -> None:
    taken = step(4, "withdraw", "chae", claim, public_note="We don’t know.")
    again = [
        step(5, "submit", "chae", claim),
        step(6, "approve", "ben", claim),
        step(7, "publish", "ben", claim),
    ]
    replay(tmp_path, [*publication(claim), taken, *again])
    assert Claim.objects.get(pk=claim.pk).status == "withdrawn"


def test_an_alert_is_opened_and_resolved(claim: Claim, tmp_path: Path) -> None:
    opened = step(4, "open_alert", "ben", claim, evidence="first", why="It changed.", severity=3)
    closed = step(
        5, "resolve_alert", "ben", claim, evidence="first", resolution="no_effect", reason="It did not."
    )
    replay(tmp_path, [*publication(claim), opened, closed])
    alert = Alert.objects.get()
    assert (alert.severity, alert.state, alert.resolution) == (3, "resolved", "no_effect")


def test_evidence_that_came_later_is_added_once(claim: Claim, tmp_path: Path) -> None:
    source = Evidence.objects.get(slug="first").source
    brought = step(
        1,
        "add_evidence",
        "chae",
        claim,
        evidence="later",
        source=source.slug,
        stance="refutes",
        quote="3,900",
    )
    replay(tmp_path, [brought])
    replay(tmp_path, [brought | {"at": DAY.format(2)}])
    assert Evidence.objects.get(slug="later").created_by.username == "chae"


def test_what_a_history_brings_is_known_beforehand(tmp_path: Path) -> None:
    path = write(tmp_path, [{"act": "add_evidence", "evidence": "later"}, {"act": "note"}])
    assert replaying.evidence_brought([path]) == {"later"}


def test_a_reviewer_may_change_their_mind(claim: Claim, tmp_path: Path) -> None:
    first = step(1, "assess", "ana", claim, rating="accurate", reasoning="Yes.")
    replay(tmp_path, [first, step(2, "assess", "ana", claim, rating="inaccurate", reasoning="No.")])
    assert claim.assessments.get().rating.slug == "inaccurate"


def test_sentences_are_completed_and_ruled_out(claim: Claim, tmp_path: Path) -> None:
    article = claim.appearances.get().article_version.article
    held = Sentence.objects.filter(article_version__article=article, disposition="claim").get()
    question = Sentence.objects.filter(article_version__article=article, disposition="open").last()
    replay(tmp_path, [
        step(1, "complete", "chae", article=article.slug, sentence=held.number),
        step(2, "rule_out", "chae", article=article.slug, sentence=question.number, reason="question"),
    ])  # fmt: skip
    held.refresh_from_db()
    question.refresh_from_db()
    assert held.completed_at.isoformat() == "2024-10-21T09:00:00+00:00"
    assert (question.disposition, question.reason) == ("not_checkable", "question")


def test_assigning_noting_searching_and_discarding(claim: Claim, tmp_path: Path) -> None:
    replay(tmp_path, [
        step(1, "assign", "ben", claim, to="ana"),
        step(2, "note", "chae", claim, kind="remark", text="Look again."),
        step(3, "search", "chae", claim, where="The archive", words="ships", on="2024-10-23"),
        step(4, "draft", "chae", claim, content={"summary": "Perhaps."}),
        step(5, "discard", "chae", claim),
    ])  # fmt: skip
    claim.refresh_from_db()
    assert claim.assigned_to.username == "ana"
    assert claim.notes.get(kind="remark").text == "Look again."
    assert claim.evidence.filter(form="negative_search").count() == 1
    assert Verdict.objects.get(claim=claim).state == "discarded"


BROKEN = [
    ({"act": "praise"}, "act", "there is no act praise"),
    ({"by": "eve"}, "by", "there is no member eve"),
    ({"claim": "nothing"}, "claim", "there is no claim nothing"),
    ({"at": "2024-10-20"}, "at", "no moment with its time zone"),
    ({"at": 3}, "at", "it is a number"),
    ({"content": "much"}, "content", "it is a text"),
    ({"content": {"mood": "good"}}, "content", "a verdict has no mood"),
    ({"mood": "good"}, "mood", "no such field in this act"),
]


@pytest.mark.parametrize(("change", "field", "reason"), BROKEN)
def test_a_broken_step_is_named(
    claim: Claim, tmp_path: Path, change: dict[str, Any], field: str, reason: str
) -> None:
    told = refusal(tmp_path, [step(0, "draft", "chae", claim, content=CONTENT) | change])
    assert told[0].startswith("step 1")
    assert told[1] == field
    assert reason in told[2]


def test_a_missing_part_is_named(claim: Claim, tmp_path: Path) -> None:
    assert refusal(tmp_path, [step(0, "draft", "chae", claim)])[1:] == ("content", "is missing")


def test_time_does_not_run_backwards(claim: Claim, tmp_path: Path) -> None:
    steps = [step(5, "draft", "chae", claim, content=CONTENT), step(1, "submit", "chae", claim)]
    assert refusal(tmp_path, steps)[1:] == ("at", "it happened before the step that stands before it")


@pytest.mark.parametrize("content", [{"as_of": 7}, {"as_of": "soon"}, {"summary": "x" * 301}, {"rating": []}])
def test_wrong_content_is_told_with_its_step(claim: Claim, tmp_path: Path, content: dict[str, Any]) -> None:
    thing, _, reason = refusal(tmp_path, [step(0, "draft", "chae", claim, content=CONTENT | content)])
    assert thing == f"step 1 (draft {claim.slug})"
    assert reason


def test_an_unknown_rating_is_told_with_its_step(claim: Claim, tmp_path: Path) -> None:
    told = refusal(tmp_path, [step(0, "draft", "chae", claim, content=CONTENT | {"rating": "fine"})])
    assert told[2] == "There is no rating fine."


@pytest.mark.parametrize("held", [{}, "[", [7]])
def test_what_is_no_list_of_steps_is_refused(db: None, tmp_path: Path, held: Any) -> None:
    path = tmp_path / "history.json"
    path.write_text(held if isinstance(held, str) else str(held), "utf-8")
    with pytest.raises(BadFixtures):
        replaying.replay_history([path])


def test_a_history_that_is_not_there_is_told(db: None) -> None:
    with pytest.raises(BadFixtures, match="there is no such file"):
        replaying.replay_history(["history/nowhere"])
