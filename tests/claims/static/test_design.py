"""The design system's promises that can be computed: contrast in both themes, no colour without a shape."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

CSS = Path(str(finders.find("claims/design.css"))).read_text()
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
TOKENS = {name: (light, dark) for name, light, dark in PAIR.findall(CSS)}
THEMES = (0, 1)
INLINE = re.compile(r"""<style|\sstyle=|\son[a-z]+="|<script(?![^>]*\ssrc=)(?![^>]*ld\+json)""")
TEXT = 4.5  # WCAG 2.2, 1.4.3
PARTS = 3.0  # 1.4.11: borders of fields, underlines, icons

READ = [
    *((ink, ground) for ink in ("ink", "ink-soft", "ink-faint") for ground in ("paper", "surface", "raised", "sunken")),
    *((ink, ground) for ink in ("accent", "danger") for ground in ("paper", "surface", "raised", "sunken", "accent-tint")),
    ("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-danger", "danger"), ("on-danger", "danger-strong"),
    *((name, f"{name}-tint") for name in (
        "unreviewed", "in-review", "awaiting", "approved", "published", "at-risk", "withdrawn", "good", "caution",
        "danger", "accent",
    )),
    *(("ink", f"{name}-tint") for name in ("in-review", "awaiting", "approved", "published", "at-risk", "withdrawn")),
    ("ink", "selection"),
]  # fmt: skip
SEEN = [
    *((name, ground) for name in ("rule-strong", "focus") for ground in ("paper", "surface", "sunken")),
    *((name, "surface") for name in (
        "unreviewed", "in-review", "awaiting", "approved", "published", "at-risk", "withdrawn",
    )),
]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, from #rrggbb."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str, theme: int) -> float:
    light, dark = sorted((luminance(TOKENS[one][theme]), luminance(TOKENS[other][theme])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert round((luminance("#ffffff") + 0.05) / (luminance("#000000") + 0.05), 2) == 21


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), READ)
def test_words_can_be_read(ink: str, ground: str, theme: int) -> None:
    assert contrast(ink, ground, theme) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("line", "ground"), SEEN)
def test_lines_and_shapes_can_be_seen(line: str, ground: str, theme: int) -> None:
    assert contrast(line, ground, theme) >= PARTS


@pytest.mark.parametrize("theme", THEMES)
def test_every_tone_of_a_rating_can_be_read(theme: int) -> None:
    own = re.findall(
        r"--tone: light-dark\((#\w{6}), (#\w{6})\); --tone-tint: light-dark\((#\w{6}), (#\w{6})\)", CSS
    )
    assert own
    for *inks, light, dark in own:
        ground, ink = (light, dark)[theme], inks[theme]
        bright, dim = sorted((luminance(ink), luminance(ground)), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= TEXT, (ink, ground)


def test_no_two_statuses_are_underlined_alike() -> None:
    rule = r"\.is-([\w-]+) {[^}]*--line: (\w+); --line-width: ([\d.]+px)"
    lines = {name: (style, width) for name, style, width in re.findall(rule, CSS)}
    assert len(lines) == 7
    assert len(set(lines.values())) == 7


def test_no_style_sheet_of_ours_asks_another_site_for_anything() -> None:
    folder = Path(str(finders.find("claims/design.css"))).parent
    for sheet in folder.glob("*.css"):
        assert "http" not in sheet.read_text().replace('href^="http"', "")
        assert "@import" not in sheet.read_text()


def test_no_template_carries_inline_style_or_script() -> None:
    templates = Path(str(finders.find("claims/design.css"))).parents[2] / "templates"
    for page in templates.rglob("*.html"):
        assert not INLINE.search(page.read_text()), page
