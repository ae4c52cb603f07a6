"""A captured text in passages that can be quoted."""

from __future__ import annotations

from claims.text import quotable

LONG = "The port of Lowmark handled 4,200 ships in 2023, as the harbour master’s list shows for each of the months. "


def cut(text: str) -> list[str]:
    return [one.of(text).strip() for one in quotable.cut(text)]


def test_a_sentence_is_a_passage() -> None:
    assert cut(LONG + LONG) == [LONG.strip()] * 2


def test_a_short_sentence_goes_with_the_next_of_its_paragraph() -> None:
    assert cut("It was a good year for the port. " + LONG) == [
        "It was a good year for the port. " + LONG.strip()
    ]


def test_headings_and_menus_are_none() -> None:
    assert cut("Home\n\nNews | Sport\n\n2023 / 11 / 29 – 10:45:12 – 10:45:12 – 10:45\n\n" + LONG) == [
        LONG.strip()
    ]


def test_dense_scripts_say_much_in_little() -> None:
    assert cut("항구는 이천이십삼년에 사천이백 척을 처리했다고 시장이 말했다.")


def test_an_endless_text_gives_a_bounded_number() -> None:
    assert len(quotable.cut(LONG * 1000)) == quotable.MOST
