"""The events about a thing as one timeline for people: who did what, when, and what changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from claims.models import Event
from claims.presenters import changed_words
from claims.presenters.changed_words import Bit

# What each kind of event says after the name of who did it. A kind that is missing here is shown as it is.
PHRASES = {
    "alert.extended": "found more about an alert",
    "alert.healed": "closed an alert: what was found is gone",
    "alert.opened": "marked the published verdict as at risk",
    "alert.resolved": "resolved an alert",
    "alert.returned": "found again what had healed: the published verdict is at risk",
    "alert.worsened": "found something worse about an alert",
    "appearance.marked": "marked the claim in the text",
    "appearance.reanchored": "found the claim again in a new version of the text",
    "appearance.lost": "did not find the claim in a new version of the text",
    "appearance.unmarked": "took the mark of the claim back",
    "appearance.imported": "placed the claim in the text, from a fixture",
    "article.added": "brought the article in",
    "article.cleared": "signed the text off",
    "article.reopened": "opened the cleared article again",
    "article.sorted": "changed the article’s topics",
    "article_version.added": "brought in a version of the text",
    "claim.assessed": "gave an assessment",
    "claim.assigned": "assigned the claim",
    "claim.edited": "changed the claim",
    "claim.imported": "brought the claim in, from a fixture",
    "checklist.ticked": "ticked an item of the checklist",
    "checklist.unticked": "took a tick of the checklist back",
    "checklist_item.added": "put a question on the checklist",
    "checklist_item.edited": "changed a question of the checklist",
    "claim.marked": "made the claim",
    "claim.sorted": "changed the claim’s topics",
    "claim.unmarked": "took the claim back",
    "claimant.contacted": "tried to reach the claimant",
    "claimant.replied": "recorded what the claimant replied",
    "comment.answered": "answered a comment",
    "comment.taken_back": "took a comment back",
    "comment.written": "wrote a comment",
    "contact.edited": "recorded what came of a contact",
    "correction.answered": "recorded what an outlet did about a correction",
    "correction.asked": "asked an outlet for a correction",
    "correction.drafted": "began a correction",
    "evidence.added": "added evidence",
    "evidence.edited": "changed evidence",
    "evidence.imported": "brought evidence in, from a fixture",
    "evidence.anchored": "found the quoted words in a capture",
    "digest.given_up": "could not send the daily e-mail",
    "digest.sent": "sent the daily e-mail",
    "finding.dismissed": "dismissed a finding",
    "gate.overridden": "overrode a line of the publication gate",
    "host_rule.added": "set how long a host is left in peace",
    "host_rule.edited": "changed how long a host is left in peace",
    "host_rule.removed": "took back how long a host is left in peace",
    "match.confirmed": "matched the claim with another",
    "match.refused": "said that another claim has nothing to do with it",
    "match.undone": "took back what was said about another claim",
    "answer_template.added": "wrote words for answers",
    "answer_template.edited": "changed words for answers",
    "content.erased": "destroyed what an event held",
    "desk_settings.edited": "changed the desk’s settings",
    "hiding.lifted": "showed it to readers again",
    "hiding.upheld": "decided that it stays hidden",
    "preview.revoked": "closed a preview",
    "preview.shared": "showed a preview to somebody outside",
    "publication.hidden": "hid what was published",
    "redaction.asked": "asked for a redaction",
    "redaction.carried_out": "carried out a redaction",
    "redaction.refused": "closed a request for a redaction",
    "tip.answered": "answered a reader",
    "tip.attached": "attached a reader’s tip",
    "tip.declined": "declined a tip",
    "tip.forgotten": "removed a reader’s name and address",
    "tip.received": "received a tip",
    "tip.told_before": "found a tip told before",
    "note.added": "wrote a note",
    "note.imported": "brought a note in, from a fixture",
    "note.edited": "changed a note",
    "capture.requested": "asked for a capture",
    "recheck.requested": "asked for captures of many sources",
    "query.answered": "recorded the author’s answer",
    "query.asked": "asked the author",
    "query.put_off": "gave a query another hour or addressee",
    "query.taken_back": "took a query back",
    "search.recorded": "recorded a search",
    "sentence.completed": "judged a sentence",
    "reanchoring.settled": "settled what became of the claim in a new version of the text",
    "sentence.reopened": "opened a sentence again",
    "sentence.restored": "took back what was decided about a sentence",
    "topic.added": "added a topic",
    "topic.edited": "changed a topic",
    "verdict.approved": "approved the verdict",
    "verdict.discarded": "gave the draft up",
    "verdict.drafted": "drafted a verdict",
    "verdict.edited": "changed the draft",
    "verdict.published": "published the verdict",
    "verdict.sent_back": "sent the verdict back",
    "verdict.submitted": "submitted the verdict",
    "verdict.superseded": "ended the verdict before",
    "verdict.withdrawn": "withdrew the verdict",
    "watch_rule.edited": "changed how often sources are looked at",
    "webhook_subscription.added": "added a webhook",
    "webhook_subscription.edited": "changed a webhook",
    "webhook_subscription.secret_renewed": "gave a webhook a new secret",
    "withdrawal.drafted": "drafted a withdrawal",
}
DRAWINGS = {
    "alert": "at-risk",
    "appearance": "quote",
    "article": "article",
    "article_version": "article",
    "checklist": "check",
    "claim": "claim",
    "claimant": "talk",
    "comment": "talk",
    "contact": "talk",
    "match": "link",
    "correction": "edit",
    "evidence": "evidence",
    "finding": "shield",
    "gate": "flag",
    "hiding": "shield",
    "preview": "eye",
    "publication": "shield",
    "query": "send",
    "redaction": "delete",
    "tip": "talk",
    "note": "note",
    "search": "search",
    "sentence": "check",
    "verdict": "approved",
    "withdrawal": "withdrawn",
}
# The parts of an event's content worth a line of their own, in this order.
TOLD = (
    "public_note",
    "reason",
    "why",
    "to",
    "due",
    "relation",
    "rating",
    "line",
    "quote",
    "text",
    "words",
    "question",
    "item",
    "where",
    "channel",
    "number",
)
LONG = 300  # characters of a value that are shown


@dataclass(frozen=True)
class Change:
    """A field that an act changed. ``bits`` is the whole of it, word by word."""

    field: str
    before: str
    after: str
    bits: list[Bit] = dataclasses.field(default_factory=list, compare=False)


@dataclass(frozen=True)
class Moment:
    """One act on the timeline."""

    at: datetime
    who: str
    what: str
    drawing: str
    kind: str
    told: list[tuple[str, str]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    times: int = 1

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing to tell beside what was done."""
        return not self.told and not self.changes


