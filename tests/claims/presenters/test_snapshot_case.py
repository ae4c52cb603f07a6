"""A capture for its page: the text in parts, with quoted passages and what a finding points to in their places."""

from __future__ import annotations

import pytest
from django.utils import timezone

from claims.models import Snapshot, User
from claims.presenters import snapshot_case
from tests import factories, histories
from tests.histories import History


@pytest.fixture
def made(chae: User, ben: User) -> History:
    return histories.build(author=chae, editor=ben, every=30)


def shown(page: snapshot_case.Page) -> str:
    return "\n".join("".join(bit.text for bit in paragraph) for paragraph in page.paragraphs)


def test_the_text_is_whole_with_the_passage_marked(made: History) -> None:
    page = snapshot_case.page(made.first)
    assert shown(page) == made.first.text
    assert [bit.text for line in page.paragraphs for bit in line if bit.quotes] == [histories.QUOTE]


def test_a_passage_that_is_not_in_it_is_told(made: History, chae: User) -> None:
    gone = factories.evidence(made.claim, by=chae, source=made.source, quote="no ship at all was seen there")
    page = snapshot_case.page(made.first)
    assert ([one.quote.evidence for one in page.standing], page.absent) == ([made.evidence], [gone])


def test_what_a_finding_points_to_is_marked_on_demand(made: History) -> None:
    finding = made.latest.findings.get(check_id="quote-present")
    page = snapshot_case.page(made.latest, finding=finding.pk)
    found = [bit.text for line in page.paragraphs for bit in line if bit.is_found]
    assert "".join(found) == "2,400 ships called at the port"


def test_a_finding_of_another_capture_marks_nothing(made: History) -> None:
    finding = made.latest.findings.get(check_id="quote-present")
    assert snapshot_case.page(made.first, finding=finding.pk).marked is None


def test_a_long_text_is_shown_in_parts(made: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_case, "PART", 200)
    pages = [
        snapshot_case.page(made.first, part=part)
        for part in range(1, snapshot_case.page(made.first).parts + 1)
    ]
    assert len(pages) > 2
    assert "\n".join(shown(page) for page in pages) == made.first.text
    assert {one.part for one in pages[0].standing} == {2}


@pytest.mark.parametrize(("asked", "part"), [(0, 1), (-1, 1), (2, 2), (99, 4)])
def test_a_part_that_is_not_there_is_the_nearest(
    made: History, monkeypatch: pytest.MonkeyPatch, asked: int, part: int
) -> None:
    monkeypatch.setattr(snapshot_case, "PART", 200)
    assert snapshot_case.page(made.first, part=asked).part == part


def test_a_text_without_lines_is_cut_all_the_same() -> None:
    borders = snapshot_case.parts("x" * (2 * snapshot_case.PART + 1))
    assert [one.end - one.start for one in borders] == [snapshot_case.PART, snapshot_case.PART, 1]


def test_a_capture_without_a_text_has_one_empty_part(made: History) -> None:
    failed = histories.snapshot(made.source, [], at=timezone.now(), failure="timeout")
    page = snapshot_case.page(Snapshot.objects.select_related("source").get(pk=failed.pk))
    assert (page.paragraphs, page.parts) == ([], 1)
