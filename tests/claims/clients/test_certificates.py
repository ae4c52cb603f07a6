"""What is told of a secured connection, and of one that could not be made."""

import asyncio
import ssl
from pathlib import Path

import pytest

from claims.clients import certificates, fetching
from claims.clients.addresses import AddressPolicy
from claims.clients.fetched import Fetched
from claims.text.outcomes import FailureClass as F
from tests.claims.clients import scripted
from tests.claims.clients.conftest import SHORT
from tests.claims.clients.scripted import AUTHORITY, CERTIFICATE, EXPIRED, VOUCHED, response


def fetch(certificate: Path, *, trust: Path | None, host: str = "page.test") -> Fetched:
    with scripted.serving(certificate=certificate) as server:
        server.answers("/", response(b"page"))
        recorder = scripted.Recorder(ports=frozenset({server.port}), default=["127.0.0.1"])
        errand = fetching.Errand(
            url=server.url("/", host=host),
            agent="Desk",
            policy=AddressPolicy(loopback=lambda ip, port: port == server.port),
            limits=SHORT,
            network=recorder.network,
            trust=ssl.create_default_context(cafile=str(trust)) if trust else None,
        )
        return asyncio.run(fetching.run(errand))


def test_the_certificate_of_the_answer_is_told() -> None:
    assert fetch(VOUCHED, trust=AUTHORITY).tls == {
        "version": "TLSv1.3",
        "issuer": "Test Authority",
        "subject": "page.test",
        "not_before": "2020-01-02",
        "not_after": "2120-01-02",
    }


def test_plain_http_has_none(server: scripted.Server) -> None:
    policy = AddressPolicy(loopback=lambda ip, port: port == server.port)
    errand = fetching.Errand(server.answers("/plain", response(b"page")), "Desk", policy=policy)

    assert asyncio.run(fetching.run(errand)).tls is None


@pytest.mark.parametrize(
    ("certificate", "trust", "host", "told"),
    [
        (CERTIFICATE, None, "page.test", "its certificate is self-signed"),
        (VOUCHED, None, "page.test", "by an authority that nobody knows"),
        (VOUCHED, AUTHORITY, "other.test", "its certificate is for another host"),
        (EXPIRED, AUTHORITY, "page.test", "its certificate has expired"),
    ],
)
def test_a_refused_certificate_is_told_in_words(
    certificate: Path, trust: Path | None, host: str, told: str
) -> None:
    fetched = fetch(certificate, trust=trust, host=host)

    assert (fetched.failure, fetched.tls) == (F.TLS, None)
    assert told in fetched.detail


def test_a_server_without_tls_is_told(server: scripted.Server) -> None:
    policy = AddressPolicy(loopback=lambda ip, port: port == server.port)
    errand = fetching.Errand(server.url("/").replace("http:", "https:"), "Desk", policy=policy, limits=SHORT)

    assert "the server does not speak TLS there" in asyncio.run(fetching.run(errand)).detail


@pytest.mark.parametrize(
    "error", [ssl.SSLError(1, "x"), ssl.SSLCertVerificationError(1, "x"), ssl.SSLEOFError()]
)
def test_whatever_openssl_says_there_is_a_sentence(error: ssl.SSLError) -> None:
    assert certificates.why_refused(error)
