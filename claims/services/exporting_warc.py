"""Captures as a WARC file (ISO 28500, WARC/1.1), for archives and for whoever has to prove what a page said.

A file holds every capture of its sources: what was asked, each redirect, the answer with its bytes, and what the desk
read out of them. A capture that brought the same bytes again, or only “not modified”, is a revisit of the first one.
One that failed without an answer to keep is its metadata alone.

The desk keeps bodies unpacked and headers without cookies. Headers that spoke of the packing stand as ``X-Orig-…``,
and the length is that of the body in the file, so that every reader gets the body that was judged.
"""

from __future__ import annotations

import base64
import json
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from claims import rules
from claims.exceptions import InvalidInput
from claims.models import Article, Claim, Extraction, Snapshot, Source, User
from claims.models.source import NOT_MODIFIED
from claims.services import auditing

CONTENT_TYPE = "application/warc"
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
SAME_BODY = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
STILL_THE_SAME = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
OF_THE_PACKING = frozenset({"content-encoding", "transfer-encoding", "content-length"})
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, CONFORMS_TO)
Headers = dict[str, str]


@dataclass(frozen=True)
class Selection:
    """What a file is about, and the sources whose captures it holds. ``protected`` were asked for, and stay outside."""

    subject: models.Model
    slug: str
    sources: list[Source]
    protected: int = 0

    @property
    def filename(self) -> str:
        return f"{self.subject._meta.model_name}-{self.slug}.warc.gz"

    @property
    def captures(self) -> int:
        return Snapshot.objects.filter(source__in=self.sources).count()


# --- What is asked for --------------------------------------------------------------------------------------------


def of_source(source: Source, *, include_sensitive: bool = False) -> Selection:
    """All captures of one source. Raises InvalidInput for a protected one that was not asked for as such."""
    if source.is_sensitive and not include_sensitive:
        raise InvalidInput(
            _("This source is protected: its captures are exported only where that is asked for.")
        )
    return Selection(source, source.file_label, [source])


def of_claim(claim: Claim, *, include_sensitive: bool = False) -> Selection:
    """All captures of the sources of a claim's evidence."""
    return _selected(claim, claim.slug, Source.objects.filter(evidence__claim=claim), include_sensitive)


def of_article(article: Article, *, include_sensitive: bool = False) -> Selection:
    """All captures of the sources of the evidence for every claim marked in an article."""
    claims = Claim.objects.filter(appearances__article_version__article=article)
    return _selected(
        article, article.slug, Source.objects.filter(evidence__claim__in=claims), include_sensitive
    )


def _selected(
    subject: models.Model, slug: str, sources: models.QuerySet[Source], include_sensitive: bool
) -> Selection:
    found = list(sources.distinct().order_by("slug"))
    shown = [one for one in found if include_sensitive or not one.is_sensitive]
    return Selection(subject, slug, shown, protected=len(found) - len(shown))


# --- The file -----------------------------------------------------------------------------------------------------


@transaction.atomic
def export(selection: Selection, *, by: User | None = None, at: datetime | None = None) -> Iterator[bytes]:
    """The file, piece by piece; a capture at a time is in memory. That it was asked for is on record at once."""
    if by:
        rules.require(rules.can_enter_desk(by), "take captures out of the desk")
    auditing.record(
        "captures.exported", selection.subject, by=by, sources=len(selection.sources), captures=selection.captures,
        protected=[one.pk for one in selection.sources if one.is_sensitive], left_out=selection.protected,
    )  # fmt: skip
    return _pieces(selection, at or timezone.now())


def _pieces(selection: Selection, at: datetime) -> Iterator[bytes]:
    file = _File()
    file.begin(selection, at)
    yield file.take()
    for source in selection.sources:
        told = _Told()
        keys = source.snapshots.order_by("captured_at", "pk").values_list("pk", flat=True)
        for key in list(keys):
            snapshot = Snapshot.objects.get(pk=key)
            snapshot.source = source
            file.add(snapshot, told)
            yield file.take()


@dataclass
class _Told:
    """What a file holds of one source already: the first capture with each body, and with each text."""

    bodies: dict[str, Snapshot] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)


