"""Sentence spans: what is and is not a boundary, and that no string loses a character."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.text import sentences

INVISIBLE = "\u200b\u2060\ufeff"

# What splitters stumble over: astral, combining, right to left, CR LF, wide spaces, marks, a lone surrogate.
AWKWARD = st.text(
    st.sampled_from(
        [
            *"aA .!?\n\r\t\"'“”‘’()[]«»「」…—19•。؟।-/:한é\u0301\u00a0\u2003\u200b",
            *"\u2028\x85\x0b\x00\ufeff😀שال\ud800",
        ]
    )
)
ANYTHING = st.one_of(AWKWARD, st.text())
LANGUAGES = st.sampled_from(["en", "ko", "en-GB", "de", "fr", "ru", "pl", "ja", "ar", "und", "", "x"])


def pieces(text: str, language: str = "en") -> list[str]:
    return [span.of(text) for span in sentences.split(text, language=language)]


@settings(max_examples=400)
@given(ANYTHING, LANGUAGES)
@example("A\u00a0.•؟\t\x1c！ ‘\x0c", "en")
@example("“x\u2029.•é ", "ko")
def test_nothing_but_blanks_lies_between_sentences(text: str, language: str) -> None:
    end = 0
    for span in sentences.split(text, language=language):
        assert end <= span.start < span.end <= len(text)
        assert not text[end : span.start].strip().strip(INVISIBLE).strip()
        end = span.end
    assert not any(not c.isspace() and c not in INVISIBLE for c in text[end:])


@settings(max_examples=300)
@given(ANYTHING, LANGUAGES)
def test_a_sentence_has_no_blank_edge_and_no_line_break(text: str, language: str) -> None:
    for piece in pieces(text, language):
        assert piece == piece.strip().strip(INVISIBLE)
        assert len(piece.splitlines()) == 1


@given(st.lists(ANYTHING, min_size=1, max_size=4))
def test_paragraphs_do_not_influence_each_other(paragraphs: list[str]) -> None:
    together = pieces("\n".join(paragraphs))
    assert together == [piece for paragraph in paragraphs for piece in pieces(paragraph)]


@pytest.mark.parametrize(
    "whole",
    [
        "U.S. Defense Secretary Lloyd Austin corroborated the deployment.",
        "Mr. and Mrs. Smith, of St. Petersburg, Fla., met on Jan. 6, 2021.",
        "“Sen. Warren said so, and the quotation goes on in the next paragraph.",
        "Ms. Tanden met Lt. Gen. Flynn at 5 p.m. Monday.",
        "He left at 5 p.m. EST.",
        "Rep. X, R-N.C., agreed.",
        "“Will you come?” he asked.",
        "“Stop!” cried the minister.",
        "He works at Yahoo! in the accounting department.",
        "Yoon’s “principle of not directly supplying lethal weapons” stands.",
        "He said: “We will act. We will not stop.”",
        "It cost $7.5 billion... and rising.",
        "See Brown v. Board of Education, 347 U.S. 483 (1954).",
        "The est. cost was approx. 500 dollars.",
        "3. The army sent 3,000 troops.",
    ],
)
def test_no_boundary_inside(whole: str) -> None:
    assert pieces(whole) == [whole]


@pytest.mark.parametrize(
    "parts",
    [
        ["It was a “very serious issue.”", "South Korea’s chief reported later."],
        ["He lives in Washington, D.C.", "The senator agreed."],
        ["“Your facts are wrong,” Ramos wrote.", "“I am sure of it."],
        ["(He left.)", "She stayed."],
        ["Really...", "Yes."],
        ["Go in!", "https://example.org/a shows it."],
        ["1. The first item", "2. The second item"],
        ["a) tanks.", "b) guns.", "c) nothing"],
        ["• tanks", "• guns"],
        ["iPhone sales rose.", "eBay agreed."],
        ["It stands there. ...", "The parent left."],
    ],
)
def test_boundary_between(parts: list[str]) -> None:
    assert pieces(" ".join(parts)) == parts


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (
            "ko",
            [
                "윤석열 대통령은 말했다.",
                "그는 “가만히 있지 않겠다.”라고 했다.",
                "북한은 3.5만 명을 보냈다!",
                "왜?",
            ],
        ),
        ("ru", ["Это т.е. ложь.", "Он дал 7 млн. Москва ответила."]),
        ("de", ["Am 24. Oktober kamen 3 Mio. Menschen.", "Er ging bzw. lief."]),
        ("fr", ["M. Macron a parlé.", "Il est parti."]),
        ("pl", ["Był m.in. Duda.", "Mówił np. Kowalski."]),
        ("ar", ["قال الرئيس.", "هل هذا صحيح؟", "نعم."]),
        ("hi", ["वह गया।", "वह आया।"]),
    ],
)
def test_other_languages(language: str, parts: list[str]) -> None:
    assert pieces(" ".join(parts), language) == parts


def test_languages_without_spaces() -> None:
    assert pieces("彼は言った。「行く。」と彼女は言った。", "ja") == [
        "彼は言った。",
        "「行く。」と彼女は言った。",
    ]


def test_the_seed_article() -> None:
    fixture = Path(__file__).parents[3] / "fixtures" / "seed" / "article.json"
    (text,) = (
        row["fields"]["text"] for row in json.loads(fixture.read_text("utf-8")) if "text" in row["fields"]
    )
    found = pieces(text)
    assert [piece.split()[0] for piece in found] == [
        *("South", "South", "In", "His", "U.S.", "South", "South"),
        *("Yoon", "Though", "Analysts", "Despite", "South", "Moscow"),
    ]
    assert [piece.split()[-1] for piece in found if piece[-1] not in '.”"'] == ["Russia", "war", "aid"]


def test_offsets_count_code_points() -> None:
    assert sentences.split("😀 Yes.\r\n\u00a0No.\n") == [(0, 6), (9, 12)]


def test_a_wordless_line_is_still_accounted_for() -> None:
    assert pieces("Yes.\n* * *\nNo.") == ["Yes.", "* * *", "No."]


@pytest.mark.parametrize("text", ["", " \n\t ", "\ufeff\r\n\u200b"])
def test_blank_text_has_no_sentence(text: str) -> None:
    assert sentences.split(text) == []


@pytest.mark.parametrize("language", ["en", "en-GB", "EN", "En-Latn-US"])
def test_neither_region_nor_case_hides_the_language(language: str) -> None:
    assert pieces("They met Ms. Kim there. He stayed.", language) == ["They met Ms. Kim there.", "He stayed."]


def test_what_goes_on_for_too_long_is_cut_at_a_space() -> None:
    text = "word " * (sentences.WINDOW // 4)
    found = pieces(text)
    assert all(one.startswith("word") and one.endswith("word") for one in found)
    assert max(map(len, found)) <= sentences.LONGEST
    assert " ".join(found) == text.strip()


def test_a_long_quotation_is_cut_where_a_sentence_ends_in_it() -> None:
    said = "We sent no arms, and we shall send none. " * 40
    first, second, *_ = pieces(f"“{said.strip()}” she said.")
    assert first.startswith("“We sent")
    assert first.endswith("none.")
    assert second.startswith("We sent")


def test_a_long_sentence_is_cut_at_a_comma_where_it_has_no_longer_pause() -> None:
    assert all(
        one.endswith(("there,", "end.")) for one in pieces("so we went over there, " * 60 + "to the end.")
    )


def test_the_window_does_not_show_in_ordinary_prose() -> None:
    sentence = "South Korea sent no arms to Ukraine."
    assert set(pieces(" ".join([sentence] * 2_000))) == {sentence}


def test_the_splitter_is_never_shown_more_than_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[int] = []

    def whole(_language: str, text: str) -> list[str]:
        shown.append(len(text))
        return [text]

    monkeypatch.setattr(sentences.sentencex, "segment", whole)
    assert "".join(pieces("“x" * sentences.WINDOW)) == "“x" * sentences.WINDOW
    assert shown == [sentences.WINDOW] * 2


@pytest.mark.parametrize("unit", ["“x. ", "« x. ", "(A. ", "1. a ", "! ", "a", "• a ", "U.S. "])
def test_time_grows_with_the_length_only(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    began = time.process_time()
    sentences.split(text)
    assert time.process_time() - began < 5  # 0.05 to 0.6 s; by the square it would be minutes
