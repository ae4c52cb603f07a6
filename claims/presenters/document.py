"""The public document of a claim: all that readers, the API, feeds and exports may hold of a verdict.

``build`` makes it of a verdict and everything around it, ``serialise`` gives the bytes that are frozen.
The document names no host: addresses are made when it is shown, so that a desk may move and stay true.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import (
    Appearance,
    Article,
    ArticleVersion,
    Claim,
    Evidence,
    Publication,
    Sentence,
    Source,
    Verdict,
    VerdictCitation,
)

Document = dict[str, Any]

CORRECTIONS = (Verdict.Change.RATING_CORRECTION, Verdict.Change.OTHER_CORRECTION)
EXCERPT = 600  # characters of somebody else's text that are shown around one claim, at most
RELATED = 12
# What a proposal consists of beside its citations, in words.
PARTS = {
    "as_of": gettext_lazy("the as-of date"), "change": gettext_lazy("the class of change or its note"),
    "claim": gettext_lazy("the claim"), "claimant": gettext_lazy("the claimant"),
    "credits": gettext_lazy("the credits"), "explanation": gettext_lazy("the explanation"),
    "how_checked": gettext_lazy("how it was checked"), "language": gettext_lazy("the language"),
    "methodology": gettext_lazy("the methodology"), "rating": gettext_lazy("the rating"),
    "scale": gettext_lazy("the scale"), "slug": gettext_lazy("the slug"), "summary": gettext_lazy("the summary"),
    "would_change": gettext_lazy("what would change it"),
}  # fmt: skip
# What a citation is made of: a question for these alone is half as long, and so is the time that it takes.
CITED = (
    "verdict", "number", "evidence__form", "evidence__stance", "evidence__quote", "evidence__translation",
    "evidence__as_of", "evidence__is_hindsight", "evidence__transcription", "evidence__searched_on",
    "evidence__searched_where", "evidence__searched_words", "evidence__source__slug", "evidence__source__publisher",
    "evidence__source__title", "evidence__source__kind", "evidence__source__language", "evidence__source__published_on",
    "evidence__source__url", "evidence__source__is_sensitive", "evidence__source__public_wording", "snapshot__body",
    "snapshot__captured_at",
)  # fmt: skip


def build(verdict: Verdict, *, number: int, at: datetime) -> Document:
    """The document of ``verdict`` as number ``number`` of its claim, published ``at``. Reads, never writes.

    Dates that people gave stay as they gave them (EDTF); moments are RFC 3339 in UTC. A withdrawal keeps
    every key and takes back the verdict: no rating, no texts, no citations.
    """
    shown = _shown(verdict.claim, at)
    return {
        **(json.loads(verdict.proposal) if verdict.proposal else proposal(verdict)),
        "number": number,
        "published_at": moment(at),
        "appearances": [_appearance(row) for row in shown],
        "corrections": _corrections(verdict, number=number, at=at),
        "related": _related(verdict.claim, shown),
    }


def proposal(verdict: Verdict) -> Document:
    """Those parts of the document that people decide on: frozen at submission, approved by a second person.

    The rest is its number and moment, and what else is public by then. PostgreSQL refuses a publication whose
    document differs from the proposal in any of these parts.
    """
    claim, withdrawn = verdict.claim, verdict.change == Verdict.Change.WITHDRAWAL
    return {
        "slug": claim.slug,
        "language": verdict.language,
        "change": {"class": verdict.change, "note": verdict.public_note},
        "claim": _claim(claim),
        "claimant": _claimant(claim),
        "rating": None if withdrawn else _rating(verdict),
        "scale": None if withdrawn else _scale(verdict),
        "as_of": verdict.as_of.isoformat() if verdict.as_of and not withdrawn else None,
        **_texts(verdict, withdrawn=withdrawn),
        "citations": [] if withdrawn else _citations(verdict),
    }


def drift(verdict: Verdict) -> list[str]:
    """What of a submitted proposal is not so any more, in words ("the claim", "citation 2"); empty for a draft."""
    if not verdict.proposal:
        return []
    frozen, now = json.loads(verdict.proposal), json.loads(serialise(proposal(verdict)))
    parts = [str(words) for name, words in PARTS.items() if frozen.get(name) != now[name]]
    cited = itertools.zip_longest(frozen["citations"], now["citations"])
    return parts + [
        _("citation {number}").format(number=number)
        for number, (then, today) in enumerate(cited, 1)
        if then != today
    ]


def serialise(document: Document) -> str:
    """Compact JSON with sorted keys and unescaped letters: the same document is the same text, always."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def moment(at: datetime) -> str:
    """RFC 3339 in UTC, to the second: 2025-06-02T10:00:00Z."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _texts(verdict: Verdict, *, withdrawn: bool) -> Document:
    names = ("summary", "explanation", "how_checked", "would_change", "methodology", "credits")
    return {name: "" if withdrawn else getattr(verdict, name) for name in names}


def _claim(claim: Claim) -> Document:
    return {
        "statement": claim.statement,
        "kind": claim.kind,
        "rated": claim.rated,
        "date": claim.claimed_on,
        "language": claim.language,
    }


def _claimant(claim: Claim) -> Document | None:
    """Who made the claim. ``slug`` is null where nobody is named and ``name`` only says so in words."""
    claimant = claim.claimant
    if claimant is None and not claim.claimant_label:
        return None
    return {
        "slug": claimant.slug if claimant else None,
        "kind": claimant.kind if claimant else None,
        "name": claim.who,
        "native_name": claimant.native_name if claimant else "",
        "role": claim.claimant_role or (claimant.role if claimant else ""),
        "country": claimant.country if claimant else "",
        "same_as": list(claimant.same_as) if claimant else [],
    }


def _shown(claim: Claim, at: datetime) -> list[Appearance]:
    """Where the claim stands: at other addresses, and in those articles that are out at the time."""
    spans = Prefetch(
        "article_version__sentences", queryset=Sentence.objects.only("article_version", "start", "end")
    )
    rows = claim.appearances.select_related("article_version__article").prefetch_related(spans)
    return [
        row
        for row in rows.order_by("article_version", "start", "-end", "pk")
        if row.article_version is None or _is_out(row.article_version.article, at)
    ]


def _is_out(article: Article, at: datetime) -> bool:
    return article.is_public and (article.embargo_until is None or article.embargo_until <= at)


def _appearance(row: Appearance) -> Document:
    version = row.article_version
    if version is None or row.start is None or row.end is None:
        return {"url": row.url, "appeared_on": row.appeared_on}
    sentences = [(sentence.start, sentence.end) for sentence in version.sentences.all()]
    return {
        "article": _article(version),
        "excerpt": excerpt(version.text, row.start, row.end, sentences),
        "anchor": {
            "exact": row.exact,
            "prefix": row.prefix,
            "suffix": row.suffix,
            "start": row.start,
            "end": row.end,
        },
        "appeared_on": row.appeared_on or version.article.published_on,
    }


def _article(version: ArticleVersion) -> Document:
    article = version.article
    return {
        "slug": article.slug,
        "title": article.title,
        "outlet": article.outlet,
        "url": article.url,
        "language": article.language,
        "published_on": article.published_on,
        "version": version.number,
        "sha256": version.sha256,
    }


def window(start: int, end: int, sentences: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The sentences that a span touches as one span, cut to EXCERPT characters around it.

    Offsets are code points, end exclusive. Without sentences the span stands alone.
    """
    touched = [span for span in sentences if span[0] < end and span[1] > start]
    left = min([start, *(span[0] for span in touched)])
    right = max([end, *(span[1] for span in touched)])
    room = max(EXCERPT - (end - start), 0) // 2
    cut = max(left, start - room)
    return cut, min(right, end + room, cut + EXCERPT)


