"""Typed, loud access to environment variables: a bad value stops the start and names the variable.

Durations are in seconds, addresses are URLs. An unset or empty variable means the default.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def env_str(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, default: bool = False) -> bool:
    """Raise ImproperlyConfigured for anything that is neither a yes nor a no."""
    value = env_str(name).lower()
    if not value:
        return default
    if value in TRUE | FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def env_int(name: str, default: int, *, at_least: int = 0) -> int:
    value = env_str(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None
    if number < at_least:
        raise ImproperlyConfigured(f"{name} must be at least {at_least}, not {number}.")
    return number


def env_list(name: str, default: str = "") -> list[str]:
    """A comma-separated list; blanks are dropped."""
    return [part.strip() for part in env_str(name, default).split(",") if part.strip()]


def env_secret(name: str, *, required: bool, default: str) -> str:
    """The secret, or the development default; in production a missing or short one stops the start."""
    value = env_str(name)
    if not required:
        return value or default
    if len(value) < 50 or value == default:
        raise ImproperlyConfigured(
            f"{name} must be set to at least 50 random characters in production "
            "(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')."
        )
    return value


def env_key(name: str) -> str:
    """A key to somebody else's service; empty: none. One that could not stand in a header stops the start."""
    value = env_str(name)
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ImproperlyConfigured(f"{name} has a space in it, or a character that no key has.")
    return value


def env_address(name: str, default: str, *, secure: bool = False) -> str:
    """The address of somebody else's service, without a slash at its end. ``secure``: only https will do."""
    value = env_str(name, default).rstrip("/")
    address = urlsplit(value)
    if address.scheme not in ({"https"} if secure else {"https", "http"}) or not address.hostname:
        raise ImproperlyConfigured(
            f"{name} must be a web address{' with https' if secure else ''}: {value!r}."
        )
    return value


def env_database(name: str, default: str) -> dict[str, Any]:
    """Django's settings for a ``postgresql://user:password@host:port/name?host=/socket/folder`` address."""
    address = urlsplit(env_str(name, default))
    if address.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(
            f"{name} must be a postgresql:// address: this project runs on PostgreSQL only, not {address.scheme!r}."
        )
    query = {key: values[-1] for key, values in parse_qs(address.query).items()}
    return {
        "ENGINE": "factcheck.database",
        "NAME": unquote(address.path.lstrip("/")) or "factcheck",
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": query.pop("host", "") or address.hostname or "",
        "PORT": str(address.port or ""),
        "OPTIONS": query,
    }
