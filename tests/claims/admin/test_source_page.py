"""A source's page, its captures and their difference, with plain requests: no script has to run for any of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import ArchiveCopy, Dismissal, Event, Finding, Source, User
from tests import factories, histories
from tests.claims.admin.conftest import Desk, count_queries, said, words
from tests.histories import History


@pytest.fixture
def made(chae: User, ben: User, noise: None) -> History:
    return histories.build(author=chae, editor=ben, every=30)


def page(source: Source) -> str:
    return reverse("admin:claims_source_page", args=[source.pk])


def difference(source: Source) -> str:
    return reverse("admin:claims_source_difference", args=[source.pk])


def trouble(made: History) -> Finding:
    return Finding.objects.get(snapshot=made.latest, check_id="quote-present")


def test_a_source_in_the_list_leads_to_its_page(made: History, ana: User, at_desk: Desk) -> None:
    listed = at_desk(ana).get(reverse("admin:claims_source_changelist"))
    assert page(made.source) in words(listed)


def test_the_page_says_what_hangs_on_the_source_and_why_it_is_looked_at(
    made: History, ana: User, at_desk: Desk
) -> None:
    told = words(at_desk(ana).get(page(made.source)))
    assert made.claim.statement in told
    assert "The quoted words were altered" in told
    assert "a published verdict is at risk" in told
    assert "says “not found” (404)" in told


def test_a_source_without_an_address_or_a_capture_has_a_page_too(
    chae: User, ana: User, at_desk: Desk
) -> None:
    told = words(at_desk(ana).get(page(factories.source(by=chae, url="", kind="interview"))))
    assert "It has no address" in told
    assert "Not captured yet." in told


def test_a_protected_source_says_what_readers_are_told(chae: User, ana: User, at_desk: Desk) -> None:
    source = factories.source(by=chae, is_sensitive=True, public_wording="An official of the port")
    assert "An official of the port" in words(at_desk(ana).get(page(source)))


def test_what_a_stranger_wrote_is_only_text(made: History, ben: User, at_desk: Desk) -> None:
    hostile = "</script><script>window.ran = 1</script>"
    last = histories.snapshot(made.source, [hostile, *histories.BEFORE], at=timezone.now())
    for address in (
        page(made.source), difference(made.source), reverse("admin:claims_snapshot_change", args=[last.pk]),
    ):  # fmt: skip
        assert "<script>window.ran" not in words(at_desk(ben).get(address))


def test_a_capture_that_is_asked_for_waits_its_turn(made: History, ana: User, at_desk: Desk) -> None:
    answer = at_desk(ana).post(reverse("admin:claims_source_capture", args=[made.source.pk]))
    assert answer["Location"] == page(made.source)
    assert made.source.capture_jobs.pending().exists()
    assert Event.objects.filter(kind="capture.requested", subject_pk=str(made.source.pk)).exists()


def test_archives_are_asked_for_a_copy_where_the_desk_has_a_key(
    ana: User, at_desk: Desk, settings: Any
) -> None:
    settings.WAYBACK_ACCESS_KEY = settings.WAYBACK_SECRET_KEY = "a key for tests"
    source = factories.source(by=ana)
    assert "Ask for a copy" in words(at_desk(ana).get(page(source)))
    answer = at_desk(ana).post(reverse("admin:claims_source_archive", args=[source.pk]))
    assert said(answer) == ["A copy is asked for: Wayback Machine. It appears here when it is made."]
    assert "a copy is being asked for" in words(at_desk(ana).get(page(source)))


@pytest.mark.parametrize("fields", [{}, {"is_sensitive": True, "public_wording": "An official"}])
def test_without_a_key_and_of_a_protected_source_no_archive_is_asked(
    ana: User, at_desk: Desk, settings: Any, fields: dict[str, Any]
) -> None:
    settings.WAYBACK_ACCESS_KEY = settings.WAYBACK_SECRET_KEY = "a key for tests" if fields else ""
    source = factories.source(by=ana, **fields)
    assert "Ask for a copy" not in words(at_desk(ana).get(page(source)))
    at_desk(ana).post(reverse("admin:claims_source_archive", args=[source.pk]))
    assert not source.archive_jobs.exists()


def test_why_an_archive_has_no_copy_is_told(made: History, ana: User, at_desk: Desk) -> None:
    ArchiveCopy.objects.create(source=made.source, archive="perma", failure="refused")
    assert "would not, take a copy of this page" in words(at_desk(ana).get(page(made.source)))


def test_a_finding_is_dismissed_with_a_reason(made: History, ben: User, at_desk: Desk) -> None:
    finding = trouble(made)
    answer = at_desk(ben).post(
        reverse("admin:claims_source_dismiss", args=[made.source.pk]),
        {"finding": finding.pk, "reason": "A misprint."},
    )
    assert said(answer) == ["Dismissed, until the finding changes."]
    told = words(at_desk(ben).get(page(made.source)))
    assert "Dismissed by ben" in told
    assert "A misprint." in told


@pytest.mark.parametrize(
    ("who", "reason", "why"), [("ben", " ", "Say why"), ("ana", "So.", "Your role does not let you")]
)
def test_what_is_refused_says_why_and_keeps_the_words(
    made: History, ana: User, ben: User, at_desk: Desk, who: str, reason: str, why: str
) -> None:
    person = {"ana": ana, "ben": ben}[who]
    answer = at_desk(person).post(
        reverse("admin:claims_source_dismiss", args=[made.source.pk]),
        {"finding": trouble(made).pk, "reason": reason},
    )
    assert why in words(answer)
    assert answer.context["refused"]["words"] == reason
    assert not Dismissal.objects.filter(source=made.source).exists()


def test_a_finding_of_another_source_is_not_dismissed_here(
    made: History, chae: User, ben: User, at_desk: Desk
) -> None:
    other = factories.source(by=chae)
    answer = at_desk(ben).post(
        reverse("admin:claims_source_dismiss", args=[other.pk]),
        {"finding": trouble(made).pk, "reason": "So."},
    )
    assert answer.status_code == 404


def test_who_may_not_act_finds_no_buttons(made: History, ana: User, at_desk: Desk) -> None:
    assert "Dismiss the finding" not in words(at_desk(ana).get(page(made.source)))


# --- The difference -----------------------------------------------------------------------------------------------


def test_the_difference_begins_with_what_is_cited_and_what_stands_there_now(
    made: History, ana: User, at_desk: Desk
) -> None:
    shown = at_desk(ana).get(difference(made.source))
    assert (shown.context["before"], shown.context["after"]) == (made.first, made.latest)
    assert "<del>4,200</del>" in words(shown)
    assert "<ins>2,400</ins>" in words(shown)


def test_the_earlier_of_two_captures_stands_left_whichever_way_they_were_named(
    made: History, ana: User, at_desk: Desk
) -> None:
    shown = at_desk(ana).get(difference(made.source), {"before": made.latest.pk, "after": made.first.pk})
    assert (shown.context["before"], shown.context["after"]) == (made.first, made.latest)


@pytest.mark.parametrize(
    "query", [{"before": "x"}, {"before": "1", "after": "1"}, {"before": "0", "after": "²"}]
)
def test_captures_that_are_not_there_are_said_to_be_missing(
    chae: User, ana: User, at_desk: Desk, query: dict[str, str]
) -> None:
    shown = at_desk(ana).get(difference(factories.source(by=chae)), query)
    assert "There are no two captures" in words(shown)


def test_a_capture_of_another_source_is_not_compared(
    made: History, chae: User, ana: User, at_desk: Desk
) -> None:
    other = histories.snapshot(factories.source(by=chae), histories.BEFORE, at=timezone.now())
    shown = at_desk(ana).get(difference(made.source), {"before": made.first.pk, "after": other.pk})
    assert shown.context["difference"] is None


# --- A capture ----------------------------------------------------------------------------------------------------


def test_a_captures_page_has_its_text_and_facts(made: History, ana: User, at_desk: Desk) -> None:
    told = words(at_desk(ana).get(reverse("admin:claims_snapshot_change", args=[made.first.pk])))
    assert "4,200 ships called at the port</span></mark>" in told
    assert "TLSv1.3" in told


def test_a_capture_that_failed_says_why(made: History, ana: User, at_desk: Desk) -> None:
    failed = histories.snapshot(made.source, [], at=timezone.now(), failure="http_403")
    told = words(at_desk(ana).get(reverse("admin:claims_snapshot_change", args=[failed.pk])))
    assert "The site does not let the desk in (403)." in told
    assert "No text was captured." in told


def test_the_bytes_are_an_attachment_and_nothing_else(made: History, ana: User, at_desk: Desk) -> None:
    answer = at_desk(ana).get(reverse("admin:claims_snapshot_bytes", args=[made.first.pk]))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"4,200 ships" in answer.content


def test_the_copy_is_shut_off_from_the_desk(made: History, ana: User, at_desk: Desk) -> None:
    answer = at_desk(ana).get(reverse("admin:claims_snapshot_copy", args=[made.first.pk]))
    policy = {one.strip() for one in answer["Content-Security-Policy"].split(";")}
    assert {"sandbox", "default-src 'none'", "form-action 'none'", "frame-ancestors 'none'"} <= policy
    assert "no-store" in answer["Cache-Control"]
    assert "4,200 ships" in answer.content.decode()


@pytest.mark.parametrize("route", ["claims_snapshot_bytes", "claims_snapshot_copy"])
def test_of_a_capture_without_bytes_there_is_nothing_to_show(
    made: History, ana: User, at_desk: Desk, route: str
) -> None:
    failed = histories.snapshot(made.source, [], at=timezone.now(), failure="timeout")
    answer = at_desk(ana).get(reverse(f"admin:{route}", args=[failed.pk]))
    assert answer.status_code == 302
    assert "Nothing arrived" in said(answer)[0]


# --- Size ---------------------------------------------------------------------------------------------------------


def test_more_captures_and_evidence_are_no_more_queries(
    made: History, chae: User, ben: User, at_desk: Desk
) -> None:
    client, addresses = at_desk(ben), (page(made.source), difference(made.source))
    few = [count_queries(client, one) for one in addresses]
    for number in range(4):
        claim = factories.claim(by=chae)
        piece = factories.evidence(claim, by=chae, source=made.source, quote=f"quote number {number}")
        histories.findings(histories.snapshot(made.source, histories.NOW, at=timezone.now()), piece)
    many = [count_queries(client, one) for one in addresses]
    assert all(after <= before for before, after in zip(few, many, strict=True))


def test_the_pages_of_an_ordinary_source_are_light(made: History, ben: User, at_desk: Desk) -> None:
    """300 captures, and a page of 20,000 characters: no more than 100 kB each."""
    lines = [f"Line {n}: " + "words of the harbour master. " * 4 for n in range(160)]
    now = timezone.now()
    for number in range(300):
        at = now + timedelta(seconds=number)
        last = histories.snapshot(made.source, [*lines, f"Edition {number // 20}."], at=at)
    client = at_desk(ben)
    sizes = {
        address: len(client.get(address).content)
        for address in (
            page(made.source), difference(made.source), reverse("admin:claims_snapshot_change", args=[last.pk])
        )
    }  # fmt: skip
    assert {address: size for address, size in sizes.items() if size > 100_000} == {}
