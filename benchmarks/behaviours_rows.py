"""How servers behave, good and bad, as a table.

A row says what it does and the truth about its link: *good*, a reader with a browser gets the page; *broken*, nothing
says that the page is there; *unknown*, the answer doesn't tell (a wall, a refusal, damage on the way).
"""

from __future__ import annotations

import gzip
import random
import socket
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Act = Callable[[socket.socket], None]
GOOD, BROKEN, UNKNOWN = "good", "broken", "unknown"
_KNOWN = (
    "council",
    "harbour",
    "minister",
    "figure",
    "ships",
    "port",
    "fee",
    "year",
    "report",
    "list",
    "spring",
    "town",
)
NEWS = "/news/2024/the-harbour-report-1029.html"


def words(count: int, seed: int = 0) -> str:
    rng = random.Random(seed)
    return " ".join(rng.choices(_KNOWN, k=count)).capitalize() + "."


def html(body: str, *, title: str = "The harbour report", head: str = "") -> bytes:
    return f'<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body>{body}</body></html>'.encode()


def article(seed: int = 1, **head: str) -> bytes:
    text = "".join(f"<p>{words(40, seed * 100 + n)}</p>" for n in range(12))
    return html(f"<main><article><h1>The harbour report</h1>{text}</article></main>", **head)


ARTICLE = article()
FRONT = html(
    "<h1>Harbour Courier</h1>" + "".join(f"<p><a href='/{n}'>{words(9, n)}</a></p>" for n in range(40)),
    title="Harbour Courier",
)


def answer(
    body: bytes = b"",
    *headers: str,
    status: str = "200 OK",
    length: int | None = None,
    kind: str = "text/html; charset=utf-8",
) -> bytes:
    # Each connection takes one request, and says so: who keeps connections must not be caught out by that.
    lines = [
        f"HTTP/1.1 {status}",
        "Connection: close",
        *headers,
        f"Content-Length: {len(body) if length is None else length}",
    ]
    lines += [f"Content-Type: {kind}"] * bool(kind) + ["", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def redirect(location: str, *headers: str, status: str = "302 Found") -> bytes:
    return answer(b"", f"Location: {location}", *headers, status=status)


def sends(*pieces: bytes) -> Act:
    return lambda connection: connection.sendall(b"".join(pieces))


def after(seconds: float, *pieces: bytes) -> Act:
    def wait(connection: socket.socket) -> None:
        time.sleep(seconds)
        connection.sendall(b"".join(pieces))

    return wait


def drips(whole: bytes, seconds: float) -> Act:
    def drip(connection: socket.socket) -> None:
        step = len(whole) // 20 + 1
        for start in range(0, len(whole), step):
            connection.sendall(whole[start : start + step])
            time.sleep(seconds / 20)

    return drip


def silent(connection: socket.socket) -> None:
    """Until the visitor has gone."""
    connection.settimeout(60)
    while connection.recv(4096):
        pass


def resets(*pieces: bytes) -> Act:
    def send_and_reset(connection: socket.socket) -> None:
        connection.sendall(b"".join(pieces))
        time.sleep(0.05)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return send_and_reset


def pdf(text: str) -> bytes:
    """A PDF of one page, with or without words on it."""
    drawn = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode() if text else b"0 0 m 99 99 l S"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    found, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(found))
        found += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        found
        + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(found))
    )


def packed(body: bytes, how: Callable[[bytes], bytes], name: str) -> bytes:
    return answer(how(body), f"Content-Encoding: {name}")