class _Buffer:
    """What warcio writes to: the bytes since they were last taken."""

    def __init__(self) -> None:
        self.written = bytearray()

    def write(self, piece: bytes) -> None:
        self.written += piece

    def flush(self) -> None:
        """Everything is here already."""


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio is untyped
    """Digests are sha256, as everywhere at the desk."""

    @staticmethod
    def _create_digester() -> Any:
        return Digester("sha256")


class _File:
    def __init__(self) -> None:
        self._buffer = _Buffer()
        self._writer = _Writer(self._buffer, gzip=True, warc_version="1.1")

    def take(self) -> bytes:
        piece = bytes(self._buffer.written)
        self._buffer.written.clear()
        return piece

    def begin(self, selection: Selection, at: datetime) -> None:
        told = {
            "software": "Claim Desk",
            "format": "WARC File Format 1.1",
            "conformsTo": CONFORMS_TO,
            "isPartOf": settings.DESK_NAME,
            "description": f"Captures of the sources of {selection.subject._meta.verbose_name} {selection.slug}",
            "robots": "obeyed",
            "http-header-user-agent": settings.SOURCE_FETCH_USER_AGENT,
        }
        record = self._writer.create_warcinfo_record(selection.filename, told)
        record.rec_headers.replace_header("WARC-Date", _date(at))
        named = f"{selection.subject._meta.label_lower}/{selection.subject.pk}/{at.isoformat()}"
        record.rec_headers.replace_header("WARC-Record-ID", _id(named))
        self._writer.write_record(record)

    def add(self, snapshot: Snapshot, told: _Told) -> None:
        """All records of one capture. Its answer is remembered in ``told``, without its text."""
        self._add_redirects(snapshot)
        answer = ""
        if snapshot.body_id and snapshot.status is not None:
            answer = _id(f"snapshot/{snapshot.pk}")
            self._add_request(snapshot, _where(snapshot), "request", answer)
            self._add_answer(snapshot, told, answer)
        self._add_metadata(snapshot, told, answer)

    def _add_redirects(self, snapshot: Snapshot) -> None:
        """The desk keeps no more of a redirect than its status and where it led."""
        way = [*(address for _, address in snapshot.redirects), _where(snapshot)]
        for number, (status, address) in enumerate(snapshot.redirects):
            if not 300 <= status < 400:
                continue  # a page that sent its readers on by itself; its bytes were not kept
            answer = _id(f"snapshot/{snapshot.pk}/hop/{number}")
            self._add_request(snapshot, address, f"hop/{number}/request", answer)
            http = _http(status, [("Location", way[number + 1]), ("Content-Length", "0")])
            more = _record(answer, snapshot) | {"WARC-Truncated": "unspecified"}
            self._write("response", address, more, http=http)

    def _add_request(self, snapshot: Snapshot, address: str, part: str, answer: str) -> None:
        """As far as it is known: which headers the desk sent at the time is not on record."""
        where = urlsplit(_uri(address))
        path = (where.path or "/") + (f"?{where.query}" if where.query else "")
        http = StatusAndHeaders(f"{path} HTTP/1.1", [("Host", where.netloc)], protocol="GET")
        more = _record(_id(f"snapshot/{snapshot.pk}/{part}"), snapshot) | {"WARC-Concurrent-To": answer}
        self._write("request", address, more, http=http)

    def _add_answer(self, snapshot: Snapshot, told: _Told, answer: str) -> None:
        sha256, more = str(snapshot.body_id), _record(answer, snapshot)
        first = told.bodies.get(sha256)
        if snapshot.status == NOT_MODIFIED or first:
            more |= _revisit(snapshot, first)
            self._write("revisit", _where(snapshot), more, http=_http(snapshot.status, snapshot.headers))
            return
        body = zlib.decompress(bytes(snapshot.body.compressed)) if snapshot.body else b""
        headers = _unpacked(snapshot.headers, len(body))
        self._write("response", _where(snapshot), more, http=_http(snapshot.status, headers), payload=body)
        told.bodies[sha256] = Snapshot(
            pk=snapshot.pk, final_url=_where(snapshot), captured_at=snapshot.captured_at
        )

    def _add_metadata(self, snapshot: Snapshot, told: _Told, answer: str) -> None:
        more = _record(_id(f"snapshot/{snapshot.pk}/metadata"), snapshot)
        more |= {"WARC-Refers-To": answer} if answer else {}
        read = json.dumps(_read(snapshot, told), ensure_ascii=False, indent=1).encode()
        self._write("metadata", _where(snapshot), more, payload=read, content_type="application/json")

    def _write(
        self, kind: str, url: str, headers: Headers, *, http: Any = None, payload: bytes = b"", content_type: str = ""
    ) -> None:  # fmt: skip
        record = self._writer.create_warc_record(
            _uri(url), kind, payload=BytesIO(payload), length=len(payload), http_headers=http,
            warc_headers_dict=headers, warc_content_type=content_type,
        )  # fmt: skip
        self._writer.write_record(record)


