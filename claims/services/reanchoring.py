"""A new version of an article: what becomes of the marks of the one before, and of what was decided about sentences."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput, StaleVersion
from claims.models import Appearance, Article, ArticleVersion, Claim, Reanchoring, Sentence, User
from claims.models.article import text_hash
from claims.services import auditing, marking
from claims.text import similarity, spans
from claims.text.spans import Anchor
from claims.text.storable import with_plain_lines

Outcome = Reanchoring.Outcome
# So few words stand anywhere by chance: where nothing around them is as it was, they aren’t those that were marked.
FEW_WORDS = 4
LEAST_CONTEXT = 0.4
LONGEST_REASON = 200
AT_ONCE = 500  # sentences of one UPDATE: PostgreSQL looks through all of its cases for each of them


@dataclass(frozen=True)
class Fate:
    """What becomes of a mark in another text. ``anchor`` is where it stands there; None: it is lost."""

    appearance: Appearance
    outcome: Outcome
    anchor: Anchor | None

    @property
    def claim(self) -> Claim:
        return self.appearance.claim


def foresee(version: ArticleVersion, text: str) -> list[Fate]:
    """What would become of the marks of ``version`` in ``text``, in their order; nothing is written.

    Marks that an earlier version lost, and that nobody settled yet, are looked for again.
    """
    taken: set[tuple[int, int, int]] = set()
    return [_fate(one, text, taken) for one in _followed(version)]


def _followed(version: ArticleVersion) -> list[Appearance]:
    waiting = Reanchoring.objects.filter(
        article_version=version, outcome=Outcome.LOST, settled_at__isnull=True
    ).values("appearance")
    marks = Appearance.objects.select_related("claim__claimant").order_by("start", "-end", "pk")
    return [*marks.filter(article_version=version), *marks.filter(pk__in=waiting)]


def _fate(mark: Appearance, text: str, taken: set[tuple[int, int, int]]) -> Fate:
    anchor = _found(mark, text)
    key = (mark.claim_id, anchor.start, anchor.end) if anchor else None
    if anchor is None or key is None or key in taken:
        return Fate(mark, Outcome.LOST, None)
    taken.add(key)
    if anchor.exact != mark.exact:
        return Fate(mark, Outcome.CHANGED, anchor)
    return Fate(mark, Outcome.KEPT if anchor.start == mark.start else Outcome.MOVED, anchor)


def _found(mark: Appearance, text: str) -> Anchor | None:
    old = Anchor(mark.start or 0, mark.end or 0, mark.exact, mark.prefix, mark.suffix)
    found = spans.find(old, text) or spans.in_its_place(old, text)
    if found is None:
        return None
    if found.context < LEAST_CONTEXT and len(similarity.words(mark.exact)) < FEW_WORDS:
        return None
    return spans.make(text, found.start, found.end)


@transaction.atomic
def bring(article: Article, *, text: str, by: User | None, base: int, origin: str = "") -> ArticleVersion:
    """The article's next version, with every mark that is found again. ``base`` is the version it was compared with.

    ``by=None`` is an import by the system. Raises StaleVersion if somebody brought another one in meanwhile,
    InvalidInput if the text is no new one.
    """
    if by:
        rules.require(
            rules.can_add_article(by) and rules.can_mark(by), _("bring in a new version of an article")
        )
    Article.objects.select_for_update().get(pk=article.pk)
    text = with_plain_lines(text)
    old = _latest(article, base)
    if same := article.versions.filter(sha256=text_hash(text)).first():
        words = _("this is the text of version {number}, word for word").format(number=same.number)
        raise InvalidInput(
            _("Nothing was brought in: {words}.").format(words=words), problems=(("text", words),)
        )
    fates = foresee(old, text)
    version = marking.add_version(article, text=text, by=by, origin=origin)
    for fate in fates:
        _carry(fate, version, by=by)
    _carry_judgements(old, version)
    return version


def _latest(article: Article, base: int) -> ArticleVersion:
    latest = article.latest_version()
    if latest is None or latest.number != base:
        raise StaleVersion(
            _(
                "Somebody brought another version in meanwhile. Your text is still here: compare it with that one."
            ),
            current=latest.number if latest else None,
        )
    return latest


def _carry(fate: Fate, version: ArticleVersion, *, by: User | None) -> None:
    """Mark the claim where it stands now, if it does, and keep what became of it."""
    became = _marked_again(fate, version)
    Reanchoring.objects.create(
        article_version=version, appearance=fate.appearance, outcome=fate.outcome, became=became
    )
    kind = "appearance.reanchored" if became else "appearance.lost"
    auditing.record(
        kind, became or fate.appearance, by=by, claim=fate.claim, article=version.article, number=version.number,
        outcome=fate.outcome, before=fate.appearance.exact, words=became.exact if became else "",
    )  # fmt: skip


def _marked_again(fate: Fate, version: ArticleVersion) -> Appearance | None:
    old, anchor = fate.appearance, fate.anchor
    if anchor is None:
        return None
    by = anchor.start - (old.start or 0)
    quoted = [moved for one in old.quoted if (moved := _shifted(one, by, version.text))]
    made = Appearance(
        claim=fate.claim, article_version=version, start=anchor.start, end=anchor.end, exact=anchor.exact,
        prefix=anchor.prefix, suffix=anchor.suffix, quoted=quoted, appeared_on=old.appeared_on,
        attribution=_shifted(old.attribution, by, version.text) if old.attribution else None,
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def _shifted(quote: dict[str, Any], by: int, text: str) -> dict[str, Any] | None:
    """A quoted stretch so much further on; None if its words don't stand there."""
    start, end = quote["start"] + by, quote["end"] + by
    return quote | {"start": start, "end": end} if text[max(start, 0) : end] == quote["text"] else None


