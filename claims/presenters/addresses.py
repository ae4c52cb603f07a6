"""Where published things stand, as whole addresses on this desk's own host; never from what a request says."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.urls import reverse


def absolute(path: str) -> str:
    return f"{settings.DESK_URL.rstrip('/')}{path}"


def claim(slug: str) -> str:
    return absolute(reverse("public:claim", args=[slug]))


def version(slug: str, number: int) -> str:
    return any_version().format(slug=slug, number=number)


def any_version() -> str:
    """With ``{slug}`` and ``{number}`` where these are to stand."""
    return absolute(_version())


@cache
def _version() -> str:
    """Looked for once: a list gives a hundred of these addresses, and looking takes longer than all else in it."""
    return (
        reverse("public:version", args=["slug", 0]).replace("/slug/", "/{slug}/").replace("/0/", "/{number}/")
    )


def article(slug: str) -> str:
    return absolute(reverse("public:article", args=[slug]))


def page(name: str) -> str:
    """One of the pages without arguments: front, claims, corrections, methodology …"""
    return absolute(reverse(f"public:{name}"))


def preview(token: str) -> str:
    return absolute(reverse("public:preview", args=[token]))
