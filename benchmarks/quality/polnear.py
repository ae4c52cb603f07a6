"""PolNeAR 1.0: news of the American election of 2016 in which people marked who is said to have said, thought or done what."""

from __future__ import annotations

import functools
import re
import tarfile
from dataclasses import dataclass, field

from benchmarks.quality import data

Place = tuple[int, int]
_LINE = re.compile(r"([TE]\d+)\t(.*)")
_SPAN = re.compile(r"([\w-]+) ([\d ;]+)(?:\t|$)")


@dataclass(frozen=True, slots=True)
class Marked:
    """One attribution: each part is a list of places, as it may be interrupted; ``source`` may be empty."""

    source: list[Place] = field(default_factory=list)
    cue: list[Place] = field(default_factory=list)
    content: list[Place] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Article:
    key: str
    text: str
    attributions: list[Marked]


@functools.cache
def load(part: str) -> list[Article]:
    """The articles of ``train`` or ``dev`` by name. Of one that several people marked, the first one's marks count."""
    with tarfile.open(data("attribution", "polnear-train-dev.tgz")) as tar:
        texts, marks = {}, {}
        for one in sorted(tar.getmembers(), key=lambda member: member.name):
            folder, _, name = one.name.rpartition("/")
            if f"/{part}/" not in one.name or not one.isfile():
                continue
            content = tar.extractfile(one).read().decode()  # type: ignore[union-attr]
            if folder.endswith("text"):
                texts[name.removesuffix(".txt")] = content
            elif folder.endswith("attributions"):
                marks.setdefault(name.rpartition("_")[0], content)
    return [Article(key, texts[key], read(marks.get(key, ""))) for key in sorted(texts)]


def read(annotations: str) -> list[Marked]:
    """The attributions of a file in the stand-off format of brat."""
    spans: dict[str, list[Place]] = {}
    events = []
    for line in filter(None, map(_LINE.fullmatch, annotations.splitlines())):
        if line[1].startswith("E"):
            events.append([part.split(":") for part in line[2].split()])
        elif span := _SPAN.match(line[2]):
            pieces = (piece.split() for piece in span[2].strip().split(";"))
            spans[line[1]] = [(int(start), int(end)) for start, end in pieces]
    found = []
    for event in events:
        marked = Marked()
        for role, name in event:
            part = role.rstrip("0123456789").lower()
            if part in ("source", "cue", "content"):
                getattr(marked, part).extend(spans.get(name, []))
        found.append(marked)
    return found
