"""Anchors: made, found again exactly, in normal form or nearly, not found where they are not; and counted for browsers."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.text import spans
from claims.text.spans import Anchor, Found, How

TEXT = (
    "South Korea’s intelligence chief later reported that North Korea had sent 3,000 troops, including elite forces, "
    "to support Russian military operations. Austin called it a “very serious issue.” Yoon would not “sit idle,” "
    "and Seoul expressed grave concerns — again.\n"
)
QUOTE = "North Korea had sent 3,000 troops, including elite forces"


def anchor(words: str, text: str = TEXT) -> Anchor:
    start = text.index(words)
    return spans.make(text, start, start + len(words))


def found(wanted: Anchor | str, text: str) -> Found:
    result = spans.find(wanted, text)
    assert result
    return result


def test_an_anchor_holds_the_words_and_what_stands_around_them() -> None:
    assert spans.make("😀 one two three", 6, 9, context=3) == Anchor(6, 9, "two", "ne ", " th")


def test_the_ends_of_the_text_cut_the_context_short() -> None:
    assert spans.make("one two", 0, 7) == Anchor(0, 7, "one two", "", "")


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [(-1, 3, "outside the text"), (2, 8, "has 7 characters"), (9, 9, "outside"), (3, 3, "nothing"), (4, 2, "nothing")],
)  # fmt: skip
def test_an_impossible_span_is_refused_with_the_reason(start: int, end: int, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        spans.make("one two", start, end)


@given(st.text(min_size=1), st.data())
def test_what_was_anchored_is_found_where_it_was(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    made = spans.make(text, start, data.draw(st.integers(start + 1, len(text))))
    if made.exact.strip():
        assert spans.find(made, text) == Found(made.start, made.end, How.EXACT, 1.0, moved=False, context=1.0)


@settings(max_examples=200)
@given(st.text(max_size=80), st.text(max_size=80))
def test_what_is_found_lies_in_the_text(words: str, text: str) -> None:
    result = spans.find(words, text)
    if result:
        assert 0 <= result.start < result.end <= len(text)
        assert spans.FUZZY_LEAST <= result.score <= 1.0
        assert (result.how is How.EXACT) is (text[result.start : result.end] == words)


@pytest.mark.parametrize("wanted", [QUOTE, anchor(QUOTE)], ids=["words", "anchor"])
@pytest.mark.parametrize(
    ("old", "new", "how", "words"),
    [
        ("", "", How.EXACT, QUOTE),
        (". Austin", ". Much more was said that day. Austin", How.EXACT, QUOTE),
        ("North Korea had sent", "north\u00a0Korea  had sent", How.NORMALISED, "north\u00a0Korea  had sent 3,000 troops, including elite forces"),
        ("3,000", "13,000", How.FUZZY, "North Korea had sent 13,000 troops, including elite forces"),
        ("3,000", "3,001", How.FUZZY, "North Korea had sent 3,001 troops, including elite forces"),
        ("had sent", "had not sent", How.FUZZY, "North Korea had not sent 3,000 troops, including elite forces"),
        ("sent", "dispatched", How.FUZZY, "North Korea had dispatched 3,000 troops, including elite forces"),
    ],
)  # fmt: skip
def test_how_words_are_found(wanted: Anchor | str, old: str, new: str, how: How, words: str) -> None:
    text = TEXT.replace(old, new) if old else TEXT
    result = found(wanted, text)
    assert (result.how, text[result.start : result.end]) == (how, words)


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        ("called it a “very serious issue.”", "“very serious issue.”", '"very serious issue."'),
        ("Seoul expressed grave concerns — again", "concerns — again", "concerns—again"),
        ("Yoon would not “sit idle,” and", "Yoon", "YOON"),
        ("South Korea’s intelligence chief", "Korea’s", "Korea's"),
        ("a “very serious issue.” Yoon", "issue.” Yoon", "issue.”\n\nYoon"),
        ("… Yoon would not “sit idle,” …", "Yoon", "Yoon"),
    ],
)
def test_ways_of_writing_are_no_difference(words: str, old: str, new: str) -> None:
    assert found(words, TEXT.replace(old, new)).how is How.NORMALISED


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        ("sent 3,000 troops, including elite forces", "3,000", "3 000"),
        ("sent 3,000 troops, including elite forces", "troops, including", "troops (including"),
        ("sent 3 000 troops including elite forces", "", ""),
        ("Seoul expressed grave concerns", "expressed", "ex pressed"),
        ("Yoon wouldn't sit idle", "", ""),
    ],
)
def test_ways_of_spelling_and_spacing_are_told_apart_from_likeness(words: str, old: str, new: str) -> None:
    result = found(words, TEXT.replace(old, new) if old else TEXT)
    assert (result.how, result.score) == (How.RESPELLED, 1.0)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("North Korea had sent … elite forces", ["North Korea had sent", "elite forces"]),
        ("North Korea had sent [...] to support", ["North Korea had sent", "to support"]),
        ("South Korea’s … reported that … troops", ["South Korea’s", "reported that", "troops"]),
        ("Austin called it ... Seoul", ["Austin called it", "Seoul"]),
    ],
)
def test_an_ellipsis_stands_for_words_left_out(words: str, parts: list[str]) -> None:
    result = found(words, TEXT)
    assert [span.of(TEXT) for span in result.parts] == parts
    assert (result.how, result.start, result.end) == (
        How.NORMALISED, TEXT.index(parts[0]), result.parts[-1].end
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "elite forces … North Korea",
        "North Korea had sent … nothing of the kind",
        "… … …",
        "nothing of the kind … at all here",
    ],
)
def test_parts_that_stand_in_another_order_or_nowhere_are_not_found(words: str) -> None:
    result = spans.find(words, TEXT)
    assert result is None or result.how is How.FUZZY


def test_parts_too_far_from_one_another_are_not_found() -> None:
    gap = "Other words stand here, and many of them. " * 60
    assert len(gap) > spans.LEFT_OUT
    assert spans.find("first of all … last of all", f"first of all. {gap} last of all") is None
    assert spans.find("first of all … last of all", f"first of all. {gap[:1000]} last of all")


def test_of_several_first_parts_the_one_in_its_surroundings_is_taken() -> None:
    text = f"It began. {TEXT} Later it began again. {TEXT}"
    start = text.rindex("North Korea")
    made = Anchor(start, start + 90, "North Korea had sent … elite forces", text[start - 32 : start], "")
    assert found(made, text).start == start


def test_a_part_that_was_altered_is_found_between_its_neighbours() -> None:
    result = found("South Korea’s intelligence chief … sent 13,000 troops, including … Russian", TEXT)
    assert result.how is How.FUZZY
    assert result.parts[1].of(TEXT) == "sent 3,000 troops, including"


def test_what_stands_in_the_place_of_words_that_moved() -> None:
    text = TEXT.replace(QUOTE, "North Korea had sent 13,000 troops, including elite forces") + QUOTE
    result = spans.in_its_place(anchor(QUOTE), text)
    assert result
    assert "13,000" in text[result.start : result.end]
    assert spans.in_its_place(anchor(QUOTE), TEXT.replace(QUOTE, "nothing of the kind happened")) is None


def test_a_normalised_span_has_no_blank_edge() -> None:
    text = "He said so. — North Korea sent  men — and left."
    result = found("— NORTH KOREA sent men —", text)
    assert text[result.start : result.end] == "— North Korea sent  men —"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("3,000 troops", "There were 13,000 troops there"),
        ("3,000 troops", "There were 3,000 trooper hats"),
        ("cost of $7", "the cost of $7.5 billion"),
        ("cost of $7", "the cost of $7,000"),
        ("000 troops", "There were 3,000 troops"),
        ("sit idle", "to sit idler than that"),
        ("Сеул", "в Сеуле"),
    ],
)
def test_a_word_is_not_found_inside_another(words: str, text: str) -> None:
    result = spans.find(words, text)
    assert result is None or result.how is How.FUZZY


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("북한", "그는 북한은 말했다"),
        ("朝鲜", "他说朝鲜派兵"),
        ("مصر", "ومصر قالت"),
        ("cost of $7", "the cost of $7, he said"),
    ],
)
def test_scripts_that_join_their_words_and_punctuation_are_no_hindrance(words: str, text: str) -> None:
    assert found(words, text).how is How.EXACT


def test_words_that_were_cut_out_of_a_longer_one_are_found_in_it() -> None:
    made = anchor("troop")
    assert found(made, "x " + TEXT).how is How.EXACT


def test_of_several_places_the_surroundings_decide() -> None:
    text = "He was idle. She sat idle by the road. They were idle. It sat idle by the sea."
    start = text.rindex("idle")
    new = "New words first, and then some more of them. "
    result = found(spans.make(text, start, start + 4), new + text)
    assert (result.start, result.moved) == (len(new) + start, True)


def test_where_the_surroundings_tell_nothing_the_nearest_is_taken() -> None:
    assert found(Anchor(30, 34, "idle"), "idle " * 12).start == 30
    assert found(Anchor(31, 35, "idle"), "idle " * 12).start == 30
    assert found("idle", "so idle, idle").start == 3


def test_other_surroundings_show_in_the_context() -> None:
    made = anchor("3,000 troops")
    here, there = (
        found(made, TEXT),
        found(made, "In Poland 3,000 troops marched on the holiday, as every year."),
    )
    assert (here.context, here.moved) == (1.0, False)
    assert (there.how, there.moved) == (How.EXACT, True)
    assert there.context < 0.6


@pytest.mark.parametrize("words", ["", " ", "…", "no such words were ever written here", "absent"])
def test_what_is_not_there_is_not_found(words: str) -> None:
    assert spans.find(words, TEXT) is None
    assert spans.find(words, "") is None


def test_words_in_tatters_are_found_where_they_are_expected() -> None:
    tatters = re.sub(r"(.{6}).", r"\1#", QUOTE)
    result = found(anchor(QUOTE), TEXT.replace(QUOTE, tatters))
    assert (result.how, result.start) == (How.FUZZY, TEXT.index(QUOTE))
    assert spans.find(QUOTE, TEXT.replace(QUOTE, tatters)) is None


def test_a_sentence_taken_out_is_not_found() -> None:
    sentence = "Austin called it a “very serious issue.”"
    assert spans.find(anchor(sentence), TEXT.replace(sentence, "")) is None


@pytest.mark.parametrize(
    ("expected", "now", "differences"),
    [
        ("sent 3,000 troops", "sent 13,000 troops", [("3,000", "13,000")]),
        ("will sit idle", "will not sit idle", [("", "not")]),
        ("will not sit idle", "will sit idle", [("not", "")]),
        ("a “very serious” issue", 'A "very serious" issue!', []),
        ("rose 5 %", "fell by 5 percent", [("rose", "fell by")]),
        ("", "new", [("", "new")]),
    ],
)
def test_differing_words(expected: str, now: str, differences: list[tuple[str, str]]) -> None:
    assert [(one.expected, one.found) for one in spans.differing_words(expected, now)] == differences


def test_differences_say_where() -> None:
    (one,) = spans.differing_words("will sit idle", "will not sit idle")
    assert (one.expected_span, one.found_span) == ((4, 4), (5, 8))


@given(st.text(), st.text())
def test_differences_stand_where_they_say(expected: str, now: str) -> None:
    for one in spans.differing_words(expected, now):
        assert one.expected_span.of(expected) == one.expected
        assert one.found_span.of(now) == one.found
        assert one.expected or one.found


@given(st.text(st.sampled_from([*"a한é😀𝄞\ud83d\n"])), st.data())
def test_offsets_of_browsers(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    units = spans.to_utf16(text, offset)
    assert units == sum(2 if c > "\uffff" else 1 for c in text[:offset])
    assert spans.from_utf16(text, units) == offset


@pytest.mark.parametrize(
    ("units", "reason"), [(-1, "outside"), (5, "has 4 UTF-16 units"), (2, "inside a character")]
)
def test_impossible_offsets_of_browsers_are_refused(units: int, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        spans.from_utf16("a😀b", units)


@pytest.mark.parametrize("offset", [-1, 4])
def test_offsets_outside_the_text_are_refused(offset: int) -> None:
    with pytest.raises(ValueError, match="outside the text"):
        spans.to_utf16("a😀b", offset)


@pytest.mark.parametrize(
    ("words", "unit"),
    [(QUOTE, TEXT), ("a", "aa"), ("a" * 50 + "b", "a"), ('"' * 30 + "x", "'"), ("e\u0301" * 20, "e\u0301 "), ("- " * 10 + "foo", "- a"),
     ("idle … hands … and nothing else", "idle hands ")],
    ids=["news", "inside words", "one letter", "quotation marks", "decomposed", "dashes", "words left out"],
)  # fmt: skip
def test_large_texts_take_bounded_time(words: str, unit: str) -> None:
    text = unit.replace("3,000", "9,000") * (500_000 // len(unit))
    began = time.process_time()
    spans.find(words, text)
    assert time.process_time() - began < 5  # at most 0.5 s


def test_of_very_common_words_only_the_nearest_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    monkeypatch.setattr(spans, "_context", lambda _anchor, _text, start, _end: looked_at.append(start) or 0.5)
    monkeypatch.setattr(spans, "_OCCURRENCES", 5)
    spans.find(Anchor(50_000, 50_004, "idle", "so "), "idle " * 20_000)
    assert sorted(looked_at) == list(range(49_975, 50_025, 5))


def test_a_common_word_is_found_near_its_old_place_in_a_large_text() -> None:
    text = "idle hands " * 100_000
    began = time.process_time()
    assert found(spans.make(text, 550_000, 550_004), "x " + text).start in (550_002, 549_991)
    assert time.process_time() - began < 2
