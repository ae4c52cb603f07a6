"""Whether a claim's sources speak each for themselves: a table of pairs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from claims.checks.base import Other, Passage, Result, Subject
from claims.checks.independence import Independent
from claims.models import Evidence, Extraction, Origin, Snapshot, Source

LIST = Origin(pk=1, slug="list", what="the harbour master's list")
RADIO = Origin(pk=2, slug="radio", what="an interview on the radio")


def article(of: str) -> str:
    return "\n".join(
        f"In the {of} story, sentence {n} tells of the {n}th {of} ship and its cargo." for n in range(30)
    )


def source(pk: int, **fields: Any) -> Source:
    return Source(**({"pk": pk, "slug": f"s{pk}", "publisher": f"Gazette {pk}", "language": "en"} | fields))


def judged(
    *others: tuple[Source, str],
    text: str = article("own"),
    byline: str = "",
    mine: Source | None = None,
    **fields: Any,
) -> Result:
    given = {"pk": 1, "url": "https://a.example/1", "final_url": "https://a.example/1", "status": 200}
    snapshot = Snapshot(**(given | {"text": text, "captured_at": datetime(2024, 11, 1, tzinfo=UTC)} | fields))
    subject = Subject(snapshot, mine or source(1), extraction=Extraction(text=text, byline=byline))
    elsewhere = tuple(Other(one, Evidence(pk=one.pk), said) for one, said in others)
    return Independent().judge(subject, Passage(Evidence(pk=1, quote="x"), snapshot, elsewhere))


def told(result: Result) -> tuple[str, str]:
    return str(result.outcome), result.reason


@pytest.mark.parametrize(
    ("mine", "theirs", "text", "said", "expected"),
    [
        ({}, {}, article("own"), article("other"), ("pass", "nothing_shared")),
        ({"origin": LIST}, {"origin": LIST}, article("own"), article("other"), ("warn", "same_origin")),
        ({"origin": LIST}, {"origin": RADIO}, article("own"), article("other"), ("pass", "nothing_shared")),
        ({}, {}, article("own"), "Menu Home News " + article("own") + " Imprint", ("warn", "same_text")),
        ({"origin": LIST}, {"origin": RADIO}, article("own"), article("own"), ("warn", "same_text")),
        ({}, {}, article("own"), article("own")[:600] + article("other"), ("pass", "nothing_shared")),
        ({}, {}, "Too short.", "Too short.", ("pass", "nothing_shared")),
        ({"publisher": "The Gazette"}, {"publisher": "gazette"}, article("own"), article("other"), ("warn", "same_publisher")),
        ({"publisher": "Gazette", "origin": LIST}, {"publisher": "Gazette", "origin": RADIO}, article("own"),
         article("other"), ("pass", "nothing_shared")),
        ({}, {}, "LOWMARK (Reuters) - " + article("own"), "SEOUL (Reuters) - " + article("other"), ("warn", "same_agency")),
        ({}, {"publisher": "Reuters", "kind": "agency"}, "LOWMARK (Reuters) - " + article("own"), article("other"),
         ("warn", "same_agency")),
        ({"credited_to": "Yonhap"}, {"publisher": "Yonhap News Agency"}, article("own"), article("other"), ("warn", "same_agency")),
        ({}, {}, "LOWMARK (Reuters) - " + article("own"), "SEOUL (AP) - " + article("other"), ("pass", "nothing_shared")),
    ],
)  # fmt: skip
def test_what_ties_two_sources(
    mine: dict[str, Any], theirs: dict[str, Any], text: str, said: str, expected: tuple[str, str]
) -> None:
    result = judged((source(2, **theirs), said), text=text, mine=source(1, **mine))
    assert told(result) == expected


def test_a_byline_credits_an_agency() -> None:
    assert told(judged((source(2, publisher="AFP"), article("other")), byline="Ida Holm (AFP)")) == (
        "warn",
        "same_agency",
    )


def test_a_claims_only_source_depends_on_none() -> None:
    assert told(judged()) == ("pass", "alone")


@pytest.mark.parametrize(
    ("theirs", "expected"), [({}, ("unknown", "not_captured")), ({"origin": LIST}, ("warn", "same_origin"))]
)
def test_without_a_capture_only_the_desks_own_notes_speak(
    theirs: dict[str, Any], expected: tuple[str, str]
) -> None:
    result = judged((source(2, **theirs), article("own")), mine=source(1, origin=LIST), failure="timeout")
    assert told(result) == expected


def test_an_error_page_is_no_text_to_compare() -> None:
    said = judged((source(2), article("own")), title="404 Not Found")
    assert told(said) == ("unknown", "not_the_page")


def test_the_sentence_names_whom_it_counts_with() -> None:
    result = judged((source(2), article("own")), (source(3, origin=LIST), ""), mine=source(1, origin=LIST))
    assert result.sentence == (
        "Counts once with “Gazette 2”: 100% of the text is the same; "
        "with “Gazette 3”: both go back to the harbour master's list."
    )
    assert [one["reason"] for one in result.details["counts_once_with"]] == ["same_text", "same_origin"]


def test_a_protected_source_is_told_by_its_wording_alone() -> None:
    secret = source(2, is_sensitive=True, public_wording="An official", publisher="Gazette 1")
    result = judged((secret, article("own")))
    assert "“An official”" in result.sentence
    assert "Gazette" not in f"{result.sentence}{result.details}{result.about}"


def test_another_tie_is_another_finding() -> None:
    one = judged((source(2), article("own")))
    other = judged((source(3), article("own")))
    assert one.about != other.about
    assert one.about == judged((source(2), article("own"))).about


def test_two_passages_of_one_source_are_told_once() -> None:
    other = source(2)
    assert len(judged((other, article("own")), (other, article("own"))).details["counts_once_with"]) == 1
