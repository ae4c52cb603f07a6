"""A rating's words in every language that the desk publishes in."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from claims.models import Rating, User
from claims.services import desk_settings
from tests.claims.admin.conftest import Desk, words

SETTINGS = "admin:claims_desksettings_changelist"


def sent(rating: Rating, **typed: Any) -> dict[str, Any]:
    names = ("slug", "order", "number", "label", "line_label", "definition", "colour")
    return {
        **{name: getattr(rating, name) if getattr(rating, name) is not None else "" for name in names},
        "scale": rating.scale_id, "is_active": "on", "opened_version": rating.version, **typed,
    }  # fmt: skip


def test_each_published_language_has_a_field(ada: User, at_desk: Desk, scale: dict[str, Rating]) -> None:
    desk_settings.change(version=1, by=ada, languages=["en", "ar", "ko"])
    address = reverse("admin:claims_rating_change", args=[scale["accurate"].pk])
    page = words(at_desk(ada).get(address))
    assert all(f'name="labels_{tag}"' in page for tag in ("ar", "ko"))
    at_desk(ada).post(address, sent(scale["accurate"], labels_ar=" صحيح ", labels_ko=""))
    scale["accurate"].refresh_from_db()
    assert scale["accurate"].labels == {"ar": "صحيح"}


def test_too_long_a_word_is_refused_at_its_field(ada: User, at_desk: Desk, scale: dict[str, Rating]) -> None:
    address = reverse("admin:claims_rating_change", args=[scale["accurate"].pk])
    page = words(at_desk(ada).post(address, sent(scale["accurate"], labels_ko="사" * 61)))
    assert "at most 60 characters" in page
    assert "사" * 61 in page


def test_the_settings_say_which_labels_are_missing(
    ada: User, at_desk: Desk, scale: dict[str, Rating]
) -> None:
    Rating.objects.exclude(slug="accurate").update(labels={"ko": "말"})
    page = words(at_desk(ada).get(reverse(SETTINGS)))
    assert "1 rating has no label in Korean" in page
    Rating.objects.update(labels={"ko": "말"})
    assert "no label in" not in words(at_desk(ada).get(reverse(SETTINGS)))


def test_languages_are_tags(ada: User, at_desk: Desk) -> None:
    typed = {
        "review_hours": 24,
        "preview_days": 7,
        "personal_days": 90,
        "contact_hours": 48,
        "opened_version": 1,
    }
    page = words(at_desk(ada).post(reverse(SETTINGS), typed | {"languages": "English, ko"}))
    assert "Give language tags such as en" in page
