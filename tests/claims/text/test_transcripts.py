"""Transcripts as running text."""

from __future__ import annotations

import pytest

from claims.text import transcripts

SRT = """1
00:00:01,000 --> 00:00:03,000
The port <i>handled</i>
4,200 ships

2
00:00:03,100 --> 00:00:05,000
in 2023.

3
00:01:00,000 --> 00:01:02,000
That &amp; more.
"""


def test_cues_become_paragraphs_without_numbers_times_and_tags() -> None:
    assert transcripts.text_of(SRT) == "The port handled 4,200 ships in 2023.\nThat & more."


def test_windows_lines_and_a_byte_order_mark_make_no_difference() -> None:
    assert transcripts.text_of("\ufeff" + SRT.replace("\n", "\r\n")) == transcripts.text_of(SRT)


def test_a_named_speaker_begins_a_paragraph() -> None:
    vtt = (
        "WEBVTT\n\nNOTE not said\n\n00:01.000 --> 00:02.000 align:start\n<v.loud Mary>I agree.\n\n"
        "00:02.000 --> 00:03.000\n<v.loud Mary>Fully.\n\n00:03.000 --> 00:04.000\n<v Bob>I don’t.</v>\n"
    )
    assert transcripts.text_of(vtt) == "Mary: I agree. Fully.\nBob: I don’t."


def test_a_line_that_rolls_on_is_told_once() -> None:
    rolling = "00:01.000 --> 00:02.000\nIt is.\n\n00:02.000 --> 00:03.000\nIt is.\n"
    assert transcripts.text_of(rolling) == "It is."


@pytest.mark.parametrize(
    "text", ["", "Hello", "WEBVTT\n\nNOTE nothing", "1\n00:00:01,000 --> 00:00:02,000\n"]
)
def test_a_text_without_a_cue_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="from when to when"):
        transcripts.text_of(text)
