"""How often a dying process is started again."""

from __future__ import annotations

import pytest

from factcheck.embedded import services


def test_pauses_double_up_to_a_limit() -> None:
    deaths = services.Deaths()
    pauses = [deaths.record(moment) for moment in range(5)]
    assert pauses == [0.2, 0.4, 0.8, 1.6, 3.2]


def test_the_sixth_death_within_a_minute_is_the_last() -> None:
    deaths = services.Deaths()
    for moment in range(5):
        assert deaths.record(moment) is not None
    assert deaths.record(59.9) is None


def test_deaths_far_apart_never_add_up() -> None:
    deaths = services.Deaths()
    assert {deaths.record(moment * 61.0) for moment in range(20)} == {0.2}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "ended with code 0"),
        (3, "ended with code 3"),
        (-9, "was killed (SIGKILL)"),
        (-63, "was killed (signal 63)"),
    ],
)
def test_an_exit_code_is_said_in_words(code: int, words: str) -> None:
    assert services.how_it_ended(code) == words
