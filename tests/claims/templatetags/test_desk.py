"""Badges say in words what they show in colour and shape, and trust no value they are given."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from claims.models import Claim, Evidence, Finding, Rating
from claims.templatetags import desk

SPRITE = Path(str(finders.find("claims/icons.svg"))).read_text()
DRAWN = set(re.findall(r'<symbol id="([^"]+)"', SPRITE))


def test_a_badge_says_its_value_in_words() -> None:
    assert "awaiting approval" in desk.badge("awaiting_approval", "awaiting approval")


def test_a_badge_escapes_what_it_is_given() -> None:
    assert "<script>" not in desk.badge("x", "<script>alert(1)</script>")


def test_a_correction_in_progress_shows_on_a_published_claim() -> None:
    shown = desk.claim_status(Claim(status="published", work_state="awaiting_approval"))
    assert "now awaiting approval" in shown


def test_a_rating_shows_the_korean_word_marked_as_korean() -> None:
    rating = Rating(slug="accurate", number=5, label="Accurate", labels={"ko": "사실"}, colour="positive-2")
    assert '<span class="local" lang="ko" dir="auto">사실</span>' in desk.rating_badge(rating)


def test_a_rating_off_the_scale_has_its_own_drawing() -> None:
    assert desk.rating_drawing("satire", None) == "rating-satire"


def test_a_desk_may_have_words_of_its_own() -> None:
    assert desk.rating_drawing("pants-on-fire", None) == "rating-unresolved"
    assert desk.rating_drawing("pants-on-fire", 9) == "rating-5"


@pytest.mark.parametrize(
    "name",
    [
        *(desk.css(value) for value in Claim.Status.values),
        *Evidence.Stance.values,
        *Finding.Outcome.values,
        *(f"rating-{step}" for step in range(1, 6)),
        *sorted(f"rating-{slug}" for slug in desk.OFF_SCALE),
    ],
)
def test_everything_that_has_a_badge_has_a_drawing(name: str) -> None:
    assert name in DRAWN


def test_every_icon_that_a_template_asks_for_is_drawn() -> None:
    folder = Path(desk.__file__).parent.parent / "templates"
    asked = {
        name for page in folder.rglob("*.html") for name in re.findall(r'{% icon "([^"]+)"', page.read_text())
    }
    assert asked <= DRAWN
