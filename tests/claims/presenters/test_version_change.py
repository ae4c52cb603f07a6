"""What changed between two texts, as a reader sees it."""

from __future__ import annotations

from claims.presenters import version_change


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(one.edit, one.text.strip()) for one in version_change.words(before, after) if one.edit]


def test_words_that_went_out_stand_before_those_that_came_in() -> None:
    found = told("The port handled 4,200 ships.", "The port handled 4,300 ships.")
    assert found == [("removed", "4,200"), ("added", "4,300")]


def test_the_words_that_stay_and_come_in_are_the_new_text() -> None:
    before, after = "The port handled many ships in 2023.", "The old port handled ships in 2024."
    kept = [one.text for one in version_change.words(before, after) if one.edit != "removed"]
    assert "".join(kept) == after


def test_paragraphs_are_counted_and_those_that_stay_are_left_out() -> None:
    made = version_change.between("One.\nTwo here.\nThree.", "One.\nThree.\nFour is new here.")
    assert [(one.kind, one.words) for one in made.paragraphs] == [("removed", "Removed"), ("added", "Added")]
    assert (made.removed, made.added) == (2, 4)


def test_a_paragraph_that_moved_takes_no_words_out() -> None:
    moved = "This paragraph was moved to the other end of the text."
    made = version_change.between(f"{moved}\nStays here.\nAnd here.", f"Stays here.\nAnd here.\n{moved}")
    assert (made.removed, made.added) == (0, 0)


def test_a_rewritten_book_is_cut_short() -> None:
    before = "\n".join(f"Old paragraph {number}" for number in range(300))
    made = version_change.between(before, "Nothing alike.")
    assert len(made.paragraphs) == version_change.SHOWN
    assert made.left_out > 0
