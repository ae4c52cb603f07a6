"""The vocabulary of failures and what each says."""

import pytest

from claims.text import outcomes
from claims.text.outcomes import MEANINGS, FailureClass, LinkVerdict

SAY_NOTHING = {
    "http_401",
    "http_402",
    "http_403",
    "http_429",
    "http_451",
    "bot_wall",
    "consent_wall",
    "robots",
    "blocked_address",
}


@pytest.mark.parametrize("failure", FailureClass)
def test_each_failure_has_its_own_sentence(failure: FailureClass) -> None:
    sentence = outcomes.describe(failure)

    assert sentence.endswith(".")
    assert len(sentence) < 120
    assert [meaning.sentence for meaning in MEANINGS.values()].count(sentence) == 1


def test_the_table_covers_the_vocabulary_and_nothing_else() -> None:
    assert set(MEANINGS) == set(FailureClass)


@pytest.mark.parametrize("value", sorted(SAY_NOTHING))
def test_barriers_say_nothing_about_the_link(value: str) -> None:
    assert FailureClass(value).verdict_on_link is LinkVerdict.UNKNOWN
    assert not outcomes.counts_against(value)


@pytest.mark.parametrize(
    "value", ["http_404", "http_410", "soft_404", "dns", "refused", "timeout", "http_5xx"]
)
def test_absences_count_against_the_link(value: str) -> None:
    assert outcomes.counts_against(FailureClass(value))


@pytest.mark.parametrize("value", ["truncated", "too_large", "dns_unavailable", "no_network", "parse_limit"])
def test_what_may_be_the_desks_own_trouble_says_nothing(value: str) -> None:
    assert not outcomes.counts_against(value)


def test_a_success_does_not_count_against_the_link() -> None:
    assert not outcomes.counts_against(None)


@pytest.mark.parametrize(("value", "heals"), [("http_410", False), ("bad_url", False), ("http_5xx", True)])
def test_some_failures_can_heal(value: str, heals: bool) -> None:
    assert FailureClass(value).can_heal is heals


def test_stored_words_are_described_too() -> None:
    assert outcomes.describe("dns") == FailureClass.DNS.meaning.sentence


def test_other_words_are_refused() -> None:
    with pytest.raises(ValueError):
        outcomes.describe("network")
