"""What the network stack raises, as words of the vocabulary."""

import errno
import socket
import ssl

import aiohttp
import pytest
from billiard.exceptions import SoftTimeLimitExceeded

from claims.clients import faults
from claims.clients.addresses import RefusedAddress
from claims.text.outcomes import FailureClass as F


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), F.REFUSED),
        (OSError(errno.EHOSTUNREACH, "x"), F.UNREACHABLE),
        (OSError(errno.ENETUNREACH, "x"), F.NO_NETWORK),
        (OSError(errno.ETIMEDOUT, "x"), F.CONNECT_TIMEOUT),
        (OSError("Multiple exceptions: [Errno 101] Connect call failed, [Errno 111] Connect call failed"), F.REFUSED),
        (OSError("Multiple exceptions: [Errno 101] a, [Errno 99] b"), F.NO_NETWORK),
        (OSError(errno.EMFILE, "x"), F.NO_NETWORK),
        (RefusedAddress("the address is refused"), F.BLOCKED_ADDRESS),
        (OSError("something else"), F.CONNECTION_LOST),
        (ConnectionResetError(errno.ECONNRESET, "x"), F.CONNECTION_LOST),
        (BrokenPipeError(errno.EPIPE, "x"), F.CONNECTION_LOST),
        (ssl.SSLError(1, "x"), F.TLS),
        (ssl.SSLCertVerificationError(1, "x"), F.TLS),
        (socket.gaierror(socket.EAI_NONAME, "x"), F.DNS),
        (socket.gaierror(socket.EAI_AGAIN, "x"), F.DNS_UNAVAILABLE),
        (aiohttp.ConnectionTimeoutError("x"), F.CONNECT_TIMEOUT),
        (aiohttp.SocketTimeoutError("x"), F.TIMEOUT),
        (aiohttp.ServerDisconnectedError(), F.CONNECTION_LOST),
        (aiohttp.ClientPayloadError("x"), F.TRUNCATED),
        (aiohttp.InvalidURL("x"), F.BAD_RESPONSE),
        (ValueError("x"), F.BAD_RESPONSE),
        (RuntimeError("x"), F.CONNECTION_LOST),
    ],
)  # fmt: skip
def test_each_error_is_typed(error: Exception, failure: F) -> None:
    assert isinstance(error, faults.OUTSIDE)
    assert faults.outcome(error).failure is failure


def test_a_tasks_own_time_limit_is_not_the_outsides_doing() -> None:
    assert not issubclass(SoftTimeLimitExceeded, faults.OUTSIDE)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\0c\x1b[31m", "a b c [31m"),
        ("x" * 999, "x" * 300),
        ("caf\udce9 한국", "caf 한국"),
        (None, "None"),
    ],
)
def test_details_are_one_plain_line(text: object, shown: str) -> None:
    assert faults.plain(text) == shown
