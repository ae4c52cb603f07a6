"""Two texts in which a reader finds no difference have one fingerprint; others have not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from claims.text import fingerprint

VECTORS = json.loads((Path(__file__).parent / "fingerprint_vectors.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=[one["of"] for one in VECTORS])
def test_what_is_promised_stays(vector):
    """The vectors of docs/cms.md: what others have stored depends on them."""
    assert fingerprint.normal(vector["text"]) == vector["normal"]
    assert fingerprint.of(vector["text"]) == vector["fingerprint"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“4,200 ships”", '"4,200 ships"'), ("the mayor’s list", "the mayor's list"), ("2019–2023", "2019-2023"),
        ("one line\n\nanother", "one line another"), ("  at both ends\r\n", "at both ends"),
        ("so many…", "so many..."), ("caf\u00e9", "cafe\u0301"), ("co\u00adoperate", "cooperate"),
        ("4\u202f200", "4 200"), ("zero\u200bwidth", "zerowidth"),
    ],
)  # fmt: skip
def test_what_a_reader_does_not_see_makes_no_difference(one, other):
    assert fingerprint.of(one) == fingerprint.of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4,200 ships", "4,300 ships"),
        ("Us", "us"),
        ("-5", "5"),
        ("a b", "ab"),
        ("Is it?", "Is it."),
        ("½", "1/2"),
    ],
)
def test_what_a_reader_sees_does(one, other):
    assert fingerprint.of(one) != fingerprint.of(other)


def test_the_normal_text_is_its_own():
    for vector in VECTORS:
        assert fingerprint.normal(vector["normal"]) == vector["normal"]


def test_its_shape_is_what_is_said():
    assert re.fullmatch(fingerprint.SHAPE, fingerprint.of(""))
