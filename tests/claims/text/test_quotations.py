"""Who is said to have said what: marks of every script, cues, speakers, and that no text is too odd or too long."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.text import quotation_marks, quotations, speech_tagger
from claims.text.quotations import Attribution
from tests.growth import is_linear

_PIECES = [
    *"aAz .,!?\n\r\t\"'“”‘’„«»「」『』‹›‚—19:한😀\ud800",
    "said ",
    "He ",
    "Ms. Roe ",
    "“Go on, ",
    ",” ",
]
ODD = st.lists(st.sampled_from(_PIECES), max_size=60).map("".join)


def told(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Kind, words that name the source, and words said."""
    return [
        (one.kind, one.source.of(text) if one.source else "", tuple(part.of(text) for part in one.content))
        for one in quotations.attributions(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “yes “no” maybe”.", [("“yes “no” maybe”", 0), ("“no”", 1)]),
        ("„Das ist „gut“ so“, sagte er.", [("„Das ist „gut“ so“", 0), ("„gut“", 1)]),
        ("»Nein«, rief sie. «Oui», dit-il.", [("»Nein«", 0), ("«Oui»", 0)]),
        ("「行く『今』よ」と言った", [("「行く『今』よ」", 0), ("『今』", 1)]),
        ("‘I don’t know,’ she said. ‘Workers’ rights.’", [("‘I don’t know,’", 0), ("‘Workers’ rights.’", 0)]),
        ("It's 'cannon fodder' in the '90s, 'tis", [("'cannon fodder'", 0)]),
        ("''She has been,'' he said.", [("''She has been,''", 0)]),
        ("“a lost close. “And then,” he said", [("“a lost close.", 0), ("“And then,”", 0)]),
        ('6\'2" tall and 5" wide', []),
        ("‘unclosed “in” it", [("“in”", 0)]),
        ('“Mixed," he said', [('“Mixed,"', 0)]),
        ("“Goes on\n“and ends.”", [("“Goes on", 0), ("“and ends.”", 0)]),
        ("’Tis the workers’ day", []),
    ],
)
def test_marks_of_every_script(text: str, expected: list[tuple[str, int]]) -> None:
    found = quotation_marks.quoted(text)
    assert [(text[one.start : one.end], one.depth) for one in found] == expected


def test_an_unclosed_quotation_says_so() -> None:
    assert [one.is_closed for one in quotation_marks.quoted("“Goes on\n“and ends.”")] == [False, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We will not sit idle,” the minister said on Monday.",
            [("direct", "the minister", ("“We will not sit idle,”",))],
        ),
        (
            "Jane Roe said that the port had been closed.",
            [("indirect", "Jane Roe", ("that the port had been closed",))],
        ),
        (
            "“The port is closed,” Jane Roe said on Monday. “Nobody will pass.”",
            [("direct", "Jane Roe", ("“The port is closed,”", "“Nobody will pass.”"))],
        ),
    ],
)
def test_kinds_and_sources(text: str, expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "words",
    [
        "“가만히 있지 않겠다”",
        "「私たちは行かない」",
        "«لن نذهب إلى هناك أبدا»",
        "„Wir werden nicht gehen, niemals“",
    ],
)
def test_what_is_quoted_is_found_in_any_language_and_left_open(words: str) -> None:
    text = f"X {words}, Y."
    (one,) = quotations.attributions(text)
    assert one.content[0].of(text) == words
    assert one.kind == "direct"


def speakers(text: str) -> list[str]:
    return [one.speaker for one in quotations.attributions(text) if one.source]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Senator Jane Roe spoke. “The port is closed,” Roe said.", ["Jane Roe"]),
        ("Jane Roe met John Roe. “The port is closed,” Roe said.", [""]),
        ("Jane Roe came late. “The port is closed,” she said.", ["Jane Roe"]),
        ("Jane Roe met Ann Poe. “The port is closed,” she said.", [""]),
        ("“The port is closed,” a spokesman for Jane Roe said.", [""]),
        ("“The port is closed,” Mr. Poe said.", ["Poe"]),
    ],
)
def test_a_speaker_is_named_only_where_that_is_safe(text: str, expected: list[str]) -> None:
    assert speakers(text) == expected


def seed() -> str:
    fixture = Path(__file__).parents[3] / "fixtures" / "seed" / "article.json"
    (text,) = (
        row["fields"]["text"] for row in json.loads(fixture.read_text("utf-8")) if "text" in row["fields"]
    )
    return str(text)


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ("global security beyond the Korean Peninsula and Europe", "Yoon Suk Yeol"),
        ("sit idle", "Yoon Suk Yeol"),
        ("very serious issue", "Lloyd Austin"),
        ("principle of not directly supplying lethal weapons", "Yoon Suk Yeol"),
        ("cannon fodder mercenaries", "Kim Yong-hyun"),
        ("illegal war of aggression", "Kim Yong-hyun"),
        ("this shift would strengthen", "Yoon Sukjoon"),
    ],
)
def test_the_seed_article_has_the_right_speakers(words: str, speaker: str) -> None:
    text = seed()
    at = text.index(words)
    holding = [
        one.speaker
        for one in quotations.attributions(text)
        if any(part.start <= at and at + len(words) <= part.end for part in one.content)
    ]
    assert holding == [speaker]


@settings(max_examples=100)
@given(ODD)
def test_any_text_will_do_and_offsets_hold(text: str) -> None:
    for one in quotations.attributions(text):
        assert isinstance(one, Attribution)
        for part in (*one.content, *filter(None, (one.source, one.cue))):
            assert 0 <= part.start < part.end <= len(text)
            assert part.of(text) == part.of(text).strip()


def test_offsets_are_those_of_the_whole_text() -> None:
    text = "Nothing here.\n\n  \r\nMs. Roe  said:\u00a0“We go😀 now.”\nMore.\n“No,” Ms. Poe said."
    assert [one.content[0].of(text) for one in quotations.attributions(text)] == ["“We go😀 now.”", "“No,”"]


@pytest.mark.parametrize(
    "unit", ["“x. ", "He said. ", "‘“a ", "said “x,” he ", "Jane Roe said she ", "a said\n", "「x」", "''a "]
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    assert is_linear(lambda size: quotations.attributions(unit * (size // len(unit))), 10_000)


@pytest.mark.parametrize("blank", ["  ", "\t", "\u00a0", " \t ", "\u3000"])
def test_blanks_of_any_kind_only_move_what_is_said(blank: str) -> None:
    text = "\n\nNothing here.\n\nAnn Roe said: “We never closed the port.”\n\n"
    assert told(text.replace(" ", blank)) == [
        (kind, source.replace(" ", blank), tuple(part.replace(" ", blank) for part in content))
        for kind, source, content in told(text)
    ]
    assert told(text) == [("direct", "Ann Roe", ("“We never closed the port.”",))]


def test_words_read_before_are_read_the_same_again() -> None:
    text = "“Unheard-of-ness,” Zyx Qwertz said, “is ’tis-like.” He told the Gazette that 4.5% of it was."
    speech_tagger.model.cache_clear()
    first = told(text)
    assert first
    assert told(text) == first == told(f"{text}\n{text}")[: len(first)]