def _where(snapshot: Snapshot) -> str:
    """The address that answered in the end."""
    return snapshot.final_url or snapshot.url


def _record(name: str, snapshot: Snapshot) -> Headers:
    return {"WARC-Record-ID": name, "WARC-Date": _date(snapshot.captured_at)}


def _revisit(snapshot: Snapshot, first: Snapshot | None) -> Headers:
    is_same = snapshot.status == NOT_MODIFIED
    headers = {
        "WARC-Profile": STILL_THE_SAME if is_same else SAME_BODY,
        "WARC-Payload-Digest": f"sha256:{_base32(str(snapshot.body_id))}",
    }
    if first:
        headers["WARC-Refers-To"] = _id(f"snapshot/{first.pk}")
        headers["WARC-Refers-To-Target-URI"] = _uri(first.final_url)
        headers["WARC-Refers-To-Date"] = _date(first.captured_at)
    return headers


def _read(snapshot: Snapshot, told: _Told) -> dict[str, Any]:
    """What the desk knows of a capture besides its bytes. A text that stands in the file already is only named."""
    names = (
        "url", "final_url", "redirects", "status", "failure", "detail", "is_unframed", "title", "byline",
        "canonical_url", "published_on", "modified_on", "language", "text_sha256", "tls",
    )  # fmt: skip
    known = {name: getattr(snapshot, name) for name in names}
    known |= {"snapshot": snapshot.pk, "source": snapshot.source.slug, "sha256": snapshot.body_id}
    first = told.texts.setdefault(snapshot.text_sha256, snapshot.pk) if snapshot.text_sha256 else snapshot.pk
    if first != snapshot.pk:
        return known | {"text_of_snapshot": first}
    return known | {"text": snapshot.text, "article": _article(snapshot)}


def _article(snapshot: Snapshot) -> dict[str, str] | None:
    names = ("tool", "title", "byline", "published_on", "modified_on", "language", "text")
    found: dict[str, str] | None = (
        Extraction.objects.filter(blob=snapshot.body_id, failure="").values(*names).first()
    )
    return found


def _http(status: int | None, headers: list[Any]) -> Any:
    try:
        phrase = HTTPStatus(status or 0).phrase
    except ValueError:
        phrase = ""
    lines = [(_line(name), _line(value)) for name, value in headers]
    return StatusAndHeaders(f"{status} {phrase}".strip(), lines, protocol="HTTP/1.1")


def _unpacked(headers: list[Any], length: int) -> list[tuple[str, str]]:
    kept = [(f"X-Orig-{name}" if name.lower() in OF_THE_PACKING else name, value) for name, value in headers]
    return [*kept, ("Content-Length", str(length))]


def _line(value: str) -> str:
    """In one line, whatever it was: nobody outside writes records of ours."""
    return " ".join(str(value).splitlines())


def _uri(address: str) -> str:
    return iri_to_uri(_line(address))


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _id(name: str) -> str:
    """The same record has the same name in every file of this desk."""
    return f"<urn:uuid:{uuid.uuid5(NAMESPACE, f'{settings.DESK_URL}/{name}')}>"


def _base32(sha256: str) -> str:
    return base64.b32encode(bytes.fromhex(sha256)).decode()
