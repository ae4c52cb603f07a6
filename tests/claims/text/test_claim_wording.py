"""Suggested kinds and wordings of claims."""

from __future__ import annotations

import pytest

from claims.text import claim_wording


@pytest.mark.parametrize(
    ("words", "kind", "rated"),
    [
        ("He called it a “very serious issue”.", "quote", "said"),
        ("Moscow denied that troops were sent.", "denial", "said"),
        ("The ministry said that rents fell.", "attribution", "said"),
        ("Rents will fall.", "prediction", "so"),
        ("Rents fell by 12 percent.", "statistic", "so"),
        ("There are no sanctions.", "background", "so"),
        ("The Senate passed the bill.", "event", "so"),
        ("임대료는 12% 내렸다.", "statistic", "so"),
    ],
)
def test_the_kind_and_what_is_rated(words: str, kind: str, rated: str) -> None:
    assert claim_wording.suggest(words)[:2] == (kind, rated)


def test_days_are_told_by_their_date() -> None:
    found = claim_wording.suggest("But rents fell yesterday.", published_on="2024-03-01")
    assert found.statement == "Rents fell on 29 February 2024."
    assert found.changed == [("But", ""), ("yesterday", "on 29 February 2024")]


def test_quoted_words_stay_as_they_were_spoken() -> None:
    words = "She said “we did it yesterday”."
    assert claim_wording.suggest(words, published_on="2024-03-01").statement == words


@pytest.mark.parametrize("day", ["", "2024", "2024-10", "2024-10-08/2024-10-24", "2024-13-45"])
def test_without_a_day_nothing_is_dated(day: str) -> None:
    assert (
        claim_wording.suggest("Rents fell yesterday.", published_on=day).statement == "Rents fell yesterday."
    )


def test_yesterdays_is_left_alone() -> None:
    assert claim_wording.suggest("Yesterday's vote was lost.", published_on="2024-03-01").changed == []