def _carry_judgements(old: ArticleVersion, version: ArticleVersion) -> None:
    """Sentences whose words stayed the same keep what was decided about them, unless their claims are others now."""
    before, after = _claims_by_sentence(old), _claims_by_sentence(version)
    judged: defaultdict[str, deque[Sentence]] = defaultdict(deque)
    for one in before:
        judged[old.text[one.start : one.end]].append(one)
    for sentence, claims in after.items():
        same = judged[version.text[sentence.start : sentence.end]]
        _judge_as(sentence, claims, same.popleft() if same else None, before)
    judged_now = [one for one in after if one.completed_at or one.disposition != Sentence.Disposition.OPEN]
    Sentence.objects.bulk_update(
        judged_now, ["disposition", "reason", "completed_at", "completed_by"], batch_size=AT_ONCE
    )


def _judge_as(
    sentence: Sentence, claims: set[int], was: Sentence | None, before: dict[Sentence, set[int]]
) -> None:
    if claims:
        sentence.disposition = Sentence.Disposition.CLAIM
    if was is None or before[was] != claims:
        return
    sentence.disposition, sentence.reason = was.disposition, was.reason
    sentence.completed_at, sentence.completed_by_id = was.completed_at, was.completed_by_id


def _claims_by_sentence(version: ArticleVersion) -> dict[Sentence, set[int]]:
    """The sentences in order, each with the keys of the claims that touch it."""
    marks = [(one.start or 0, one.end or 0, one.claim_id) for one in version.appearances.all()]
    return {
        one: {claim for start, end, claim in marks if start < one.end and end > one.start}
        for one in version.sentences.order_by("number")
    }


def told(version: ArticleVersion) -> list[Fate]:
    """What became of the marks of the version before, as it was found when this one came in."""
    rows = version.reanchorings.select_related("appearance__claim__claimant", "became").order_by("pk")
    return [Fate(one.appearance, Outcome(one.outcome), _anchor_of(one.became)) for one in rows]


def _anchor_of(mark: Appearance | None) -> Anchor | None:
    return Anchor(mark.start or 0, mark.end or 0, mark.exact) if mark else None


def unsettled(version: ArticleVersion) -> Iterable[Reanchoring]:
    """Marks that were lost on the way to this version, or whose words changed, and that nobody looked at yet."""
    return (
        Reanchoring.objects.filter(
            article_version=version, outcome__in=[Outcome.LOST, Outcome.CHANGED], settled_at__isnull=True
        )
        .select_related("appearance__claim__claimant", "became")
        .order_by("-outcome", "pk")
    )


@transaction.atomic
def mark_again(row: Reanchoring, *, start: int, end: int, by: User, at: datetime | None = None) -> Appearance:
    """Settle a lost mark: the claim stands at these words of the new version."""
    _require(row, by)
    if row.outcome != Outcome.LOST:
        raise IllegalTransition(_("This claim was found again: it is marked in the text."))
    made = marking.mark_appearance(row.appearance.claim, row.article_version, start=start, end=end, by=by)
    _settle(row, _("marked again"), by=by, at=at, became=made)
    return made


@transaction.atomic
def give_up(row: Reanchoring, *, reason: str, by: User, at: datetime | None = None) -> None:
    """Settle a lost mark: the claim is no longer in the article, and why."""
    _require(row, by)
    if row.outcome != Outcome.LOST:
        raise IllegalTransition(_("This claim was found again: it is marked in the text."))
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        problem = _("say why the claim is no longer in the article, in 200 characters at most")
        raise InvalidInput(_("Say why, in 200 characters at most."), problems=(("reason", problem),))
    _settle(row, reason, by=by, at=at)


@transaction.atomic
def accept(row: Reanchoring, *, by: User, at: datetime | None = None) -> None:
    """Settle a mark whose words changed: it still is the claim."""
    _require(row, by)
    if row.outcome != Outcome.CHANGED:
        raise IllegalTransition(_("Only a mark whose words changed is looked at in this way."))
    _settle(row, _("still the claim"), by=by, at=at)


def _require(row: Reanchoring, by: User) -> None:
    rules.require(rules.can_settle_reanchoring(by), _("settle what became of a mark"))


def _settle(
    row: Reanchoring, words: str, *, by: User, at: datetime | None, became: Appearance | None = None
) -> None:
    fields = {"became": became} if became else {}
    settled = Reanchoring.objects.filter(pk=row.pk, settled_at__isnull=True).update(
        settled_as=words, settled_by=by, settled_at=at or Now(), **fields
    )
    if not settled:
        raise IllegalTransition(_("Somebody settled this already."))
    auditing.record(
        "reanchoring.settled", row, by=by, at=at, claim=row.appearance.claim, article=row.article_version.article,
        reason=words, words=became.exact if became else "",
    )  # fmt: skip
