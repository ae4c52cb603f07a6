"""Subtitles (SubRip, WebVTT) as running text: cues joined to paragraphs, each with its speaker where one is named."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

PAUSE = 3.0
"""Seconds of silence that begin a new paragraph."""

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:[ \t].*)?")
_VOICE = re.compile(r"\s*<v(?:\.[^ >]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<[\d:.]+>|\{\\[^{}]{1,100}\}")
_BLOCK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


class _Cue(NamedTuple):
    start: float
    end: float
    speaker: str
    words: str


def text_of(transcript: str) -> str:
    """What was said, a paragraph a line; ``Speaker: `` before it where that changes. ValueError without any cue."""
    paragraphs: list[str] = []
    before: _Cue | None = None
    for cue in _cues(transcript.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")):
        is_new_speaker = bool(cue.speaker) and (before is None or cue.speaker != before.speaker)
        if before is None or is_new_speaker or cue.start - before.end > PAUSE:
            paragraphs.append(f"{cue.speaker}: {cue.words}" if is_new_speaker else cue.words)
        elif cue.words != before.words:  # rolling captions show a line twice
            paragraphs[-1] += f" {cue.words}"
        before = cue if cue.speaker or before is None else cue._replace(speaker=before.speaker)
    if not paragraphs:
        raise ValueError("no line of it says from when to when, as 00:00:01,000 --> 00:00:04,000")
    return "\n".join(paragraphs)


def _cues(transcript: str) -> Iterator[_Cue]:
    for block in _BLOCK.split(transcript.strip("\n")):
        lines = block.split("\n")
        at = next((number for number, line in enumerate(lines[:2]) if _TIMING.fullmatch(line)), None)
        if at is None:
            continue
        timing = _TIMING.fullmatch(lines[at])
        voice = _VOICE.match("\n".join(lines[at + 1 :]))
        words = " ".join(html.unescape(_TAG.sub("", " ".join(lines[at + 1 :]))).split())
        if timing and words:
            times = timing.groups()
            speaker = " ".join(html.unescape(voice[1]).split()) if voice else ""
            yield _Cue(_seconds(*times[:4]), _seconds(*times[4:]), speaker, words)


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")
