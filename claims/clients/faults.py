"""From what the network stack raises to the closed vocabulary of failures."""

import errno
import re
import socket
import ssl

import aiohttp

from claims.clients import certificates
from claims.clients.addresses import RefusedAddress
from claims.clients.fetched import Stop
from claims.text.outcomes import FailureClass

OUTSIDE = (aiohttp.ClientError, OSError, ValueError, EOFError, RuntimeError, AssertionError)
"""All that the outside can make aiohttp, asyncio and ssl raise.

Not `Exception`: a task's own time limit is one.
"""

_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_BY_ERRNO = {
    errno.ECONNREFUSED: FailureClass.REFUSED,
    errno.EHOSTUNREACH: FailureClass.UNREACHABLE,
    errno.EHOSTDOWN: FailureClass.UNREACHABLE,
    errno.ETIMEDOUT: FailureClass.CONNECT_TIMEOUT,
    errno.ECONNRESET: FailureClass.CONNECTION_LOST,
    errno.ENETUNREACH: FailureClass.NO_NETWORK,
    errno.ENETDOWN: FailureClass.NO_NETWORK,
    errno.EADDRNOTAVAIL: FailureClass.NO_NETWORK,
    errno.EMFILE: FailureClass.NO_NETWORK,  # the desk's own want of open files says nothing about a site
    errno.ENFILE: FailureClass.NO_NETWORK,
    errno.ENOBUFS: FailureClass.NO_NETWORK,
    errno.ENOMEM: FailureClass.NO_NETWORK,
}
_ERRNO_IN_TEXT = re.compile(r"\[Errno (\d+)\]")
_LONGEST = 300
_PLAIN = re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*")
_ODD = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]+")


def outcome(error: BaseException) -> Stop:
    """The typed outcome an exception of OUTSIDE stands for, before and during a response."""
    return Stop(_failure(error), plain(_told(error)))


def plain(text: object) -> str:
    """One short line that can be stored and shown, whatever it was."""
    if isinstance(text, str) and len(text) <= _LONGEST and _PLAIN.fullmatch(text):
        return text
    return " ".join(_ODD.sub(" ", str(text)).split())[:_LONGEST]


def _told(error: BaseException) -> object:
    cause = _cause(error)
    if isinstance(cause, ssl.SSLError):
        return certificates.why_refused(cause)
    return error.message if isinstance(error, aiohttp.ClientResponseError) else cause


def _cause(error: BaseException) -> BaseException:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return error.certificate_error
    return error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error


def _failure(error: BaseException) -> FailureClass:
    cause = _cause(error)
    if isinstance(cause, RefusedAddress):
        return FailureClass.BLOCKED_ADDRESS
    if isinstance(cause, ssl.SSLError | ssl.CertificateError):
        return FailureClass.TLS
    if isinstance(cause, socket.gaierror):
        return FailureClass.DNS if cause.errno in _NO_SUCH_NAME else FailureClass.DNS_UNAVAILABLE
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FailureClass.DNS
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return FailureClass.CONNECT_TIMEOUT
    if isinstance(error, TimeoutError) and error.errno is None:
        return FailureClass.TIMEOUT
    if isinstance(error, aiohttp.ClientPayloadError):
        return FailureClass.TRUNCATED
    if isinstance(error, aiohttp.ClientResponseError | ValueError):
        return FailureClass.BAD_RESPONSE
    return _connection_failure(cause)


def _connection_failure(cause: BaseException) -> FailureClass:
    """By errno. Where several addresses failed in different ways the errnos stand only in the message."""
    errnos = [int(number) for number in _ERRNO_IN_TEXT.findall(str(cause))]
    if isinstance(cause, OSError) and cause.errno is not None:
        errnos.insert(0, cause.errno)
    seen = {_BY_ERRNO[number] for number in errnos if number in _BY_ERRNO}
    return next((failure for failure in _BY_ERRNO.values() if failure in seen), FailureClass.CONNECTION_LOST)
