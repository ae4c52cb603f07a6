"""Where published things stand, as whole addresses on this desk's own host; never from what a request says."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def absolute(path: str) -> str:
    return f"{settings.DESK_URL.rstrip('/')}{path}"


def claim(slug: str) -> str:
    return absolute(reverse("public:claim", args=[slug]))


def version(slug: str, number: int) -> str:
    return absolute(reverse("public:version", args=[slug, number]))


def article(slug: str) -> str:
    return absolute(reverse("public:article", args=[slug]))


def page(name: str) -> str:
    """One of the pages without arguments: front, claims, corrections, methodology …"""
    return absolute(reverse(f"public:{name}"))


def preview(token: str) -> str:
    return absolute(reverse("public:preview", args=[token]))