def raw_deflate(body: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(body) + machine.flush()


def chunked(*chunks: bytes, end: bool = True) -> bytes:
    framed = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return (
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        + framed
        + b"0\r\n\r\n" * end
    )


NOT_FOUND = answer(
    html("<p>There is nothing at this address.</p>", title="Not found"), status="404 Not Found"
)


@dataclass
class ByMethod:
    """Sends one answer to HEAD and another to everything else."""

    head: bytes
    rest: bytes

    def __call__(self, connection: socket.socket) -> None:
        connection.sendall(self.rest)


@dataclass
class Behaviour:
    """`at` is the address of the link; `paths` are what the host answers by path, `rest` what it answers otherwise."""

    name: str
    truth: str
    act: Act | bytes
    paths: dict[str, Act | bytes] = field(default_factory=dict)
    rest: Act | bytes = NOT_FOUND
    at: str = NEWS
    certificate: str = ""
    listens: bool = True
    fragment: str = ""

    def acts(self, path: str) -> Act:
        found = {"/": answer(FRONT), **self.paths, self.at: self.act}.get(path, self.rest)
        return sends(found) if isinstance(found, bytes) else found


def refusal(status: str, *headers: str) -> bytes:
    return answer(html(f"<p>{status}</p>", title=status), *headers, status=status)


def _statuses() -> Iterator[Behaviour]:
    yield Behaviour("200 and a page", GOOD, answer(ARTICLE))
    for status, truth in (
        ("400 Bad Request", BROKEN), ("401 Unauthorized", UNKNOWN), ("402 Payment Required", UNKNOWN),
        ("403 Forbidden", UNKNOWN), ("404 Not Found", BROKEN), ("410 Gone", BROKEN),
        ("451 Unavailable For Legal Reasons", UNKNOWN), ("500 Internal Server Error", BROKEN),
        ("502 Bad Gateway", BROKEN), ("999 Denied", UNKNOWN),
    ):  # fmt: skip
        yield Behaviour(status.lower(), truth, refusal(status))
    yield Behaviour("429 with Retry-After", UNKNOWN, refusal("429 Too Many Requests", "Retry-After: 120"))
    yield Behaviour("503 with Retry-After", BROKEN, refusal("503 Service Unavailable", "Retry-After: 120"))
    yield Behaviour(
        "403 of a protection service", UNKNOWN, refusal("403 Forbidden", "cf-mitigated: challenge")
    )
    yield Behaviour(
        "503 of a protection service", UNKNOWN, refusal("503 Service Unavailable", "cf-mitigated: challenge")
    )
    yield Behaviour("200 without a byte", UNKNOWN, answer())
    yield Behaviour("204, no content", UNKNOWN, b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    yield Behaviour(
        "206, a part that nobody asked for",
        UNKNOWN,
        answer(ARTICLE[:900], "Content-Range: bytes 0-899/9000", status="206 Partial Content"),
    )
    yield Behaviour(
        "304, though nobody asked",
        BROKEN,
        b'HTTP/1.1 304 Not Modified\r\nConnection: close\r\nETag: "a"\r\n\r\n',
    )
    yield Behaviour(
        "hints (103) before the page",
        GOOD,
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + answer(ARTICLE),
    )


def _redirects() -> Iterator[Behaviour]:
    for status in (
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ):
        yield Behaviour(
            f"{status[:3]} to the page",
            GOOD,
            redirect("/news/new-1029.html", status=status),
            {"/news/new-1029.html": answer(ARTICLE)},
        )
    chain: dict[str, Act | bytes] = {f"/hop/{n}": redirect(f"/hop/{n + 1}") for n in range(1, 5)}
    yield Behaviour(
        "a chain of five redirects", GOOD, redirect("/hop/1"), chain | {"/hop/5": answer(ARTICLE)}
    )
    yield Behaviour(
        "a redirect to a relative address",
        GOOD,
        redirect("../2024/new-1029.html"),
        {"/news/2024/new-1029.html": answer(ARTICLE)},
    )
    yield Behaviour("a redirect to unescaped letters", GOOD, redirect("/news/h\u00e9-1029.html"),
                    {"/news/h%E9-1029.html": answer(ARTICLE), "/news/h%C3%A9-1029.html": answer(ARTICLE)})  # fmt: skip
    yield Behaviour("a redirect to what is gone", BROKEN, redirect("/news/new-1029.html"))
    yield Behaviour("a redirect to the front page", BROKEN, redirect("/", status="301 Moved Permanently"))
    yield Behaviour("a redirect to a log-in page", UNKNOWN, redirect("/login?next=x"),
                    {"/login?next=x": answer(html("<h1>Log in</h1><form>Name <input> Password <input></form>", title="Log in"))})  # fmt: skip
    yield Behaviour(
        "a redirect in a circle", BROKEN, redirect("/news/round.html"), {"/news/round.html": redirect(NEWS)}
    )
    yield Behaviour("a redirect in a circle for a cookie", UNKNOWN, redirect(NEWS, "Set-Cookie: seen=1"))
    yield Behaviour(
        "redirects without end",
        BROKEN,
        redirect("/more/1"),
        {f"/more/{n}": redirect(f"/more/{n + 1}") for n in range(1, 60)},
    )
    yield Behaviour("a redirect that names no address", BROKEN, answer(b"", status="302 Found"))
    yield Behaviour("meta refresh to the page", GOOD, answer(html("", head='<meta http-equiv="refresh" content="0; url=/news/new-1029.html">')),
                    {"/news/new-1029.html": answer(ARTICLE)})  # fmt: skip
    yield Behaviour(
        "meta refresh to what is gone",
        BROKEN,
        answer(html("<p>We have moved.</p>", head='<meta http-equiv="refresh" content="0; url=/new">')),
    )
    yield Behaviour(
        "meta refresh to the front page",
        BROKEN,
        answer(html("", head='<meta http-equiv="refresh" content="1; url=/">')),
    )


def _pages() -> Iterator[Behaviour]:
    gone = html(
        "<h1>Page not found</h1><p>Sorry, the page you are looking for could not be found.</p>",
        title="Page not found",
    )
    korean = html(
        "<h1>페이지를 찾을 수 없습니다</h1><p>요청하신 페이지가 존재하지 않습니다.</p>", title="오류"
    )
    silent_gone = html(
        f"<h1>Harbour Courier</h1>{'<p>Most read today</p>' + ''.join(f'<p>{words(12, n)}</p>' for n in range(20))}",
        title="Harbour Courier",
    )
    yield Behaviour("soft 404", BROKEN, answer(gone), rest=answer(gone))
    yield Behaviour("soft 404 in Korean", BROKEN, answer(korean), rest=answer(korean))
    yield Behaviour("soft 404 that doesn't say so", BROKEN, answer(silent_gone), rest=answer(silent_gone))
    yield Behaviour(
        "a page of a host that answers everything", GOOD, answer(ARTICLE), rest=answer(silent_gone)
    )
    yield Behaviour(
        "a log-in wall with 200",
        UNKNOWN,
        answer(html("<h1>Sign in</h1><p>Please sign in to continue reading.</p>", title="Sign in")),
    )
    yield Behaviour(
        "a paywall with 200",
        UNKNOWN,
        answer(
            html(
                "<h1>The harbour report</h1><p>Subscribe to continue reading.</p><p>Already a subscriber? Log in.</p>"
            )
        ),
    )
    yield Behaviour(
        "a challenge with 200",
        UNKNOWN,
        answer(html("<p>Checking your browser before you go on.</p>", title="Just a moment...")),
    )
    yield Behaviour("a parked name", BROKEN, answer(html("<h1>harbour-courier.example</h1><p>This domain is for sale. Buy this domain.</p><p>Related searches</p>", title="harbour-courier.example is for sale")),
                    rest=answer(html("<p>This domain is for sale. Buy this domain.</p>", title="harbour-courier.example is for sale")))  # fmt: skip
    yield Behaviour(
        "a page that only scripts fill",
        UNKNOWN,
        answer(html('<div id="root"></div><script src="/app.js"></script>')),
    )
    yield Behaviour(
        "its original is elsewhere (canonical)",
        GOOD,
        answer(article(head='<link rel="canonical" href="http://127.0.0.1/other">')),
    )
    yield Behaviour("a link to a part (#)", GOOD, answer(ARTICLE), fragment="#end")
    yield Behaviour(
        "an article about pages not found",
        GOOD,
        answer(
            html(
                "<h1>Why pages are not found</h1>"
                + "".join(f"<p>The page could not be found, it said. {words(40, n)}</p>" for n in range(9)),
                title="Why so many pages are not found today: a report",
            )
        ),
    )


def _kinds() -> Iterator[Behaviour]:
    yield Behaviour("a PDF", GOOD, answer(pdf("The harbour report of the year"), kind="application/pdf"))
    yield Behaviour("a PDF of pictures", GOOD, answer(pdf(""), kind="application/pdf"))
    yield Behaviour("a picture", GOOD, answer(b"\x89PNG\r\n\x1a\n" + bytes(600), kind="image/png"))
    yield Behaviour(
        "an attachment",
        GOOD,
        answer(
            b"PK\x03\x04" + bytes(600),
            'Content-Disposition: attachment; filename="a.zip"',
            kind="application/zip",
        ),
    )
    yield Behaviour(
        "a film of 5 GB", GOOD, resets(answer(b"\0" * 4096, length=5_000_000_000, kind="video/mp4"))
    )
    yield Behaviour("plain text", GOOD, answer(words(200).encode(), kind="text/plain"))
    yield Behaviour("no type at all", GOOD, answer(ARTICLE, kind=""))
    korean = (
        html(
            f"<h1>항만 보고서</h1>{'<p>대통령은 항만의 배가 사천 척이라고 말했다.</p>' * 30}",
            title="항만 보고서",
        )
        .decode()
        .encode("euc-kr")
    )
    yield Behaviour("another charset than it says", GOOD, answer(korean))
    yield Behaviour(
        "UTF-16",
        GOOD,
        answer("\ufeff".encode("utf-16-le") + ARTICLE.decode().encode("utf-16-le"), kind="text/html"),
    )


def _transport() -> Iterator[Behaviour]:
    yield Behaviour(
        "HEAD is refused", GOOD, heads(answer(b"", status="405 Method Not Allowed"), answer(ARTICLE))
    )
    yield Behaviour("HEAD says 404", GOOD, heads(answer(b"", status="404 Not Found"), answer(ARTICLE)))
    yield Behaviour("HEAD says 200, GET says 404", BROKEN, heads(answer(b""), refusal("404 Not Found")))
    yield Behaviour("slow: two seconds", GOOD, after(2, answer(ARTICLE)))
    yield Behaviour("slow: drop by drop", GOOD, drips(answer(ARTICLE), 2))
    yield Behaviour("never answers", BROKEN, silent)
    yield Behaviour("resets the connection", BROKEN, resets())
    yield Behaviour("hangs up at once", BROKEN, sends())
    yield Behaviour("nobody listens", BROKEN, sends(), listens=False)
    yield Behaviour("does not speak HTTP", BROKEN, sends(b"220 mail.example ESMTP ready\r\n"))
    yield Behaviour("gzip", GOOD, packed(ARTICLE, gzip.compress, "gzip"))
    yield Behaviour(
        "gzip in two parts",
        GOOD,
        answer(gzip.compress(ARTICLE[:500]) + gzip.compress(ARTICLE[500:]), "Content-Encoding: gzip"),
    )
    yield Behaviour("deflate with its header", GOOD, packed(ARTICLE, zlib.compress, "deflate"))
    yield Behaviour("deflate without", GOOD, packed(ARTICLE, raw_deflate, "deflate"))
    damaged = bytearray(gzip.compress(ARTICLE))
    damaged[100:140] = b"\xff" * 40
    yield Behaviour("broken gzip", UNKNOWN, answer(bytes(damaged), "Content-Encoding: gzip"))
    yield Behaviour(
        "gzip that breaks off", UNKNOWN, answer(gzip.compress(ARTICLE)[:-400], "Content-Encoding: gzip")
    )
    yield Behaviour(
        "packed twice", UNKNOWN, answer(gzip.compress(gzip.compress(ARTICLE)), "Content-Encoding: gzip, gzip")
    )
    yield Behaviour("shorter than its length", UNKNOWN, answer(ARTICLE[:-900], length=len(ARTICLE)))
    yield Behaviour(
        "longer than its length", GOOD, answer(ARTICLE + b"<!-- a counter's comment -->", length=len(ARTICLE))
    )
    yield Behaviour("two different lengths", BROKEN, answer(ARTICLE, "Content-Length: 17"))
    yield Behaviour("in chunks", GOOD, chunked(ARTICLE[:700], ARTICLE[700:]))
    yield Behaviour("a cut chunk", UNKNOWN, chunked(ARTICLE[:700], ARTICLE[700:], end=False)[:-300])
    yield Behaviour("without the last chunk", UNKNOWN, chunked(ARTICLE[:700], ARTICLE[700:], end=False))
    yield Behaviour(
        "HTTP/1.0 without a length", GOOD, b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + ARTICLE
    )
    yield Behaviour("no words behind the status", GOOD, answer(ARTICLE, status="200"))
    yield Behaviour("bare line ends in the head", GOOD, answer(ARTICLE).replace(b"\r\n", b"\n", 3))
    yield Behaviour(
        "big headers: 20 kB in 60", GOOD, answer(ARTICLE, *(f"X-Trace-{n}: {'a' * 320}" for n in range(60)))
    )
    yield Behaviour("a certificate that it made itself", BROKEN, answer(ARTICLE), certificate="page.test.pem")
    yield Behaviour("a certificate that has expired", BROKEN, answer(ARTICLE), certificate="expired.test.pem")
    yield Behaviour("no encryption where there should be", BROKEN, answer(ARTICLE), certificate="none")


def heads(head: bytes, rest: bytes) -> Act:
    """Another answer to HEAD than to GET."""
    return ByMethod(head, rest)


ROWS = [*_statuses(), *_redirects(), *_pages(), *_kinds(), *_transport()]