def excerpt(text: str, start: int, end: int, sentences: Sequence[tuple[int, int]]) -> str:
    """The words in the window of a span; an ellipsis marks where it cuts a sentence."""
    left, right = window(start, end, sentences)
    begins = {0, start, *(span[0] for span in sentences)}
    ends = {len(text), end, *(span[1] for span in sentences)}
    return ("" if left in begins else "…") + text[left:right].strip() + ("" if right in ends else "…")


def _rating(verdict: Verdict) -> Document | None:
    rating = verdict.rating
    if rating is None:
        return None
    return {
        "slug": rating.slug,
        "label": rating.label,
        "labels": rating.labels,
        "number": rating.number,
        "meaning": rating.definition,
        "colour": rating.colour,
    }


def _scale(verdict: Verdict) -> Document | None:
    if verdict.rating is None:
        return None
    scale = verdict.rating.scale
    return {
        "slug": scale.slug,
        "name": scale.name,
        "worst": scale.worst,
        "best": scale.best,
        "meaning": scale.definition,
    }


def _citations(verdict: Verdict) -> list[Document]:
    rows = verdict.citations.select_related("evidence__source", "snapshot").only(*CITED)
    return [_citation(row) for row in rows.order_by("number")]


def _citation(row: VerdictCitation) -> Document:
    evidence = row.evidence
    source = evidence.source
    secret = source is not None and source.is_sensitive
    # A protected source's words are shown only where no search engine could lead from them to its address.
    mute = source is not None and secret and source.url != ""
    snapshot = None if secret else row.snapshot
    return {
        "number": row.number,
        "form": evidence.form,
        "stance": evidence.stance,
        "source": _protected(source) if source and secret else _source(source) if source else None,
        "quote": "" if mute else evidence.quote,
        "translation": "" if mute else evidence.translation,
        "date": "" if secret else evidence.as_of,
        "hindsight": evidence.is_hindsight,
        "transcription": "" if secret else evidence.transcription,
        "sha256": snapshot.body_id if snapshot else None,
        "captured_at": moment(snapshot.captured_at) if snapshot else None,
        "search": _search(evidence),
    }


