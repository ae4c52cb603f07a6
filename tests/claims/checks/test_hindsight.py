"""Is evidence marked that postdates the claim? Each row is the dates that are known, and what is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claims.checks.base import Passage, Result, Subject
from claims.checks.hindsight import HindsightMarked
from claims.models import Claim, Evidence, Snapshot, Source

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"


def judged(
    claimed: str, as_of: str, published: str = "", page: str = "", *, is_hindsight: bool = False
) -> Result:
    evidence = Evidence(
        pk=1, claim=Claim(claimed_on=claimed), quote="x", as_of=as_of, is_hindsight=is_hindsight
    )
    snapshot = Snapshot(
        pk=2, url="https://a.example/x", final_url="https://a.example/x", status=200, title="News", text="Text", published_on=page
    )  # fmt: skip
    return HindsightMarked().judge(Subject(snapshot, Source(published_on=published)), Passage(evidence))


@pytest.mark.parametrize(
    ("claimed", "as_of", "published", "page", "is_hindsight", "expected"),
    [
        ("2024-10-24", "2024-10-23", "", "", False, ("pass", "in_time")),
        ("2024-10-24", "2024-10-24", "", "", False, ("pass", "in_time")),
        ("2024-10-24", "2024-10-25", "", "", False, ("warn", "unmarked")),
        ("2024-10-24", "2024-10-25", "", "", True, ("pass", "marked")),
        ("2024-10-24", "2024-10", "", "", False, ("pass", "in_time")),
        ("2024-10-23/2024-12", "2024-11-20", "", "", False, ("pass", "in_time")),
        ("2024-10-24", "", "2024-11-20", "", False, ("warn", "unmarked")),
        ("2024-10-24", "", "", "2024-11-20", False, ("warn", "unmarked")),
        ("2024-10-24", "", "", "2024-10-25", False, ("pass", "in_time")),  # by another clock
        ("2024-10-24", "", "", "", False, ("unknown", "undated")),
        ("", "2024-10-24", "", "", False, ("unknown", "claim_undated")),
    ],
)
def test_what_came_after_the_claim(
    claimed: str, as_of: str, published: str, page: str, is_hindsight: bool, expected: tuple[str, str]
) -> None:
    result = judged(claimed, as_of, published, page, is_hindsight=is_hindsight)
    assert (result.outcome, result.reason) == expected


def test_nothing_in_the_fixtures_is_unmarked() -> None:
    def rows(name: str) -> list[dict[str, object]]:
        return [row["fields"] for folder in ("seed", "demonstration") for row in json.loads((FIXTURES / folder / f"{name}.json").read_text("utf-8"))]  # fmt: skip

    claims, sources = ({row["slug"]: row for row in rows(name)} for name in ("claims", "sources"))
    found = [
        judged(
            str(claims[row["claim"][0]].get("claimed_on", "")),  # type: ignore[index]
            str(row.get("as_of", "")),
            str(sources[row["source"][0]].get("published_on", "")) if row.get("source") else "",  # type: ignore[index]
            is_hindsight=bool(row.get("is_hindsight")),
        ).outcome
        for row in rows("evidence")
    ]
    assert len(found) > 140
    assert "warn" not in found
