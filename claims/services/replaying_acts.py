"""The acts that a history may tell, each done through the service that does it at the desk.

A step names its act, who did it and when, and what that act needs; people, claims and ratings by their names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import Alert, Claim, Evidence, Rating, Sentence, Source, User, Verdict
from claims.services import alerting, assessing, citing, marking, publishing, reviewing

EVIDENCE = (
    "weight", "translation", "translator", "summary", "note", "as_of", "is_hindsight", "transcription",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step of a history, read: ``told`` holds what its act needs besides who, when and which claim."""

    act: str
    by: User
    at: datetime
    claim: Claim | None
    told: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.told[name]

    @property
    def on(self) -> Claim:
        if self.claim is None:
            raise InvalidInput(_("This act is about a claim."))
        return self.claim

    @property
    def open(self) -> Verdict:
        """The claim's open verdict, as it is by now."""
        verdict = Verdict.objects.with_parts().open().filter(claim=self.on).first()
        return _there(verdict, _("This claim has no open verdict."))

    @property
    def published(self) -> Verdict:
        verdict = Verdict.objects.with_parts().current().filter(claim=self.on).first()
        return _there(verdict, _("This claim has no published verdict."))

    def some(self, *names: str) -> dict[str, Any]:
        """Those of ``names`` that the step tells."""
        return {name: self.told[name] for name in names if name in self.told}


def _there(verdict: Verdict | None, otherwise: str) -> Verdict:
    if verdict is None:
        raise IllegalTransition(otherwise)
    return verdict


def content(step: Step) -> dict[str, Any]:
    """What a step says of a verdict, with the rating as a row and the days as days."""
    told = dict(step.told.get("content", {}))
    if "rating" in told:
        told["rating"] = rating(told["rating"])
    for name in ("as_of", "recheck_on"):
        if told.get(name):
            told[name] = date.fromisoformat(told[name])
    return told


def rating(slug: str) -> Rating:
    found = Rating.objects.select_related("scale").filter(slug=slug).first()
    if found is None:
        raise InvalidInput(_("There is no rating {slug}.").format(slug=slug))
    return found


def _assign(step: Step) -> None:
    marking.assign(step.on, to=User.objects.get(username=step["to"]), by=step.by, at=step.at)


def _assess(step: Step) -> None:
    mine = step.on.assessments.filter(reviewer=step.by).first()
    assessing.assess(
        step.on, by=step.by, at=step.at, rating=rating(step["rating"]), reasoning=step["reasoning"],
        version=mine.version if mine else None, **step.some("confidence", "notes"),
    )  # fmt: skip


def _add_evidence(step: Step) -> None:
    """Evidence that came later. Fixtures may hold it too; what is here already is not added again."""
    if Evidence.objects.filter(slug=step["evidence"]).exists():
        return
    citing.add_evidence(
        step.on, slug=step["evidence"], source=Source.objects.get(slug=step["source"]), stance=step["stance"],
        quote=step["quote"], by=step.by, at=step.at, **step.some(*EVIDENCE),
    )  # fmt: skip


def _search(step: Step) -> None:
    citing.record_search(
        step.on, where=step["where"], words=step["words"], on=date.fromisoformat(step["on"]), by=step.by,
        at=step.at, **step.some("summary", "note"),
    )  # fmt: skip


def _note(step: Step) -> None:
    marking.add_note(step.on, kind=step["kind"], text=step["text"], by=step.by, at=step.at)


def _draft(step: Step) -> None:
    reviewing.draft(step.on, by=step.by, at=step.at, **content(step))


def _edit(step: Step) -> None:
    reviewing.edit(step.open, by=step.by, at=step.at, version=step.open.version, **content(step))


def _submit(step: Step) -> None:
    reviewing.submit(step.open, by=step.by, at=step.at)


def _send_back(step: Step) -> None:
    reviewing.send_back(step.open, by=step.by, at=step.at, reason=step["reason"])


def _approve(step: Step) -> None:
    reviewing.approve(step.open, by=step.by, at=step.at)


def _discard(step: Step) -> None:
    reviewing.discard(step.open, by=step.by, at=step.at)


def _publish(step: Step) -> None:
    publishing.publish(step.open, by=step.by, at=step.at, overrides=step.told.get("overrides"))


def _correct(step: Step) -> None:
    reviewing.draft_correction(
        step.published,
        by=step.by,
        at=step.at,
        change=step["change"],
        public_note=step["public_note"],
        **content(step),
    )


def _withdraw(step: Step) -> None:
    reviewing.draft_withdrawal(step.published, by=step.by, at=step.at, public_note=step["public_note"])


def _open_alert(step: Step) -> None:
    evidence = Evidence.objects.get(slug=step["evidence"], claim=step.on)
    alerting.open_by_hand(
        step.published, evidence, why=step["why"], by=step.by, at=step.at, **step.some("severity")
    )


def _resolve_alert(step: Step) -> None:
    alert = Alert.objects.open().get(evidence__slug=step["evidence"], verdict__claim=step.on)
    alerting.resolve(alert, resolution=step["resolution"], reason=step["reason"], by=step.by, at=step.at)


def _sentence(step: Step) -> Sentence:
    sentences = Sentence.objects.filter(
        article_version__article__slug=step["article"], number=step["sentence"]
    )
    found = sentences.order_by("-article_version__number").select_related("article_version__article").first()
    if found is None:
        raise InvalidInput(
            _("The article {what} has no sentence {what_2}.").format(
                what=step["article"], what_2=step["sentence"]
            )
        )
    return found


def _complete(step: Step) -> None:
    marking.complete(_sentence(step), by=step.by, at=step.at)


def _rule_out(step: Step) -> None:
    marking.rule_out(_sentence(step), by=step.by, at=step.at, reason=step["reason"])


class Act(NamedTuple):
    """What an act needs and may say, besides ``act``, ``by`` and ``at``."""

    do: Callable[[Step], None]
    needs: tuple[str, ...]
    may: tuple[str, ...] = ()


ACTS: dict[str, Act] = {
    "assign": Act(_assign, ("claim", "to")),
    "assess": Act(_assess, ("claim", "rating", "reasoning"), ("confidence", "notes")),
    "add_evidence": Act(_add_evidence, ("claim", "evidence", "source", "stance", "quote"), EVIDENCE),
    "search": Act(_search, ("claim", "where", "words", "on"), ("summary", "note")),
    "note": Act(_note, ("claim", "kind", "text")),
    "draft": Act(_draft, ("claim", "content")),
    "edit": Act(_edit, ("claim", "content")),
    "submit": Act(_submit, ("claim",)),
    "send_back": Act(_send_back, ("claim", "reason")),
    "approve": Act(_approve, ("claim",)),
    "discard": Act(_discard, ("claim",)),
    "publish": Act(_publish, ("claim",), ("overrides",)),
    "correct": Act(_correct, ("claim", "change", "public_note"), ("content",)),
    "withdraw": Act(_withdraw, ("claim", "public_note")),
    "open_alert": Act(_open_alert, ("claim", "evidence", "why"), ("severity",)),
    "resolve_alert": Act(_resolve_alert, ("claim", "evidence", "resolution", "reason")),
    "complete": Act(_complete, ("article", "sentence")),
    "rule_out": Act(_rule_out, ("article", "sentence", "reason")),
}
