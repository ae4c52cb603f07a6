"""The sentences of debates that people judged worth a check, or not: CheckThat! 2024 task 1, English."""

from __future__ import annotations

import csv
import gzip
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.quality import data

FILES = {"train": "debates-train.tsv.gz", "dev": "debates-dev.tsv"}
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Labelled(NamedTuple):
    texts: list[str]
    is_worthy: Bools


def load(which: str) -> Labelled:
    """``which``: *train* or *dev*. NoData where they are not."""
    path = data("check-worthiness", FILES[which])
    raw = path.read_bytes()
    lines = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode().splitlines()
    rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return Labelled(
        [_unquoted(row["Text"]) for row in rows], np.array([row["class_label"] == "Yes" for row in rows])
    )


def _unquoted(text: str) -> str:
    """Some lines are quoted as CSV, others are not."""
    text = text.strip()
    return text[1:-1].replace('""', '"') if len(text) > 1 and text[0] == text[-1] == '"' else text


def f1(found: Bools, is_worthy: Bools) -> float:
    """Of the class Yes."""
    both = int((found & is_worthy).sum())
    return 2 * both / max(int(found.sum()) + int(is_worthy.sum()), 1)


def default_threshold(scores: Floats, is_worthy: Bools, give: float = 0.003) -> float:
    """The lowest hundredth whose F1 is the best but for ``give``: what is missed costs a desk more than a glance."""
    steps = [step / 100 for step in range(10, 70)]
    reached = np.array([f1(scores >= step, is_worthy) for step in steps])
    return steps[int(np.flatnonzero(reached >= reached.max() - give)[0])]


def calibration_error(scores: Floats, is_worthy: Bools, bins: int = 10) -> float:
    """Expected calibration error: how far the mean score of a tenth is from the share of Yes in it."""
    places = np.minimum((scores * bins).astype(int), bins - 1)
    return sum(
        abs(float(scores[places == one].mean()) - float(is_worthy[places == one].mean()))
        * float((places == one).mean())
        for one in set(places.tolist())
    )
