"""Is the source dated as the desk noted? Each row is what is noted and who tells what, and what is found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from claims.checks.base import Result, Subject
from claims.checks.publication_date import PublicationDated
from claims.models import Extraction, Snapshot, Source

CAPTURED = datetime(2024, 11, 1, 12, tzinfo=UTC)


def judged(
    noted: str = "", page: str = "", article: str = "", *, path: str = "/x", kind: str = "newspaper", modified: str = "", **fields: object
) -> Result:  # fmt: skip
    address = f"https://news.example{path}"
    shown: dict[str, object] = {
        "pk": 2, "url": address, "final_url": address, "status": 200, "title": "News", "text": "Ships called at the port.",
        "captured_at": CAPTURED, "published_on": page, "modified_on": modified,
    }  # fmt: skip
    snapshot = Snapshot(**(shown | fields))
    baseline = Snapshot(**(shown | {"pk": 1}))
    extraction = Extraction(published_on=article) if article else None
    subject = Subject(
        snapshot, Source(published_on=noted, kind=kind), extraction=extraction, baseline=baseline
    )
    return PublicationDated().judge(subject)


@pytest.mark.parametrize(
    ("noted", "page", "article", "path", "expected"),
    [
        ("2024-10-24", "2024-10-24", "", "/x", ("pass", "as_noted")),
        ("2024-10-24", "2024-10-25", "", "/x", ("pass", "as_noted")),  # by another clock
        ("2024-10", "2024-10-25", "", "/x", ("pass", "as_noted")),
        ("2024-10-24", "2024-10-27", "", "/x", ("warn", "other_than_noted")),
        ("2024-10-24", "2024-10-24", "2020-01-01", "/x", ("pass", "as_noted")),
        ("2024-10-24", "", "2024-10-20", "/x", ("warn", "other_than_noted")),
        ("2024-10-24", "", "", "/2024/10/24/x", ("pass", "as_noted")),
        ("2024-10-24", "", "", "/2023/10/24/x", ("warn", "other_than_noted")),
        ("2024-10-24", "", "", "/x", ("unknown", "not_told")),
        ("", "2024-10-24", "", "/x", ("pass", "told")),
        ("", "", "", "/x", ("warn", "undated")),
        ("", "2024-11-02", "", "/x", ("pass", "told")),
        ("", "2024-11-20", "", "/x", ("warn", "in_the_future")),
        ("", "1970-01-01", "", "/x", ("warn", "before_the_web")),
    ],
)
def test_what_is_told_and_noted(
    noted: str, page: str, article: str, path: str, expected: tuple[str, str]
) -> None:
    result = judged(noted, page, article, path=path)
    assert (result.outcome, result.reason) == expected


def test_an_archive_may_be_older_than_the_web() -> None:
    assert judged("", "1953-07-27", kind="archive").outcome == "pass"


def test_both_dates_are_told() -> None:
    said = "The page says it was published on 27 October 2024; the desk noted 24 October 2024."
    assert judged("2024-10-24", "2024-10-27").sentence == said


@pytest.mark.parametrize(("modified", "told"), [("2024-11-03", True), ("2024-10-25", False), ("", False)])
def test_a_change_after_the_first_capture_is_told_and_no_trouble(modified: str, told: bool) -> None:
    result = judged("2024-10-24", "2024-10-24", modified=modified)
    assert result.outcome == "pass"
    assert ("It says that it was changed on 3 November 2024" in result.sentence) is told


@pytest.mark.parametrize(
    "fields", [{"failure": "truncated"}, {"text": " "}, {"title": "Page not found", "text": "Sorry."}]
)
def test_what_could_not_be_read_is_not_known(fields: dict[str, str]) -> None:
    assert judged("2024-10-24", "2020-01-01", **fields).outcome == "unknown"
