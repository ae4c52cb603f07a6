"""How long the readers' page of an article with 500 marked claims takes, beside the same words put together by hand.

    python -m benchmarks.pages [--claims 500] [--runs 40]

The peer writes the text and the margin with f-strings and ``markupsafe.escape``, of the same claims; ours is the whole
page, with its frame. Both begin with the pieces that the marks cut the text into, and are asked in turns; what they
give has the same words and the same tags. No database is needed.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

import django
from markupsafe import escape

django.setup()

from django.http import HttpRequest  # noqa: E402
from django.utils.translation import gettext as _  # noqa: E402

from benchmarks import results  # noqa: E402
from claims.models import Article, ArticleVersion, Publication  # noqa: E402
from claims.presenters.published_article import Place, PublishedArticle, PublishedClaim  # noqa: E402
from claims.presenters.standing import Standing  # noqa: E402
from claims.public import articles  # noqa: E402
from claims.templatetags.published import rated, rating_word  # noqa: E402

GOAL = 0.45
SENTENCE = "The port of Lowmark handled {n} ships in 2023, “more & more”, the mayor said. "
RATINGS = [
    ("accurate", 5, "Accurate", "positive-2"), ("partly-accurate", 3, "Half right", "mixed"),
    ("inaccurate", 1, "Inaccurate", "negative-2"), ("needs-context", None, "Needs context", "context"),
]  # fmt: skip


class Cut(PublishedArticle):
    """An article whose words were cut into their pieces before: that is the same work for both."""

    def words(self) -> Any:
        if "pieces" not in self.__dict__:
            self.__dict__["pieces"] = super().words()
        return self.__dict__["pieces"]


def article(claims: int) -> PublishedArticle:
    """An article of ``claims`` sentences, with one claim in each: every fifth overlaps with the next."""
    lines, places, at = ["A long list\n"], [], len("A long list\n")
    for n in range(claims):
        sentence = SENTENCE.format(n=4_000 + n) + ("\n" if n % 4 == 3 else "")
        places.append(Place(at + 4, at + len(sentence) + (20 if n % 5 == 0 else -8)))
        lines.append(sentence)
        at += len(sentence)
    shown = Article(pk=1, slug="long", title="A long list", shows_whole_text=True, language="en")
    version = ArticleVersion(article=shown, number=1, text="".join(lines), sha256="0" * 64)
    marked = tuple(_claim(n, place) for n, place in enumerate(places))
    return Cut(shown, version, marked, (Place(0, at),))


def _claim(n: int, place: Place) -> PublishedClaim:
    slug, number, label, colour = RATINGS[n % len(RATINGS)]
    document = {
        "slug": f"claim-{n}",
        "language": "en",
        "summary": f"The harbour master’s list shows {n} calls, <not> more.",
        "claim": {"statement": f"The port handled {n} ships & boats.", "language": "en"},
        "rating": {
            "slug": slug,
            "number": number,
            "label": label,
            "labels": {"ko": "사실"},
            "colour": colour,
        },
        "change": {"class": "first", "note": ""},
    }
    row = Publication(pk=n + 1, slug=f"claim-{n}", reach="fact_check")
    return PublishedClaim(n + 1, row, document, Standing("current", None, datetime.now(UTC)), (place,))


def by_hand(shown: PublishedArticle) -> bytes:
    """Text and margin as a careful person would write them without a template."""
    _headline, passages = shown.words()
    name = _("Claim")
    badges: dict[str, tuple[str, str]] = {}
    for claim in shown.claims:
        if (slug := claim.document["rating"]["slug"]) not in badges:
            badges[slug] = (str(rated(claim.document)), rating_word(claim.document))
    made: list[str] = []
    for passage in passages:
        for paragraph in passage:
            made.append("<p>")
            for piece in paragraph:
                for one in piece["opening"]:
                    rating = one.document["rating"]
                    made.append(
                        f'<a class="claim-number tone-{escape(rating["colour"])}" href="#claim-{one.order}" '
                        f'aria-label="{escape(name)} {one.order}: {escape(badges[rating["slug"]][1])}" data-number="{one.order}"></a>'
                    )
                made += [
                    f'<mark class="claim-mark is-published tone-{escape(one.document["rating"]["colour"])}">'
                    for one in piece["marks"]
                ]
                made.append(str(escape(piece["text"])))
                made.append("</mark>" * len(piece["marks"]))
            made.append("</p>")
    made.extend(_note_by_hand(claim, badges) for claim in shown.marked)
    return "".join(made).encode()


def _note_by_hand(claim: PublishedClaim, badges: dict[str, tuple[str, str]]) -> str:
    told = claim.document
    return (
        f'<li id="claim-{claim.order}" class="margin-note">'
        f'<p class="card-line"><span class="claim-number tone-{escape(told["rating"]["colour"])}">{claim.order}</span> '
        f"{badges[told['rating']['slug']][0]}</p>"
        f'<p class="margin-statement" lang="{escape(told["claim"]["language"])}" dir="auto">'
        f'<a href="/claims/{escape(told["slug"])}/" dir="auto">{escape(told["claim"]["statement"])}</a></p>'
        f'<p lang="{escape(told["language"])}" dir="auto">{escape(told["summary"])}</p></li>'
    )


def ours(shown: PublishedArticle) -> bytes:
    """The whole page, frame and ETag and all."""
    request = HttpRequest()
    request.path, request.method = "/articles/long/", "GET"
    sent: bytes = articles.page(request, shown).content  # type: ignore[attr-defined]
    return sent


def parts(sent: bytes) -> list[str]:
    """Tags and words of the text and the margin, for comparison; what a page has beside them is left out."""
    body = page = sent.decode()
    if "<body" in page:
        text = page.split('aria-label="The text">')[1].split("</section>")[0]
        body = text + page.split('<ol class="margin-list">')[1].split("</ol>")[0]
    return [one for piece in re.findall(r"<[^>]+>|[^<]+", body) if (one := " ".join(piece.split()))]


def timed(render: Callable[[PublishedArticle], bytes], shown: PublishedArticle) -> float:
    start = time.process_time()
    render(shown)
    return time.process_time() - start


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    asked.add_argument("--claims", type=int, default=500)
    asked.add_argument("--runs", type=int, default=40)
    given = asked.parse_args()
    shown = article(given.claims)
    if parts(ours(shown)) != parts(by_hand(shown)):
        raise SystemExit("The two pages differ: their times can't be compared.")
    taken: dict[str, list[float]] = {"ours": [], "by hand": []}
    for _run in range(given.runs):
        taken["ours"].append(timed(ours, shown))
        taken["by hand"].append(timed(by_hand, shown))
    middle = {name: statistics.median(each) for name, each in taken.items()}
    ratio = middle["by hand"] / middle["ours"]
    figures = {
        "marked claims": given.claims,
        "throughput beside f-strings and markupsafe": round(ratio, 2),
        "goal": GOAL,
        "whole page, ms of processor time": round(1000 * middle["ours"], 1),
        "text and margin by hand, ms of processor time": round(1000 * middle["by hand"], 1),
        "kilobytes of HTML": round(len(ours(shown)) / 1024),
    }
    results.keep("pages", figures)
    print("\n".join(f"{name}: {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
