"""Pages compared line by line."""

import pytest

from claims.text import likeness

MENU = "Home\nPolitics and the world\nSubscribe to our newsletter every day"
ARTICLE = "\n".join(f"The council met for the {n}th time and heard the harbour master." for n in "abcdefgh")
NOTICE = "Valami nincs itt: a keresett oldal"


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        (f"{MENU}\n{NOTICE}", f"{MENU}\n{NOTICE}", True),
        (f"{MENU}\n{NOTICE}\nRead 17 times", f"{MENU}\n{NOTICE}\nRead 4 times", True),
        (f"{MENU}\n{ARTICLE}", f"{MENU}\n{NOTICE}", False),
        (MENU, f"{MENU}\n{NOTICE}\n{ARTICLE}", False),
        (f"{MENU}\n中国政府は水曜日に新しい計画を発表した。詳しいことは明らかになっていない。", MENU, False),
        (MENU, "", False),
    ],
)
def test_whether_two_pages_say_the_same(text: str, other: str, expected: bool) -> None:
    assert likeness.are_alike(text, other) is expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (ARTICLE, f"{MENU}\n{NOTICE}", True),
        (ARTICLE, ARTICLE[: len(ARTICLE) // 2], False),
        (ARTICLE, ARTICLE.upper(), False),
        (ARTICLE, ARTICLE.replace(" heard", "\nheard"), False),
        (MENU, NOTICE, False),
        ("Home", NOTICE, False),
    ],
)
def test_whether_a_text_is_gone(before: str, now: str, expected: bool) -> None:
    assert likeness.is_gone(before, now) is expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [(f"{MENU}\n{NOTICE}\nOther stories", True), (f"{MENU}\n{ARTICLE}", False), (MENU, False)],
)
def test_whether_a_page_has_another_ones_notice(now: str, expected: bool) -> None:
    assert (
        likeness.took_over(now, f"{MENU}\n{NOTICE}\nStories of the day", before=f"{MENU}\n{ARTICLE}")
        is expected
    )
