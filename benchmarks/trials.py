"""What is tried with each page: every change by itself, and what ought to be said of it."""

from __future__ import annotations

import hashlib
import html
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from benchmarks import decoys, mutations
from benchmarks.decoys import Answer, Words
from benchmarks.mutations import Source
from benchmarks.news import NewsPage, letters
from claims.clients import charsets

if TYPE_CHECKING:
    from claims.models import Snapshot


@dataclass(frozen=True, slots=True)
class Trial:
    """``expected`` of the quotations: *changed*, *same* or *unknown*; of ``sentence`` alone if there is one.

    ``probe`` is what the site answers to a made-up address (None: 404), ``also`` what it has at other paths.
    """

    name: str
    expected: str
    answer: Answer
    sentence: str = ""
    probe: Answer | None = None
    also: dict[str, Answer] = field(default_factory=dict)


def path_of(page: NewsPage, site: str) -> str:
    parts = urlsplit(page.url)
    return f"{site}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


def as_captured(page: NewsPage) -> Answer:
    return Answer(page.body, 200, (("Content-Type", "text/html"),))


def all_of(
    page: NewsPage, others: list[NewsPage], first: Snapshot, *, site: str, quotes: int
) -> Iterator[Trial]:
    """Every trial of one page."""
    source = Source(charsets.decode(page.body, None))
    usual = usual_probe(page, others, source)
    yield from harmless(page, others, first, source, usual, quotes)
    yield from changed(page, source, first, usual, quotes)
    yield from gone(page, others, source, site, first.title)
    yield from walls(page, source, first.title, site, usual)
    yield from cut_off(page, usual)


def usual_probe(page: NewsPage, others: list[NewsPage], source: Source) -> Answer | None:
    """A third of the sites answer made-up addresses honestly, a third with a notice, a third with their front page."""
    kind = hashlib.sha256(page.key.encode()).digest()[1] % 3
    if kind == 0:
        return None
    if kind == 1:
        return decoys.page(decoys.in_chrome(source, decoys.of_half(decoys.GONE, page), page))
    return decoys.page(decoys.front_page(page, others, _chance(page, "front")))


def _chance(page: NewsPage, what: str) -> random.Random:
    return random.Random(f"{page.key} {what}")


# --- Nothing happened to the quoted words ---------------------------------------------------------------------------


def harmless(
    page: NewsPage, others: list[NewsPage], first: Snapshot, source: Source, usual: Answer | None, quotes: int
) -> Iterator[Trial]:
    def same(name: str, markup: str) -> Trial:
        return Trial(name, "same", decoys.page(markup), probe=usual)

    yield Trial("unchanged", "same", as_captured(page), probe=usual)
    yield same("other encoding", source.html)
    for name, rewrite in mutations.REWRITES.items():
        yield same(name, mutations.in_text(source, rewrite))
    yield same("headings in capitals", mutations.headings_in_capitals(source))
    yield same("restyled: other tags", mutations.tags_renamed(source))
    chance = _chance(page, "dress")
    yield same("restyled: another template", decoys.redressed(first.title, first.text, chance))
    yield same("advertisements put in", _with_advertisements(page, source))
    yield same("comments added", mutations.before_the_end(source, _comments(others, chance)))
    yield same("dates, menus, most read", _with_other_furniture(page, others, source))
    yield same("a live blog's new entries on top", _with_new_entries(page, others, source))
    paragraphs = _paragraphs(page, source)
    for sentence in page.quotes[:quotes] if paragraphs else ():
        if markup := mutations.moved(source, sentence, chance.choice(paragraphs)):
            yield Trial("the sentence moved", "same", decoys.page(markup), sentence, usual)


def _paragraphs(page: NewsPage, source: Source) -> list[int]:
    """Where the article's paragraphs begin."""
    places = (source.places(line) for line in page.gold.splitlines() if len(line) > 40)
    return sorted({place[0][0] for place in places if place})