def moments(events: Iterable[Event]) -> list[Moment]:
    """``events`` (with their content) in the order they come; a run of bare ones of a kind is told once."""
    told: list[Moment] = []
    for moment in map(_moment, events):
        last = told[-1] if told else None
        if last and moment.is_bare and last.is_bare and moment.who == last.who and moment.kind == last.kind:
            told[-1] = replace(last, times=last.times + 1)
        else:
            told.append(moment)
    return told


def _moment(event: Event) -> Moment:
    body = event.content.body if hasattr(event, "content") else {}
    changed = body.get("changes") or {}
    return Moment(
        at=event.happened_at,
        who=event.actor_label or "The system",
        what=PHRASES.get(event.kind, event.kind.replace(".", " ").replace("_", " ")),
        drawing=DRAWINGS.get(event.kind.split(".")[0], "clock"),
        kind=event.kind,
        told=[(name.replace("_", " "), _short(body[name])) for name in TOLD if body.get(name)],
        changes=[
            _change(name.replace("_", " "), before, after)
            for name, (before, after) in sorted(changed.items())
        ],
    )


def _change(name: str, before: Any, after: Any) -> Change:
    bits = changed_words.merged(_words(before), _words(after))
    return Change(name, _short(before), _short(after), bits)


def _words(value: Any) -> str:
    return "" if value is None else str(value)


def _short(value: Any) -> str:
    words = _words(value)
    return words if len(words) <= LONG else words[: LONG - 1] + "…"
