"""Atom (RFC 4287) of published fact-checks: in pages (RFC 5005), and with what is no longer there (RFC 6721)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree import ElementTree as Tree

from django.conf import settings
from django.utils.translation import gettext as _

from claims.models import Publication
from claims.presenters import addresses, claim_review, gone
from claims.presenters.document import Document, moment
from claims.presenters.gone import Gone
from claims.text.xml import writable

KIND = "application/atom+xml; charset=utf-8"
ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)
for _prefix, _space in (("", ATOM), ("fh", HISTORY), ("at", TOMBSTONES)):
    Tree.register_namespace(_prefix, _space)


@dataclass(frozen=True)
class Feed:
    """One page of a feed. ``links`` are (relation, whole address) besides *self*; ``is_archive``: it will not change.

    ``identity`` is the same on all pages of a list. ``each_number``: entries are what happened, one for each number;
    else they are the claims as they stand, and a withdrawn one is gone.
    """

    identity: str
    title: str
    address: str
    page: str
    rows: Sequence[Publication]
    links: Sequence[tuple[str, str]] = ()
    gone: Sequence[Gone] = ()
    each_number: bool = False
    is_archive: bool = False
    language: str = field(default_factory=lambda: settings.DESK_LANGUAGE)


def build(feed: Feed) -> bytes:
    root = Tree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": feed.language})
    _text(root, "id", feed.identity)
    _text(root, "title", feed.title)
    changed_at = max(
        [*(one.published_at for one in feed.rows), *(one.at for one in feed.gone)], default=NOTHING_YET
    )
    _text(root, "updated", moment(changed_at))
    _author(root)
    for relation, address in [("self", feed.address), ("alternate", feed.page), *feed.links]:
        _link(root, relation, address, "text/html" if relation == "alternate" else "application/atom+xml")
    if feed.is_archive:
        Tree.SubElement(root, f"{{{HISTORY}}}archive")
    for publication in feed.rows:
        _add(root, feed, publication)
    for one in feed.gone:
        _deleted(root, one.identity, one.at)
    return bytes(Tree.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(root: Tree.Element, feed: Feed, publication: Publication) -> None:
    document = json.loads(publication.document)
    if document["rating"] is None and not feed.each_number:
        identity = gone.identity(publication)
        _deleted(root, identity, publication.published_at, _("Withdrawn: %s") % publication.public_note)
        return
    _entry(root, publication, document, each_number=feed.each_number)


def _entry(root: Tree.Element, publication: Publication, document: Document, *, each_number: bool) -> None:
    entry = Tree.SubElement(
        root, f"{{{ATOM}}}entry", {"{http://www.w3.org/XML/1998/namespace}lang": document["language"]}
    )
    number = publication.number if each_number else None
    _text(entry, "id", gone.identity(publication, number=number))
    _text(entry, "title", document["claim"]["statement"])
    _text(entry, "updated", document["published_at"])
    first_at = getattr(publication, "first_at", None)
    _text(entry, "published", moment(first_at) if first_at and not each_number else document["published_at"])
    address = addresses.claim(publication.slug)
    _link(entry, "alternate", address, "text/html")
    if rating := document["rating"]:
        Tree.SubElement(
            entry,
            f"{{{ATOM}}}category",
            {"term": rating["slug"], "label": writable(claim_review.label(document))},
        )
    _text(entry, "summary", _summary(document))
    content = "\n\n".join(part for part in _content(publication, document) if part)
    if content:
        _text(entry, "content", content)


def _summary(document: Document) -> str:
    """What an aggregator shows beside the title."""
    rating = document["rating"]
    return (
        f"{claim_review.label(document)}: {document['summary']}"
        if rating
        else _("Withdrawn: %s") % document["change"]["note"]
    )


def _content(publication: Publication, document: Document) -> Iterable[str]:
    if document["number"] > 1 and document["change"]["note"]:
        yield document["change"]["note"]
    yield document["explanation"]


def _author(feed: Tree.Element) -> None:
    author = Tree.SubElement(feed, f"{{{ATOM}}}author")
    _text(author, "name", settings.DESK_NAME)
    _text(author, "uri", addresses.page("front"))


def _deleted(root: Tree.Element, identity: str, at: datetime, why: str = "") -> None:
    """Of what was hidden or redacted, why is nobody's business; of a withdrawal the note is public."""
    row = Tree.SubElement(root, f"{{{TOMBSTONES}}}deleted-entry", {"ref": identity, "when": moment(at)})
    if why:
        Tree.SubElement(row, f"{{{TOMBSTONES}}}comment").text = writable(why)


def _text(parent: Tree.Element, name: str, text: str) -> None:
    Tree.SubElement(parent, f"{{{ATOM}}}{name}").text = writable(text)


def _link(parent: Tree.Element, relation: str, address: str, kind: str) -> None:
    Tree.SubElement(parent, f"{{{ATOM}}}link", {"rel": relation, "href": address, "type": kind})
