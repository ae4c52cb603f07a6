"""Who may do what, as a table: act × role, and step × state. The services are asked, not the predicates."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group

from claims.exceptions import FourEyesViolation, IllegalTransition, InvalidInput, NotAllowed
from claims.models import Claim, Evidence, Sentence, Snapshot, Source, User, Verdict
from claims.rules import ROLES
from claims.services import alerting, assessing, checking, citing, contacting, marking, publishing, reviewing
from tests import factories
from tests.claims import roles_table
from tests.claims.acts_of_the_desk import MORE_ACTS

ALL = ("ana", "chae", "ben", "cleo", "ada")
DESK = {"ana", "chae", "ben", "ada"}
CHECKERS = {"chae", "ben", "ada"}
EDITORS = {"ben", "ada"}


@pytest.fixture
def cast(ana: User, chae: User, ben: User, cleo: User, ada: User) -> dict[str, User]:
    return {person.username: person for person in (ana, chae, ben, cleo, ada)}


@pytest.fixture
def author(bea: User) -> User:
    """Somebody who wrote everything under test, so that nobody of the cast meets their own work."""
    return bea


def _claim(author: User) -> Claim:
    claim = factories.claim(by=author)
    factories.evidence(claim, by=author)
    return claim


def _snapshot(author: User) -> Snapshot:
    source = factories.source(by=author)
    job = source.capture_jobs.get()
    return Snapshot.objects.create(
        job=job, source=source, url=source.url, status=200, text="4,200 ships called at the port."
    )


def _failed_finding(author: User) -> Any:
    from claims.models import Finding

    return Finding.objects.create(
        check_id="quote-present",
        snapshot=_snapshot(author),
        outcome="fail",
        reason="lost",
        sentence="Lost.",
        fingerprint="f" * 64,
    )


def _published(author: User, editor: User) -> Verdict:
    return factories.published_claim(author=author, editor=editor).verdicts.get()


def _alert(author: User, editor: User) -> Any:
    verdict = _published(author, editor)
    evidence = verdict.claim.evidence.first()
    assert evidence
    return alerting.open_by_hand(verdict, evidence, why="Two texts.", by=editor)


def _second_editor() -> User:
    from tests.conftest import member

    return member("bruno", "editor")


Act = Callable[[User, User], Any]
ACTS: list[tuple[str, Act, set[str]]] = [
    ("bring in an article", lambda by, author: factories.article(by=by), CHECKERS),
    ("mark a claim", lambda by, author: factories.claim(by=by, in_version=factories.version(by=author)), CHECKERS),
    ("edit a claim", lambda by, author: marking.edit_claim(_claim(author), version=1, by=by, statement="New words."), CHECKERS),
    ("rule a sentence out", lambda by, author: marking.rule_out(_question(author), reason="question", by=by), CHECKERS),
    ("write a note", lambda by, author: marking.add_note(_claim(author), kind="remark", text="Look.", by=by), CHECKERS),
    ("record a contact", lambda by, author: contacting.contact(_claim(author), channel="e-mail", outcome="None.", by=by), CHECKERS),
    ("take a claim", lambda by, author: marking.assign(_claim(author), to=by, by=by), CHECKERS),
    ("assign a claim", lambda by, author: marking.assign(_claim(author), to=author, by=by), EDITORS),
    ("add a source", lambda by, author: factories.source(by=by), DESK),
    ("edit another's source", lambda by, author: citing.edit_source(factories.source(by=author), version=1, by=by, title="T"), CHECKERS),
    ("edit one's own source", lambda by, author: _edit_own_source(by), DESK),
    ("add evidence", lambda by, author: factories.evidence(factories.claim(by=author), by=by, source=factories.source(by=author)), DESK),
    ("edit another's evidence", lambda by, author: citing.edit_evidence(_evidence(author), version=1, by=by, note="N"), CHECKERS),
    ("cite a snapshot", lambda by, author: citing.cite(_snapshot(author), quote="4,200 ships", claim=_claim(author), stance="supports", by=by), DESK),
    ("record a search", lambda by, author: citing.record_search(_claim(author), where="Index", words="4,200", on=date(2024, 11, 1), by=by), DESK),
    ("assess", lambda by, author: assessing.assess(_claim(author), by=by, rating=factories.scale()["accurate"], reasoning="Read."), DESK),
    ("draft a verdict", lambda by, author: factories.draft(_claim(author), by=by), DESK),
    ("edit another's draft", lambda by, author: _edit(factories.draft(_claim(author), by=author), by), CHECKERS),
    ("discard another's draft", lambda by, author: reviewing.discard(factories.draft(_claim(author), by=author), by=by), CHECKERS),
    ("submit", lambda by, author: reviewing.submit(factories.draft(_claim(author), by=author), by=by), CHECKERS),
    ("take a submission back", lambda by, author: reviewing.send_back(factories.submitted(_claim(author), by=author), by=by, reason="R"), CHECKERS),
    ("approve", lambda by, author: reviewing.approve(factories.submitted(_claim(author), by=author), by=by), EDITORS),
    ("publish", lambda by, author: factories.publish(_approved(author), by=by), EDITORS),
    ("draft a correction", lambda by, author: _correct(by, author), DESK),
    ("draft a withdrawal", lambda by, author: reviewing.draft_withdrawal(_published(author, _second_editor()), by=by, public_note="N"), DESK),
    ("dismiss a finding", lambda by, author: checking.dismiss(_failed_finding(author), reason="Seen.", by=by), EDITORS),
    ("resolve an alert", lambda by, author: alerting.resolve(_alert(author, _second_editor()), resolution="no_effect", reason="R", by=by), EDITORS),
    *MORE_ACTS,
]  # fmt: skip


def _question(author: User) -> Sentence:
    version = factories.version(by=author)
    return next(one for one in version.sentences.all() if version.text[one.start : one.end].endswith("?"))


def _evidence(author: User) -> Evidence:
    return factories.evidence(factories.claim(by=author), by=author)


def _edit_own_source(by: User) -> Source:
    return citing.edit_source(factories.source(by=by), version=1, by=by, title="Mine")


def _edit(verdict: Verdict, by: User) -> Verdict:
    return reviewing.edit(verdict, by=by, version=verdict.version, summary="Other words.")


def _approved(author: User) -> Verdict:
    claim = _claim(author)
    factories.evidence(claim, by=author)
    return factories.approved(claim, by=author, approver=_second_editor())


def _correct(by: User, author: User) -> Verdict:
    return reviewing.draft_correction(
        _published(author, _second_editor()), by=by, change="minor", public_note="A name was spelt wrongly."
    )


@pytest.mark.parametrize("person", ALL)
@pytest.mark.parametrize(("name", "act", "may"), ACTS, ids=[name for name, _, _ in ACTS])
def test_act_by_role(
    cast: dict[str, User], author: User, name: str, act: Act, may: set[str], person: str
) -> None:
    if person in may:
        act(cast[person], author)
    else:
        with pytest.raises(NotAllowed):
            act(cast[person], author)


STATES: dict[str, Callable[[User, User], Verdict]] = {
    "draft": lambda author, editor: factories.draft(_claim(author), by=author),
    "submitted": lambda author, editor: factories.submitted(_claim(author), by=author),
    "approved": lambda author, editor: factories.approved(_claim(author), by=author, approver=editor),
    "published": _published,
    "discarded": lambda author, editor: reviewing.discard(
        factories.draft(_claim(author), by=author), by=author
    ),
}
STEPS: dict[str, tuple[Callable[[Verdict, User, User], Any], set[str]]] = {
    "edit": (lambda verdict, author, editor: _edit(verdict, author), {"draft"}),
    "submit": (lambda verdict, author, editor: reviewing.submit(verdict, by=author), {"draft"}),
    "discard": (lambda verdict, author, editor: reviewing.discard(verdict, by=author), {"draft"}),
    "send_back": (
        lambda verdict, author, editor: reviewing.send_back(verdict, by=editor, reason="R"),
        {"submitted", "approved"},
    ),
    "approve": (lambda verdict, author, editor: reviewing.approve(verdict, by=editor), {"submitted"}),
    "publish": (lambda verdict, author, editor: factories.publish(verdict, by=editor), {"approved"}),
    "correct": (
        lambda verdict, author, editor: reviewing.draft_correction(
            verdict, by=author, change="minor", public_note="N"
        ),
        {"published"},
    ),
    "withdraw": (
        lambda verdict, author, editor: reviewing.draft_withdrawal(verdict, by=author, public_note="N"),
        {"published"},
    ),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
def test_step_by_state(chae: User, ben: User, step: str, state: str) -> None:
    """A wrong state is an IllegalTransition for everybody, editors and admins included."""
    verdict = STATES[state](chae, ben)
    take, leaves = STEPS[step]
    if state in leaves:
        take(verdict, chae, ben)
    else:
        with pytest.raises(IllegalTransition):
            take(verdict, chae, ben)


def test_the_documentation_has_every_act() -> None:
    assert roles_table.FILE.read_text() == roles_table.text(list(ACTS)), "python -m tests.claims.roles_table"


@pytest.mark.parametrize("role", ROLES)
def test_the_groups_are_the_table(db: None, role: str) -> None:
    assert set(Group.objects.get(name=role).permissions.values_list("codename", flat=True)) == set(
        ROLES[role]
    )


def test_roles_grow(db: None) -> None:
    ladder = ["reader", "contributor", "checker", "editor", "admin"]
    for lower, higher in itertools.pairwise(ladder):
        assert ROLES[lower] <= ROLES[higher]


def test_who_left_the_desk_may_nothing(chae: User, ben: User) -> None:
    verdict = factories.submitted(factories.claim(by=chae), by=chae)
    ben.is_active = False
    with pytest.raises(NotAllowed):
        reviewing.approve(verdict, by=ben)


def test_an_editor_publishes_what_they_wrote_once_somebody_else_approved(ben: User, bea: User) -> None:
    claim = factories.claim(by=ben)
    factories.evidence(claim, by=ben)
    factories.publish(factories.approved(claim, by=ben, approver=bea), by=ben)
    claim.refresh_from_db()
    assert claim.status == "published"


def test_an_unknown_reason_or_field_is_no_matter_of_rights(chae: User) -> None:
    with pytest.raises(InvalidInput):
        marking.rule_out(_question(chae), reason="boredom", by=chae)
    with pytest.raises(InvalidInput):
        marking.edit_claim(_claim(chae), version=1, by=chae, status="published")


def test_a_checker_never_becomes_the_second_person(chae: User, ben: User) -> None:
    verdict = factories.draft(factories.claim(by=ben), by=ben)
    verdict = reviewing.submit(verdict, by=chae)
    with pytest.raises(FourEyesViolation):
        reviewing.approve(verdict, by=chae)


def test_an_approved_verdict_is_published_only_with_its_approval(chae: User, ben: User) -> None:
    verdict = factories.submitted(_claim(chae), by=chae)
    with pytest.raises(IllegalTransition):
        publishing.publish(verdict, by=ben)