def _with_advertisements(page: NewsPage, source: Source) -> str:
    at = _paragraphs(page, source)[1::2]
    return mutations.put_in(source, at, [_ADVERTISEMENT.format(number) for number in range(len(at))])


_ADVERTISEMENT = (
    '<div class="ad-slot" id="ad{0}"><span>Advertisement</span><a href="//ads.example/{0}">Switch to green power and '
    "save up to 340 a year. Sign up before 30 November.</a></div>"
)


def _comments(others: list[NewsPage], chance: random.Random) -> str:
    said = [chance.choice(one.quotes) for one in chance.sample(others, 20) if one.quotes]
    items = "".join(
        f"<li><b>reader{n}</b> <i>{n} hours ago</i><p>{html.escape(one)}</p></li>"
        for n, one in enumerate(said)
    )
    return f"<div id=comments><h3>{len(said)} comments</h3><ul>{items}</ul></div>"


def _with_other_furniture(page: NewsPage, others: list[NewsPage], source: Source) -> str:
    chance = _chance(page, "furniture")
    titles = "".join(
        f"<li><a href=#>{html.escape(one.gold.splitlines()[0][:90])}</a></li>"
        for one in chance.sample(others, 10)
    )
    markup = mutations.before_the_end(
        source, f"<div class=most-read><h4>Most read</h4><ol>{titles}</ol></div>"
    )
    top = '<div class="bar"><a href=/>Home</a> <a href=/live>Live</a> <span>Thursday 28 November 2024, 07:45 GMT</span></div>'
    return re.sub(r"(<body\b[^>]*>)", lambda match: match[0] + top, markup, count=1, flags=re.I)


def _with_new_entries(page: NewsPage, others: list[NewsPage], source: Source) -> str:
    chance = _chance(page, "entries")
    entries = [line for one in chance.sample(others, 4) for line in one.gold.splitlines()[:2]]
    markup = "".join(
        f"<div class=entry><b>{9 + n}:05</b><p>{html.escape(line)}</p></div>"
        for n, line in enumerate(entries)
    )
    first = _paragraphs(page, source)[:1]
    return mutations.put_in(source, first, [markup] * len(first))


# --- The quoted words were changed ------------------------------------------------------------------------------------


def changed(
    page: NewsPage, source: Source, first: Snapshot, usual: Answer | None, quotes: int
) -> Iterator[Trial]:
    text = letters(first.text)
    for number, sentence in enumerate(page.quotes[:quotes]):
        if letters(sentence) not in text:
            continue
        for name, mutate in mutations.SENTENCE_CHANGES.items():
            chance = _chance(page, f"{name} {number}")
            if markup := mutate(source, sentence, chance, _language(first)):
                yield Trial(name, "changed", decoys.page(markup), sentence, usual)
            if markup and name.startswith("a digit"):
                quoting = f"<div id=comments><p>A reader: {html.escape(sentence)}</p></div>"
                both = mutations.before_the_end(Source(markup), quoting)
                yield Trial(
                    "a digit changed, quoted as it was in a comment",
                    "changed",
                    decoys.page(both),
                    sentence,
                    usual,
                )


def _language(first: Snapshot) -> str:
    for language, script in (("ko", "[가-힣]{2}"), ("ja", "[ぁ-ん]{2}"), ("ru", "[а-я]{3}")):
        if len(re.findall(script, first.text)) > 30:
            return language
    return first.language or "en"


# --- Another page in its place ------------------------------------------------------------------------------------------


