"""Replaying histories: what people did at the desk, step by step, through the services, once.

A history is a JSON list of steps in the order of time, each with its act, who did it (``by``) and when (``at``).
It is replayed whole or not at all, and known again by its hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, transaction
from django.utils import dateparse, timezone
from django.utils.translation import gettext

from claims.exceptions import DomainError
from claims.models import Claim, Event, User, Verdict
from claims.services import auditing, fixture_files
from claims.services.fixture_files import BadFixtures, Problem
from claims.services.replaying_acts import ACTS, Step

People = Mapping[str, User]

EVENT = "history.replayed"
REFUSALS = (DomainError, ValidationError, ObjectDoesNotExist, ValueError, TypeError, DatabaseError)
_TYPES: dict[str, type[Any]] = {
    "content": dict,
    "overrides": dict,
    "sentence": int,
    "severity": int,
    "is_hindsight": bool,
}  # of what is no text


class Replay(NamedTuple):
    """What became of one history: how many steps were taken, 0 if it had been replayed before."""

    file: str
    steps: int

    def __str__(self) -> str:
        told = f"replayed {self.steps} steps" if self.steps else "replayed before, nothing to do"
        return f"{self.file}: {told}"


def replay_history(paths: Iterable[str | Path]) -> list[Replay]:
    """Replay these histories, each in a transaction of its own. Raises BadFixtures at the first that can't be."""
    made = []
    for place in fixture_files.find(paths):
        if isinstance(place, Problem):
            raise BadFixtures([place])
        made.append(_replay_file(place))
    return made


def evidence_brought(paths: Iterable[str | Path]) -> set[str]:
    """The slugs of the evidence whose arrival these histories tell."""
    found: set[str] = set()
    for place in fixture_files.find(paths):
        steps = fixture_files.read_list(place) if isinstance(place, Path) else []
        if isinstance(steps, list):
            found |= {
                str(one.get("evidence"))
                for one in steps
                if isinstance(one, dict) and one.get("act") == "add_evidence"
            }
    return found


@transaction.atomic
def _replay_file(path: Path) -> Replay:
    name = fixture_files.name_of(path)
    told = fixture_files.read_list(path)
    if isinstance(told, Problem):
        raise BadFixtures([told])
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    if Event.objects.filter(kind=EVENT, subject_type="history", subject_pk=sha256).exists():
        return Replay(name, 0)
    people = {person.username: person for person in User.objects.all()}  # each keeps what they may do
    if problems := _problems(name, told, people):
        raise BadFixtures(problems)
    for number, one in enumerate(told, 1):
        _take(name, number, one, people)
    auditing.record(EVENT, auditing.Subject("history", sha256, name), steps=len(told))
    return Replay(name, len(told))


def _take(name: str, number: int, one: dict[str, Any], people: People) -> None:
    """Take one step; whatever the desk refuses is told with its place in the history."""
    try:
        ACTS[one["act"]].do(_step(one, people))
    except REFUSALS as error:
        why = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        raise BadFixtures([Problem(name, _place(number, one), "", why)]) from error


def _step(one: dict[str, Any], people: People) -> Step:
    claim = Claim.objects.get(slug=one["claim"]) if "claim" in one else None
    told = {name: value for name, value in one.items() if name not in ("act", "by", "at", "claim")}
    return Step(one["act"], people[one["by"]], _moment(one["at"]), claim, told)


def _place(number: int, one: dict[str, Any]) -> str:
    about = one.get("claim") or f"{one.get('article')} {one.get('sentence')}"
    return f"step {number} ({one.get('act')} {about})"


def _moment(told: str) -> datetime:
    moment = dateparse.parse_datetime(told)
    if moment is None or timezone.is_naive(moment):
        raise ValueError(
            gettext("“{told}” is no moment with its time zone, such as 2024-10-24T09:30:00+09:00").format(
                told=told
            )
        )
    return moment


def _problems(name: str, steps: list[Any], people: People) -> list[Problem]:
    """What can be seen without taking a step: shape, names, people, claims, and the order of time."""
    claims = set(Claim.objects.values_list("slug", flat=True))
    found: list[Problem] = []
    latest: datetime | None = None
    for number, one in enumerate(steps, 1):
        if not isinstance(one, dict) or one.get("act") not in ACTS:
            what = one.get("act") if isinstance(one, dict) else fixture_files.kind_of(one)
            found.append(
                Problem(name, f"step {number}", "act", gettext("there is no act {what}").format(what=what))
            )
            continue
        wrong = _wrong(one, people, claims)
        if not any(field == "at" for field, _ in wrong):
            moment = _moment(one["at"])
            if latest and moment < latest:
                wrong.append(("at", gettext("it happened before the step that stands before it")))
            latest = moment
        found += [Problem(name, _place(number, one), field, reason) for field, reason in wrong]
    return found


def _wrong(one: dict[str, Any], people: People, claims: set[str]) -> list[tuple[str, str]]:
    act = ACTS[one["act"]]
    needs = {"act", "by", "at", *act.needs}
    wrong = [(field, gettext("is missing")) for field in sorted(needs - set(one))]
    wrong += [
        (field, gettext("there is no such field in this act"))
        for field in sorted(set(one) - needs - set(act.may))
    ]
    wrong += [(field, reason) for field, value in one.items() if (reason := _bad_type(field, value))]
    if wrong:
        return wrong
    named = [field for field in ("by", "to") if field in one]
    wrong += [
        (field, gettext("there is no member {what}").format(what=one[field]))
        for field in named
        if one[field] not in people
    ]
    if "claim" in one and one["claim"] not in claims:
        wrong.append(("claim", gettext("there is no claim {what}").format(what=one["claim"])))
    if unknown := sorted(set(one.get("content", {})) - set(Verdict.CONTENT)):
        wrong.append(("content", gettext("a verdict has no {what}").format(what=unknown[0])))
    return wrong


def _bad_type(field: str, value: Any) -> str | None:
    if type(value) is not _TYPES.get(field, str):
        return gettext("it is {value}, which does not fit").format(value=fixture_files.kind_of(value))
    if field != "at":
        return None
    try:
        _moment(value)
    except ValueError as error:
        return str(error)
    return None
