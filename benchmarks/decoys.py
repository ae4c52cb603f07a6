"""Pages that stand where an article stood: error pages, walls, copies cut off; and the same article in a new dress.

Each wording exists twice. The first serves the half of the pages on which the checks are tuned, the second the half
on which figures are reported, so that no figure rests on words that the checks were written for.
"""

from __future__ import annotations

import html
import random
import re
from dataclasses import dataclass

from benchmarks.mutations import Source
from benchmarks.news import NewsPage


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says at an address. ``missing``: so many bytes fewer are sent than are promised."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    missing: int = 0


def page(markup: str, *, status: int = 200) -> Answer:
    return Answer(markup.encode(), status, (("Content-Type", "text/html; charset=utf-8"),))


def redirect(location: str) -> Answer:
    return Answer(b"", 302, (("Location", location),))


@dataclass(frozen=True, slots=True)
class Words:
    """A notice: the page's title before the site's name, the heading, and what it says."""

    title: str
    heading: str
    says: str


GONE = (
    Words("Page not found", "Sorry, we can’t find that page", "The page you are looking for may have moved or no longer exists. Try a search, or go to the home page."),
    Words("Oops", "This page isn’t here any more", "We looked everywhere, but what you asked for has gone. Check the address or start again from our front page."),
)  # fmt: skip
GONE_UNTITLED = (
    Words("", "The requested article does not exist", "It may have been deleted, or the link may be out of date."),
    Words("", "Nothing to see at this address", "The story was taken down or its link has expired. Here is what others are reading."),
)  # fmt: skip
GONE_ELSEWHERE = (
    Words("Az oldal nem található", "A keresett oldal nem található", "Lehet, hogy a cikket áthelyezték vagy törölték. Kérjük, ellenőrizze a címet."),
    Words("Sivua ei löydy", "Hakemaasi sivua ei löytynyt", "Sivu on saatettu poistaa tai siirtää. Tarkista osoite tai palaa etusivulle."),
)  # fmt: skip
REMOVED = (
    Words("{title}", "This article has been removed", "It is no longer available for legal reasons."),
    Words("{title}", "We have withdrawn this story", "It was unpublished at the request of a reader. We apologise for the inconvenience."),
)  # fmt: skip
PAY_DECLARED = (
    Words("{title}", "Ez a cikk csak előfizetőinknek érhető el", "Fizessen elő már havi ezer forintért."),
    Words("{title}", "Tämä juttu on vain tilaajille", "Lue lisää tilaamalla lehti."),
)  # fmt: skip
LOG_IN = (
    Words("Log in", "Log in to continue", "You must be logged in to read this page. E-mail address Password Forgot your password? Create an account"),
    Words("Sign in to your account", "Welcome back", "Sign in to read this article. Email Password Keep me signed in. New here? Register for free"),
)  # fmt: skip
PAY = (
    Words("{title}", "Subscribe to continue reading", "Already a subscriber? Log in. Get unlimited access from $1 a week. Cancel any time."),
    Words("{title}", "To keep reading, choose a plan", "This story is for subscribers. Try four weeks for €1, then €12 a month. Have an account? Sign in"),
)  # fmt: skip
PAY_ELSEWHERE = (
    Words("{title}", "Jetzt weiterlesen mit dem Digital-Abo", "Dieser Artikel ist nur für Abonnenten. Sie haben bereits ein Abo? Anmelden"),
    Words("{title}", "구독자 전용 기사입니다", "계속 읽으시려면 로그인하거나 구독해 주세요. 첫 달 무료."),
)  # fmt: skip
CONSENT = (
    Words("Before you continue", "We value your privacy", "We and our 842 partners store and access information on your device, such as cookies, to show personalised advertising. Accept all Reject all Manage options"),
    Words("Your data, your choice", "Help us keep our journalism free", "We use cookies and similar technologies to measure audiences and tailor ads. You can change your settings at any time. I agree More choices"),
)  # fmt: skip
MACHINES = (
    Words("Just a moment...", "Checking your browser before you access the site", "Enable JavaScript and cookies to continue. Ray ID: 5384ab3"),
    Words("Security check", "Let’s confirm you are human", "Complete the challenge below to continue. This helps us stop automated traffic. Reference: 18.4f6a"),
)  # fmt: skip
SCRIPTS = (
    Words("{site}", "Please enable JavaScript", "You need to enable JavaScript to run this app."),
    Words("{site}", "JavaScript is switched off", "This site works only with JavaScript. Please turn it on in your browser and load the page again."),
)  # fmt: skip
PARKED = (
    Words("{site} is for sale", "This domain is for sale", "Buy this domain now: inquire with the owner. Related searches: Insurance, Loans, Hotels"),
    Words("{site}", "Interested in this domain name?", "It may be available for purchase. Make an offer today. Sponsored listings: Credit cards, Flights, Lawyers"),
)  # fmt: skip


def of_half(pair: tuple[Words, Words], news: NewsPage) -> Words:
    return pair[news.is_reported]


