"""Who wrote a page, out of all that a page may give in place of a name."""

import itertools
import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser

from claims.clients import reading, visible
from claims.clients.linked_data import Thing

_METAS = (
    "byl", "author", "article:author", "article:author_name", "parsely-author", "sailthru.author",
    "dc.creator", "dcterms.creator", "citation_author", "dable:author",
)  # fmt: skip
_PRINTED = (
    "[itemprop~=author] [itemprop=name]",
    "[itemprop~=author]",
    "a[rel~=author]",
    "[class*=byline], [class*=author-name], [class*=author_name], [class*=author-link], span.author, div.author",
)
_COMMENT = re.compile(r"comment|reply|respond", re.IGNORECASE)
_MOST_PRINTED = 8  # looked at of a kind
_MOST_WORDS = 8  # of a name; a slogan has more

_BY = re.compile(r"^(?:(?:written|posted|published|reported|story|words)\s+)?by\b[:\s]*", re.IGNORECASE)
_LABEL = re.compile(r"^\w+:\s+")
_TAIL = re.compile(r"[\s,;|·•–—-]+$")
_NO_NAME = re.compile(
    r"(?i:https?:|www\.|@|\.(?:com|org|net)/)"
    r"|^[a-z0-9]+(?:[-_.][a-z0-9]+)*$"  # the name of a log-in
    r"|^(?i:admin(?:istrator)?|editor|user|guest|author|staff|webmaster|root|test|default|unknown|none|null"
    r"|undefined|anonymous|n/?a|follow.*|about.*|more.*|share.*|view.*|read.*)$",
    re.ASCII,
)
_PARTING = re.compile(r"\s*(?:[,;&|/]|\band\b|\bund\b|\bet\b|\by\b)\s*")
_LETTER = re.compile(r"[^\W\d_]")


def of_page(
    document: LexborHTMLParser, metas: dict[str, list[str]], authors: list[Thing], site: set[str]
) -> str:
    """The byline: people whom the page's descriptions name, then those it prints, then organisations, else empty.

    `authors` are those of JSON-LD, `site` the names of the site and its publisher in lower case.
    """
    tagged = [name for key in _METAS if (name := _joined(metas.get(key, ())))]
    described = _joined(str(agent["name"]) for agent in authors)
    people = [_joined(str(agent["name"]) for agent in authors if agent.get("@type") != "Organization")]
    for name in itertools.chain(people, tagged, _printed(document)):
        if name and name.lower() not in site:
            return name
    return described or next(iter(tagged), "")


def name_in(text: object) -> str:
    """The name or names in a line that should hold nothing else; empty if it holds something else."""
    line = reading.field(text)
    name = _TAIL.sub("", _BY.sub("", _LABEL.sub("", line), count=1))
    if not _LETTER.search(name) or _NO_NAME.search(name):
        return ""
    return name if all(len(part.split()) <= _MOST_WORDS for part in _PARTING.split(name)) else ""


def _joined(names: Iterable[str]) -> str:
    """Each name once, as it came."""
    return reading.field(", ".join(dict.fromkeys(filter(None, map(name_in, names)))))


def _printed(document: LexborHTMLParser) -> Iterator[str]:
    """What stands where names are printed, if it is short, holds no figures and is no commenter's."""
    for selector in _PRINTED:
        for node in document.css(selector)[:_MOST_PRINTED]:
            marks = " ".join(filter(None, (node.attributes.get("class"), node.attributes.get("id"))))
            if _COMMENT.search(marks):
                continue
            line = next(iter(visible.lines(node)), "")
            if (name := name_in(line)) and len(line) < 100 and not re.search(r"\d", name):
                yield name