def gone(page: NewsPage, others: list[NewsPage], source: Source, site: str, title: str) -> Iterator[Trial]:
    usual = usual_probe(page, others, source)
    chance = _chance(page, "gone")
    yield Trial("replaced by another article", "changed", as_captured(chance.choice(others)), probe=usual)
    if here := [one for one in others if urlsplit(one.url).netloc == urlsplit(page.url).netloc]:
        yield Trial("replaced by another article of the site", "changed", as_captured(here[0]), probe=usual)

    def missing(name: str, now: str, probe: str) -> Trial:
        return Trial(f"soft 404: {name}", "changed", decoys.page(now), probe=decoys.page(probe))

    words = decoys.of_half(decoys.GONE, page)
    if markup := decoys.in_chrome(source, words, page):
        markup = decoys.declared(markup, free=True)
        yield missing("notice in the site's own page", markup, markup)
    for name, pair in (
        ("long template with other stories", decoys.GONE),
        ("long template, title without notice", decoys.GONE_UNTITLED),
        ("long template in a language not foreseen", decoys.GONE_ELSEWHERE),
    ):
        words = decoys.of_half(pair, page)
        stories = [decoys.with_stories(words, page, others, chance) for _ in range(2)]
        yield missing(name, *stories)
    front = decoys.page(decoys.front_page(page, others, chance))
    home, section = decoys.redirect("/"), f"{site}/world/"
    yield Trial("soft 404: redirect to the home page", "changed", home, probe=home, also={"/": front})
    yield Trial(
        "soft 404: redirect to a section",
        "changed",
        decoys.redirect(section),
        also={section: front},
        probe=usual,
    )
    removed = decoys.filled(decoys.of_half(decoys.REMOVED, page), page, title)
    if markup := decoys.in_chrome(source, removed, page):
        notice = decoys.page(decoys.declared(markup, free=True))
        yield Trial("removal notice where others get 404", "changed", notice)
    parked = decoys.page(decoys.plain(decoys.filled(decoys.of_half(decoys.PARKED, page), page, title), page))
    yield Trial("domain for sale", "changed", parked, probe=parked)


# --- Somebody stands in the way -------------------------------------------------------------------------------------------


def walls(page: NewsPage, source: Source, title: str, site: str, usual: Answer | None) -> Iterator[Trial]:
    def words(pair: tuple[Words, Words]) -> Words:
        return decoys.filled(decoys.of_half(pair, page), page, title)

    def wall(name: str, answer: Answer, **more: object) -> Trial:
        return Trial(f"wall: {name}", "unknown", answer, probe=usual, **more)  # type: ignore[arg-type]

    login = decoys.page(decoys.plain(words(decoys.LOG_IN), page))
    yield wall("log-in", login)
    yield wall(
        "redirect to a log-in",
        decoys.redirect("/account/login?next=1"),
        also={"/account/login?next=1": login},
    )
    for name, pair in (("pay", decoys.PAY), ("pay, another language", decoys.PAY_ELSEWHERE)):
        for keep in (0, 2):
            if markup := decoys.in_chrome(source, words(pair), page, keep=keep):
                yield wall(f"{name}, {'with a teaser' if keep else 'no teaser'}", decoys.page(markup))
    for keep in (0, 2):
        if markup := decoys.in_chrome(source, words(decoys.PAY_DECLARED), page, keep=keep):
            answer = decoys.page(decoys.declared(markup, free=False))
            yield wall(f"pay, declared, {'with a teaser' if keep else 'no teaser'}", answer)
    yield wall("consent", decoys.page(decoys.plain(words(decoys.CONSENT), page)))
    machines = decoys.plain(words(decoys.MACHINES), page)
    yield wall("machines (403)", decoys.page(machines, status=403))
    yield wall("machines (200)", decoys.page(machines))
    yield wall("JavaScript", decoys.page(decoys.plain(words(decoys.SCRIPTS), page)))


def cut_off(page: NewsPage, usual: Answer | None) -> Iterator[Trial]:
    """At a random byte: under its Content-Length, and by the server itself, which then tells a length that fits."""
    chance = _chance(page, "cut")
    for _ in range(3):
        body = page.body[: chance.randrange(200, len(page.body) - 100)]
        html_type = (("Content-Type", "text/html"),)
        yield Trial(
            "cut under its Content-Length",
            "unknown",
            Answer(body, 200, html_type, len(page.body) - len(body)),
            probe=usual,
        )
        yield Trial("cut by the server, length fits", "unknown", Answer(body, 200, html_type), probe=usual)
