"""What a secured connection's certificate says, and in plain words why one was not accepted."""

import datetime as dt
import ssl
from typing import Any

_BY_CODE = {
    9: "its certificate is not valid yet",
    10: "its certificate has expired",
    18: "its certificate is self-signed, so nobody vouches for it",
    19: "its certificate is vouched for by an authority that nobody knows",
    20: "its certificate is vouched for by an authority that nobody knows",
    21: "its certificate is vouched for by an authority that nobody knows, or a part of the chain is missing",
    23: "its certificate was revoked",
    62: "its certificate is for another host",
    64: "its certificate is for another host",
}
"""OpenSSL's X509_V_ERR numbers that a visitor meets."""

_BY_WORD = {
    "WRONG_VERSION_NUMBER": "the server does not speak TLS there",
    "HTTP_REQUEST": "the server does not speak TLS there",
    "UNSUPPORTED_PROTOCOL": "the server knows only encryption that is too old",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the server knows only encryption that is too old",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "the server and the desk have no encryption in common",
    "DH_KEY_TOO_SMALL": "the server's encryption is too weak",
    "TLSV1_UNRECOGNIZED_NAME": "the server has no certificate for this host",
    "TLSV1_ALERT_INTERNAL_ERROR": "the server's encryption failed",
}
_LONGEST = 200


def facts(secured: ssl.SSLObject | None) -> dict[str, str] | None:
    """The version, issuer, subject and days of a verified connection; None for one that is not encrypted."""
    certificate = secured.getpeercert() if secured is not None else None
    if secured is None or not certificate:
        return None
    names = [name for kind, name in _pairs(certificate.get("subjectAltName")) if kind == "DNS"]
    return {
        "version": secured.version() or "",
        "issuer": _name(certificate.get("issuer"), "organizationName", "commonName"),
        "subject": _name(certificate.get("subject"), "commonName", "organizationName") or "".join(names[:1]),
        "not_before": _day(certificate.get("notBefore")),
        "not_after": _day(certificate.get("notAfter")),
    }


def why_refused(error: ssl.SSLError) -> str:
    """A clause that a person understands, with OpenSSL's own words behind it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        told = _BY_CODE.get(getattr(error, "verify_code", 0), "its certificate was not accepted")
        return f"{told} ({getattr(error, 'verify_message', '') or error})"
    reason = getattr(error, "reason", None) or ""
    told = _BY_WORD.get(reason, "the encryption could not be agreed upon")
    return f"{told} ({reason.lower().replace('_', ' ')})" if reason else told


def _name(entity: Any, *fields: str) -> str:
    """The first of the named fields that a distinguished name has."""
    known = {key: value for part in entity or () for key, value in _pairs(part)}
    return next((known[field] for field in fields if field in known), "")[:_LONGEST]


def _pairs(value: Any) -> list[tuple[str, str]]:
    return [(str(pair[0]), str(pair[1])) for pair in value or () if len(pair) == 2]


def _day(moment: Any) -> str:
    try:
        return dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(str(moment)), dt.UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
