"""The events about a thing as one timeline for people: who did what, when, and what changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Event
from claims.presenters import changed_words
from claims.presenters.changed_words import Bit

# What each kind of event says after the name of who did it. A kind that is missing here is shown as it is.
PHRASES = {
    "alert.extended": gettext_lazy("found more about an alert"),
    "alert.healed": gettext_lazy("closed an alert: what was found is gone"),
    "alert.opened": gettext_lazy("marked the published verdict as at risk"),
    "alert.resolved": gettext_lazy("resolved an alert"),
    "alert.returned": gettext_lazy("found again what had healed: the published verdict is at risk"),
    "alert.worsened": gettext_lazy("found something worse about an alert"),
    "appearance.marked": gettext_lazy("marked the claim in the text"),
    "appearance.reanchored": gettext_lazy("found the claim again in a new version of the text"),
    "appearance.lost": gettext_lazy("did not find the claim in a new version of the text"),
    "appearance.unmarked": gettext_lazy("took the mark of the claim back"),
    "appearance.imported": gettext_lazy("placed the claim in the text, from a fixture"),
    "article.added": gettext_lazy("brought the article in"),
    "article.cleared": gettext_lazy("signed the text off"),
    "article.reopened": gettext_lazy("opened the cleared article again"),
    "article.sorted": gettext_lazy("changed the article’s topics"),
    "article_version.added": gettext_lazy("brought in a version of the text"),
    "claim.assessed": gettext_lazy("gave an assessment"),
    "claim.assigned": gettext_lazy("assigned the claim"),
    "claim.edited": gettext_lazy("changed the claim"),
    "claim.imported": gettext_lazy("brought the claim in, from a fixture"),
    "checklist.ticked": gettext_lazy("ticked an item of the checklist"),
    "checklist.unticked": gettext_lazy("took a tick of the checklist back"),
    "checklist_item.added": gettext_lazy("put a question on the checklist"),
    "checklist_item.edited": gettext_lazy("changed a question of the checklist"),
    "claim.marked": gettext_lazy("made the claim"),
    "claim.sorted": gettext_lazy("changed the claim’s topics"),
    "claim.unmarked": gettext_lazy("took the claim back"),
    "claimant.contacted": gettext_lazy("tried to reach the claimant"),
    "claimant.replied": gettext_lazy("recorded what the claimant replied"),
    "comment.answered": gettext_lazy("answered a comment"),
    "comment.taken_back": gettext_lazy("took a comment back"),
    "comment.written": gettext_lazy("wrote a comment"),
    "contact.edited": gettext_lazy("recorded what came of a contact"),
    "correction.answered": gettext_lazy("recorded what an outlet did about a correction"),
    "correction.asked": gettext_lazy("asked an outlet for a correction"),
    "correction.drafted": gettext_lazy("began a correction"),
    "evidence.added": gettext_lazy("added evidence"),
    "evidence.edited": gettext_lazy("changed evidence"),
    "evidence.imported": gettext_lazy("brought evidence in, from a fixture"),
    "evidence.anchored": gettext_lazy("found the quoted words in a capture"),
    "digest.given_up": gettext_lazy("could not send the daily e-mail"),
    "digest.sent": gettext_lazy("sent the daily e-mail"),
    "feed.broken": gettext_lazy("could not read a feed any more"),
    "feed.edited": gettext_lazy("changed how a feed is followed"),
    "feed.followed": gettext_lazy("began to follow a feed"),
    "feed.given_up": gettext_lazy("gave a look at a feed up"),
    "feed.mended": gettext_lazy("could read a feed again"),
    "feed_entry.left": gettext_lazy("left an entry of a feed aside"),
    "feed_entry.taken": gettext_lazy("took an entry of a feed"),
    "finding.dismissed": gettext_lazy("dismissed a finding"),
    "gate.overridden": gettext_lazy("overrode a line of the publication gate"),
    "host_rule.added": gettext_lazy("set how long a host is left in peace"),
    "host_rule.edited": gettext_lazy("changed how long a host is left in peace"),
    "host_rule.removed": gettext_lazy("took back how long a host is left in peace"),
    "claim.merged": gettext_lazy("merged the claim with another"),
    "claim.split": gettext_lazy("split the claim in two"),
    "claim.unmerged": gettext_lazy("took the merge of two claims apart again"),
    "merge.asked": gettext_lazy("proposed to merge the claim with another"),
    "merge.refused": gettext_lazy("decided that two claims stay two"),
    "passage.refused": gettext_lazy("said that a suggested passage does not bear on the claim"),
    "match.confirmed": gettext_lazy("matched the claim with another"),
    "match.refused": gettext_lazy("said that another claim has nothing to do with it"),
    "match.undone": gettext_lazy("took back what was said about another claim"),
    "answer_template.added": gettext_lazy("wrote words for answers"),
    "answer_template.edited": gettext_lazy("changed words for answers"),
    "content.erased": gettext_lazy("destroyed what an event held"),
    "desk_settings.edited": gettext_lazy("changed the desk’s settings"),
    "hiding.lifted": gettext_lazy("showed it to readers again"),
    "hiding.upheld": gettext_lazy("decided that it stays hidden"),
    "preview.revoked": gettext_lazy("closed a preview"),
    "preview.shared": gettext_lazy("showed a preview to somebody outside"),
    "publication.hidden": gettext_lazy("hid what was published"),
    "redaction.asked": gettext_lazy("asked for a redaction"),
    "redaction.carried_out": gettext_lazy("carried out a redaction"),
    "verdict.redacted": gettext_lazy("destroyed the words of the verdict"),
    "redaction.refused": gettext_lazy("closed a request for a redaction"),
    "tip.answered": gettext_lazy("answered a reader"),
    "tip.answer_sent": gettext_lazy("sent the answer to a reader"),
    "tip.answer_not_sent": gettext_lazy("could not send the answer to a reader"),
    "tip.attached": gettext_lazy("attached a reader’s tip"),
    "tip.declined": gettext_lazy("declined a tip"),
    "tip.forgotten": gettext_lazy("removed a reader’s name and address"),
    "tip.received": gettext_lazy("received a tip"),
    "tip.told_before": gettext_lazy("found a tip told before"),
    "note.added": gettext_lazy("wrote a note"),
    "note.imported": gettext_lazy("brought a note in, from a fixture"),
    "note.edited": gettext_lazy("changed a note"),
    "capture.requested": gettext_lazy("asked for a capture"),
    "recheck.requested": gettext_lazy("asked for captures of many sources"),
    "source.access_given": gettext_lazy("let somebody know a protected source"),
    "source.access_ended": gettext_lazy("took somebody off the list of a protected source"),
    "source.access_lifted": gettext_lazy("ended the list of a source that is protected no more"),
    "query.answered": gettext_lazy("recorded the author’s answer"),
    "query.asked": gettext_lazy("asked the author"),
    "query.put_off": gettext_lazy("gave a query another hour or addressee"),
    "query.taken_back": gettext_lazy("took a query back"),
    "search.recorded": gettext_lazy("recorded a search"),
    "sentence.completed": gettext_lazy("judged a sentence"),
    "reanchoring.settled": gettext_lazy("settled what became of the claim in a new version of the text"),
    "sentence.reopened": gettext_lazy("opened a sentence again"),
    "sentence.restored": gettext_lazy("took back what was decided about a sentence"),
    "topic.added": gettext_lazy("added a topic"),
    "topic.edited": gettext_lazy("changed a topic"),
    "verdict.approved": gettext_lazy("approved the verdict"),
    "verdict.discarded": gettext_lazy("gave the draft up"),
    "verdict.drafted": gettext_lazy("drafted a verdict"),
    "verdict.edited": gettext_lazy("changed the draft"),
    "verdict.published": gettext_lazy("published the verdict"),
    "verdict.sent_back": gettext_lazy("sent the verdict back"),
    "verdict.submitted": gettext_lazy("submitted the verdict"),
    "verdict.superseded": gettext_lazy("ended the verdict before"),
    "verdict.withdrawn": gettext_lazy("withdrew the verdict"),
    "watch_rule.edited": gettext_lazy("changed how often sources are looked at"),
    "webhook_subscription.added": gettext_lazy("added a webhook"),
    "webhook_subscription.edited": gettext_lazy("changed a webhook"),
    "webhook_subscription.secret_renewed": gettext_lazy("gave a webhook a new secret"),
    "withdrawal.drafted": gettext_lazy("drafted a withdrawal"),
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
        who=event.actor_label or _("The system"),
        what=str(PHRASES.get(event.kind, event.kind.replace(".", " ").replace("_", " "))),
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