def _source(source: Source) -> Document:
    return {
        "slug": source.slug,
        "publisher": source.publisher,
        "title": source.title,
        "kind": source.kind,
        "language": source.language,
        "date": source.published_on,
        "url": source.url,
    }


def _protected(source: Source) -> Document:
    """The keys of any source and nothing of this one: its public wording stands where the publisher would."""
    return {
        "slug": None,
        "publisher": source.public_wording,
        "title": "",
        "kind": "",
        "language": "",
        "date": "",
        "url": "",
    }


def _search(evidence: Evidence) -> Document | None:
    if evidence.form != Evidence.Form.NEGATIVE_SEARCH or evidence.searched_on is None:
        return None
    return {
        "where": evidence.searched_where,
        "words": evidence.searched_words,
        "on": evidence.searched_on.isoformat(),
    }


def _corrections(verdict: Verdict, *, number: int, at: datetime) -> list[Document]:
    """The corrections so far, oldest first, this number included; updates and minor changes are none."""
    told = verdict.claim.publications.exclude(reach=Verdict.Reach.INTERNAL)
    earlier = told.filter(change__in=CORRECTIONS, number__lt=number).order_by("number")
    made = [(row.number, row.change, row.public_note, row.published_at) for row in earlier]
    if verdict.change in CORRECTIONS:
        made.append((number, verdict.change, verdict.public_note, at))
    return [
        {"number": n, "class": change, "note": note, "published_at": moment(when)}
        for n, change, note, when in made
    ]


def _related(claim: Claim, shown: Sequence[Appearance]) -> list[Document]:
    """Published fact-checks whose words overlap with this claim's in an article that is out.

    They are named and not quoted: their words could not be taken back from here when they are hidden or redacted.
    """
    overlaps = Q(pk__in=[])
    for row in shown:
        if row.article_version_id is not None:
            overlaps |= Q(article_version=row.article_version_id, start__lt=row.end, end__gt=row.start)
    others = Appearance.objects.filter(overlaps).exclude(claim=claim).values("claim")
    rows = Publication.objects.current().public().fact_checks().filter(claim__in=others)
    return [{"slug": slug} for slug in rows.order_by("slug").values_list("slug", flat=True)[:RELATED]]