def site_of(news: NewsPage) -> str:
    return news.url.split("/")[2].removeprefix("www.")


def filled(words: Words, news: NewsPage, title: str) -> Words:
    return Words(words.title.format(title=title, site=site_of(news)), words.heading, words.says)


def in_chrome(source: Source, words: Words, news: NewsPage, *, keep: int = 0) -> str:
    """The site's own page without its article but for ``keep`` paragraphs, with a notice in the article's place."""
    lines = [line for line in news.gold.splitlines() if line.strip()]
    places = [place for line in lines for place in _pieces(source, line)]
    kept = {place for line in lines[:keep] for place in _pieces(source, line)}
    gone = sorted(place for place in places if place not in kept)
    if not gone:
        return ""
    notice = f" {words.heading}. {words.says} "
    joined = _apart(gone)
    longest = max(joined, key=lambda place: place[1] - place[0])
    edits = [(*place, notice if place == longest else "") for place in joined]
    markup = source.edited(edits)
    return _retitled(markup, words.title, news) if words.title else markup


def declared(markup: str, *, free: bool) -> str:
    """The page with what publishers tell search engines of its article: not free; or with nothing of the kind."""
    bare = re.sub(r"<script[^>]*ld\+json[^>]*>.*?</script\s*>", "", markup, flags=re.S | re.I)
    fact = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    )
    return (
        bare if free else re.sub(r"(<head\b[^>]*>)", lambda match: match[0] + fact, bare, count=1, flags=re.I)
    )


def _pieces(source: Source, line: str) -> list[tuple[int, int]]:
    """Where a paragraph stands, or its sentences where something stands between them."""
    if places := source.places(line):
        return places
    return [
        place
        for part in re.split(r"(?<=[.!?。])\s+", line)
        if len(part) > 15
        for place in source.places(part)
    ]


def _apart(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _retitled(markup: str, title: str, news: NewsPage) -> str:
    new = f"<title>{html.escape(title)} | {site_of(news)}</title>"
    markup = re.sub(r"<title\b[^>]*>.*?</title\s*>", lambda _: new, markup, count=1, flags=re.S | re.I)
    return re.sub(r"<meta[^>]+(?:og:title|twitter:title)[^>]*>", "", markup, flags=re.I)


def plain(words: Words, news: NewsPage) -> str:
    """A page with nothing but a notice."""
    return (
        f"<!doctype html><html lang=en><head><title>{html.escape(words.title)}</title></head>"
        f"<body><h1>{html.escape(words.heading)}</h1><p>{html.escape(words.says)}</p></body></html>"
    )


def with_stories(words: Words, news: NewsPage, others: list[NewsPage], chance: random.Random) -> str:
    """A long template: the notice, and other stories of the day with their first sentences."""
    stories = "".join(
        f"<div class=card><h3>{html.escape(_first_line(one)[:80])}</h3><p>{html.escape(_first_line(one))}</p></div>"
        for one in chance.sample(others, 12)
    )
    title = f"{words.title} | {site_of(news)}" if words.title else site_of(news)
    return (
        f"<!doctype html><html><head><title>{html.escape(title)}</title></head><body><div class=top>{MENU}</div>"
        f"<div class=message><h1>{html.escape(words.heading)}</h1><p>{html.escape(words.says)}</p></div>"
        f"<h2>Latest news</h2>{stories}<div class=bottom>About us Contact Terms Privacy</div></body></html>"
    )


MENU = "".join(
    f"<a href=/{word}>{word.title()}</a> " for word in ("world", "politics", "business", "sport", "culture")
)


def front_page(news: NewsPage, others: list[NewsPage], chance: random.Random) -> str:
    words = Words(f"{site_of(news)}: news, sport, business", "Top stories", "")
    return with_stories(words, news, others, chance)


def _first_line(news: NewsPage) -> str:
    return max(news.gold.splitlines()[:3], key=len)[:240]


def redressed(title: str, text: str, chance: random.Random) -> str:
    """The same words on a wholly different page: other paragraphs, other boilerplate, other markup."""
    parts = []
    for line in text.splitlines():
        cuts = re.split(r"(?<=[.!?。다])\s+", line)
        at = chance.randrange(len(cuts) + 1)
        parts += [" ".join(cuts[:at]), "<br>".join(html.escape(cut) for cut in cuts[at:])]
        parts[-2] = html.escape(parts[-2])
    body = "".join(f'<div class="t{chance.randrange(9)}"><span>{part}</span></div>' for part in parts if part)
    return (
        f"<!doctype html><html><head><title>{html.escape(title)} — new site</title></head><body>"
        f"<div id=bar>{MENU}</div><table><tr><td><h2>{html.escape(title)}</h2>{body}</td>"
        f"<td><div>Most popular this week: five things to know before you travel</div></td></tr></table>"
        f"<div id=end>© 2024 The publisher. All rights reserved. Imprint. Privacy.</div></body></html>"
    )
