"""What a fetch is asked within and what it brings back: plain values, no connection."""

from dataclasses import dataclass

from claims.text.outcomes import FailureClass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may cost.

    Times in seconds, sizes in bytes. `deadline` covers all: look-up, redirects, body.
    """

    deadline: float = 30.0
    connect: float = 10.0
    silence: float = 15.0
    redirects: int = 10
    packed_bytes: int = 12 * 1024 * 1024
    body_bytes: int = 16 * 1024 * 1024
    header_line_bytes: int = 32 * 1024
    headers: int = 128
    informational: int = 16


@dataclass(frozen=True, slots=True)
class Fetched:
    """How a fetch ended. `failure` is None for a page that arrived whole, and for a 304.

    `body` is unpacked; it is empty unless every byte arrived, and is kept for error pages too. `redirects`
    are (status, the address that answered with it), in order. `unframed`: the server marked the body's end
    only by hanging up, so a cut can't be told. `Set-Cookie` is left out of `headers`. `tls` says how the
    connection that answered was secured: version, issuer, subject, not_before and not_after (ISO days, in
    UTC); None for plain http and where nobody answered.
    """

    url: str
    final_url: str = ""
    redirects: tuple[tuple[int, str], ...] = ()
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    content_type: str = ""
    charset: str | None = None
    failure: FailureClass | None = None
    detail: str = ""
    retry_after_seconds: float | None = None
    unframed: bool = False
    not_modified: bool = False
    elapsed_seconds: float = 0.0
    tls: dict[str, str] | None = None

    def header(self, name: str) -> str | None:
        """The first value of a response header, whatever its case; None when absent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


class Stop(Exception):
    """Ends a fetch early with a typed outcome. Never leaves this package."""

    def __init__(self, failure: FailureClass, detail: str = "") -> None:
        super().__init__(failure, detail)
        self.failure = failure
        self.detail = detail
