from __future__ import annotations

import pytest

from claims.text import countries


def test_there_are_as_many_as_the_standard_has() -> None:
    assert len(countries.CODES) == 249


@pytest.mark.parametrize("told", ["KR", "KP", "GB", "UA"])
def test_assigned_codes_are_known(told: str) -> None:
    assert countries.is_code(told)


@pytest.mark.parametrize("told", ["kr", "UK", "EU", "XK", "KOR", "", "82"])
def test_others_are_not(told: str) -> None:
    assert not countries.is_code(told)
