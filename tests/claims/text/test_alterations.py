"""What was altered in words that were found again, and what was not although something changed."""

import pytest

from claims.text import alterations, spans

BEFORE = "The minister spoke for an hour on Monday. He said that "
QUOTE = "North Korea has sent “over 13,000” containers to Russia since August"
AFTER = ", and that nobody knew what was in them. The hall was silent."
TEXT = BEFORE + QUOTE + AFTER
ANCHOR = spans.make(TEXT, len(BEFORE), len(BEFORE) + len(QUOTE))


def altered(text: str, wanted: spans.Anchor | str = ANCHOR) -> list[tuple[str, str]]:
    found = spans.find(wanted, text)
    assert found
    alteration = alterations.of(wanted, found, text)
    return list(alteration.words) if alteration else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEXT, []),
        (TEXT.replace("13,000", "3,000"), [("13,000", "3,000")]),
        (TEXT.replace("has sent", "has not sent"), [("", "not")]),
        (TEXT.replace("North", "South"), [("North", "South")]),
        (TEXT.replace("since August", "since\n\nAugust"), []),
        (TEXT.replace("“over 13,000”", "over 13 000"), []),
        (TEXT.replace("He said that", "He never said that"), []),  # in its sentence, but not beside the words
        (TEXT.replace("said that North", "said that not North"), [("", "not")]),
        (TEXT.replace("August, and", "August not, and"), [("", "not")]),
        ("Not so. " + TEXT, []),
    ],
)
def test_what_was_altered(text: str, expected: list[tuple[str, str]]) -> None:
    assert altered(text) == expected


def test_a_negation_that_is_gone_from_beside_the_words_is_told() -> None:
    text = TEXT.replace("He said that", "He never said that it is not that")
    anchor = spans.make(text, text.index(QUOTE), text.index(QUOTE) + len(QUOTE))
    assert altered(text.replace("not that North", "that North"), anchor) == [("not", "")]


def test_what_follows_the_end_of_a_sentence_is_no_matter_of_the_words() -> None:
    text = "One sentence ends here, it says. Two more of them come behind it."
    anchor = spans.make(text, 0, text.index(" Two"))
    assert altered(text.replace("Two more", "No more"), anchor) == []


def test_words_that_were_altered_in_their_place_count_though_they_stand_elsewhere() -> None:
    text = TEXT.replace("13,000", "3,000") + "\nComments\nA reader: it said " + QUOTE + " this morning."
    assert altered(text) == [("13,000", "3,000")]


def test_words_that_moved_are_not_altered() -> None:
    text = BEFORE + "the weather was fine and the market stalls stood open" + AFTER + " Later: " + QUOTE + "."
    assert altered(text) == []


@pytest.mark.parametrize(
    ("between", "expected"),
    [("Advertisement: switch to green power today", []), ("This was not true.", [])],
)
def test_a_line_put_between_two_lines_alters_neither(between: str, expected: list[tuple[str, str]]) -> None:
    quote = "The list was signed by two witnesses of the council on Friday evening.\nNobody asked how the ships were counted at the port that year."
    text = f"{BEFORE}\n{quote}\n{AFTER}"
    anchor = spans.make(text, text.index(quote), text.index(quote) + len(quote))
    assert altered(text.replace("evening.\n", f"evening.\n{between}\n"), anchor) == expected


def test_a_part_between_ellipses_is_compared_by_itself() -> None:
    quote = "North Korea has sent … to Russia since August"
    assert altered(TEXT, quote) == []
    assert altered(TEXT.replace("to Russia since", "to Belarus since"), quote) == [("Russia", "Belarus")]


def test_a_number_at_the_edge_is_told_whole() -> None:
    assert altered(
        "The list was read. In 2023, 2,400 ships called at the port.", "4,200 ships called at the port"
    ) == [("4,200", "2,400")]
