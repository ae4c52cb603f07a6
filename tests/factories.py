"""Things for tests, made as the desk makes them: through the services."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from claims.models import (
    Alert,
    Article,
    ArticleVersion,
    Claim,
    Evidence,
    Publication,
    Rating,
    RatingScale,
    Source,
    User,
    Verdict,
)
from claims.services import alerting, citing, marking, publishing, reviewing

_number = itertools.count(1)

TEXT = (
    "Harbour traffic doubled in a year\n\n"
    "The port of Lowmark handled 4,200 ships in 2023, the mayor said on Monday. "
    "“We have never seen such a year,” Ida Holm told reporters. "
    "Is it a record? Nobody keeps a list."
)


def scale() -> dict[str, Rating]:
    made, _ = RatingScale.objects.get_or_create(
        slug="default", defaults={"name": "Default", "is_default": True}
    )
    ratings = [
        ("accurate", 5, "Accurate"), ("partly-accurate", 3, "Half right"), ("inaccurate", 1, "Inaccurate"),
        ("needs-context", None, "Needs context"), ("unsupported", None, "Not found"),
    ]  # fmt: skip
    # In one statement: thousands of tests ask for these.
    wanted = [
        Rating(
            slug=slug, scale=made, order=order, number=number, label=label, definition=f"{label}, as defined."
        )
        for order, (slug, number, label) in enumerate(ratings, 1)
    ]
    there = set(Rating.objects.values_list("slug", flat=True))
    Rating.objects.bulk_create([one for one in wanted if one.slug not in there])
    return {rating.slug: rating for rating in Rating.objects.select_related("scale")}


def article(*, by: User | None, text: str = TEXT, **fields: Any) -> Article:
    number = next(_number)
    defaults: dict[str, Any] = {
        "slug": f"harbour-{number}", "title": f"Harbour traffic {number}", "is_public": True, "shows_whole_text": True,
    }  # fmt: skip
    return marking.add_article(text=text, by=by, **(defaults | fields))


def version(*, by: User | None, **fields: Any) -> ArticleVersion:
    made = article(by=by, **fields).latest_version()
    assert made is not None
    return made


def claim(
    *,
    by: User,
    words: str = "handled 4,200 ships in 2023",
    in_version: ArticleVersion | None = None,
    **fields: Any,
) -> Claim:
    where = in_version or version(by=by)
    start = where.text.index(words)
    defaults: dict[str, Any] = {
        "statement": f"The port of Lowmark handled 4,200 ships in 2023 ({next(_number)}).", "kind": "statistic",
        "claimant_label": "the article",
    }  # fmt: skip
    return marking.mark_claim(where, start=start, end=start + len(words), by=by, **(defaults | fields))


def source(*, by: User | None, **fields: Any) -> Source:
    number = next(_number)
    defaults: dict[str, Any] = {
        "slug": f"source-{number}", "url": f"https://source-{number}.example/page", "kind": "newspaper",
        "publisher": f"Gazette {number}",
    }  # fmt: skip
    return citing.add_source(by=by, **(defaults | fields))


def evidence(claim: Claim, *, by: User, source: Source | None = None, **fields: Any) -> Evidence:
    where = source or globals()["source"](by=by)
    defaults: dict[str, Any] = {
        "stance": "supports",
        "quote": "4,200 ships called at the port",
        "weight": "key",
    }
    return citing.add_evidence(claim, source=where, by=by, **(defaults | fields))


CONTENT: dict[str, Any] = {
    "summary": "The harbour master's list shows 4,200 calls.",
    "explanation": "The list was read line by line.",
    "how_checked": "Two people counted.",
    "as_of": date(2024, 11, 1),
    "methodology": "Counting of records",
    "credits": "Checked by the desk",
    "interests": "none",
    "why_chosen": "The number was widely repeated.",
    "no_primary_reason": "The list is not public.",
    "no_contact_reason": "The article names nobody.",
    "one_sided_reason": "Nobody disputes it.",
    "sole_authority_reason": "The harbour master alone keeps the list.",
}


def draft(claim: Claim, *, by: User, rating: Rating | None = None, **content: Any) -> Verdict:
    return reviewing.draft(claim, by=by, **(CONTENT | {"rating": rating or scale()["accurate"]} | content))


def submitted(claim: Claim, *, by: User, **content: Any) -> Verdict:
    return reviewing.submit(draft(claim, by=by, **content), by=by)


def approved(claim: Claim, *, by: User, approver: User, **content: Any) -> Verdict:
    return reviewing.approve(submitted(claim, by=by, **content), by=approver)


def publish(verdict: Verdict, *, by: User) -> Publication:
    """Publish, with a reason for every line that may be overridden: nothing was captured in tests."""
    return publishing.publish(
        verdict, by=by, overrides={"captured": "Transcribed by hand.", "findings": "Seen."}
    )


def published_claim(
    *, author: User, editor: User, rating: str = "accurate", with_evidence: int = 2, **fields: Any
) -> Claim:
    """A claim with evidence and a published verdict: ``author`` wrote it, ``editor`` approved and published it."""
    content = {name: fields.pop(name) for name in list(fields) if name in Verdict.CONTENT}
    made = claim(by=author, **fields)
    for _ in range(with_evidence):
        evidence(made, by=author)
    verdict = approved(made, by=author, approver=editor, rating=scale()[rating], **content)
    publish(verdict, by=editor)
    made.refresh_from_db()
    return made


def ready_to_clear(*, author: User, editor: User, publish: bool = False, **fields: Any) -> ArticleVersion:
    """A text of two sentences that lacks nothing but a signature: one claim, approved (or published)."""
    text = "The port of Lowmark handled 4,200 ships in 2023.\n\nNobody keeps a list.\n"
    where = version(by=author, text=text, **fields)
    made = claim(by=author, in_version=where)
    decided = approved(made, by=author, approver=editor, reach="article_line", no_primary_reason="")
    if publish:
        publishing.publish(
            decided, by=editor, overrides=dict.fromkeys(["captured", "findings", "witnesses"], "By hand.")
        )
    marking.complete(where.sentences.get(number=1), by=author)
    marking.rule_out(where.sentences.get(number=2), reason="background", by=author)
    return where


def next_version(where: ArticleVersion, *, by: User, text: str = "") -> ArticleVersion:
    return marking.add_version(where.article, text=text or f"{where.text}A later line.\n", by=by)


def alert(claim: Claim, *, by: User) -> Alert:
    """The claim's published verdict is at risk, because of some evidence of it."""
    proof = claim.evidence.first() or evidence(claim, by=by)
    verdict = Verdict.objects.current().get(claim=claim)
    return alerting.open_by_hand(verdict, proof, why="Two texts at one address.", by=by)
