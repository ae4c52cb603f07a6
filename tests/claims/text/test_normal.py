"""The normal form: what makes no difference, what always does, and the way back to the original."""

import itertools
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.text import normal

AWKWARD = st.text(
    st.sampled_from([*"aB .'\"“’–—-…[]()ßﬁéİ한\n\u00a0\u00ad\u200b\u0301\u1112\u1161\u11ab😀１\ud800"]),
    max_size=40,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“sit idle,”", '"sit idle,"'),
        ("«sit idle»", "„sit idle“"),
        ("North Korea’s", "North Korea's"),
        ("''sit idle''", '"sit idle"'),
        ("Russia—a development", "Russia - a development"),
        ("Russia -- a development", "Russia – a development"),
        ("Yong-hyun", "Yong‑hyun"),
        ("sit  idle\n\tnow", "sit idle now"),
        ("sit\u00a0idle", "sit idle"),
        ("SIT Idle", "sit idle"),
        ("sit idle...", "sit idle…"),
        ("sit . . . idle", "sit … idle"),
        ("sit [...] idle", "sit…idle"),
        ("the U.S... left", "the U.S.… left"),
        ("de\u00adploy\u200bed", "deployed"),
        ("Straße", "STRASSE"),
        ("ﬁnal", "final"),
        ("e\u0301te\u0301", "été"),
        ("\u1112\u1161\u11ab", "한"),
        ("１３，０００", "13,000"),
        ("\u200f글\u200e", "글"),
    ],
)
def test_no_difference_to_a_reader(one: str, other: str) -> None:
    assert normal.normalise(one).text == normal.normalise(other).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3,000", "13,000"),
        ("3,000", "3.000"),
        ("-5 %", "5 %"),
        ("10²", "102"),
        ("will sit", "will not sit"),
        ("sit idle", "sitidle"),
        ("sit idle.", "sit idle"),
        ("$7", "€7"),
        ("Seoul", "Séoul"),
        ("can't", "cant"),
    ],
)
def test_a_difference_to_a_reader(one: str, other: str) -> None:
    assert normal.normalise(one).text != normal.normalise(other).text


def test_plain_text_needs_no_map() -> None:
    assert normal.normalise("South Korea sent no arms.") == normal.Normalised("south korea sent no arms.", ())


@pytest.mark.parametrize(
    ("text", "part", "original"),
    [
        ("He said:  “Sit ... idle” — now", '"sit…idle"', "“Sit ... idle”"),
        ("die Straße dort", "strasse", "Straße"),
        ("die Straße dort", "s", "ß"),
        ("un e\u0301te\u0301 chaud", "été", "e\u0301te\u0301"),
        ("a\u00ad\u00adb c", "b c", "b c"),
        ("x\n\n\ny z", "y z", "y z"),
    ],
)
def test_the_way_back(text: str, part: str, original: str) -> None:
    form = normal.normalise(text)
    start = form.text.rindex(part)
    assert form.original(start, start + len(part)).of(text) == original


@settings(max_examples=500)
@given(AWKWARD)
def test_pieces_come_from_the_text_in_order(text: str) -> None:
    form = normal.normalise(text)
    spans = [form.original(index, index + 1) for index in range(len(form.text))]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert spans == sorted(spans)
    assert all(one == other or one.end <= other.start for one, other in itertools.pairwise(spans))


@settings(max_examples=500)
@given(AWKWARD)
def test_what_stands_there_has_the_same_normal_form(text: str) -> None:
    form = normal.normalise(text)
    if form.text:
        whole = form.original(0, len(form.text)).of(text)
        assert normal.normalise(whole).text == form.text


@settings(max_examples=1_000)
@given(st.text(st.characters(max_codepoint=0xFEFF)))  # full-width forms come after that, and become ASCII
def test_letters_and_digits_survive(text: str) -> None:
    def letters(string: str) -> str:
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", string).casefold())
        return "".join(c for c in folded if c.isalnum() and c.isascii())

    assert letters(normal.normalise(text).text) == letters(text)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 5)])
def test_an_impossible_piece_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no characters"):
        normal.normalise("four").original(start, end)


@pytest.mark.parametrize(
    "unit", ["'", " ", "- ", ". ", "…", "\u0301", "\u0301\u0323", "e\u0301", "\u200b", "["]
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    text = "a" + unit * (200_000 // len(unit))
    began = time.process_time()
    normal.normalise(text)
    assert time.process_time() - began < 3  # at most 0.2 s; by the square it would be minutes
