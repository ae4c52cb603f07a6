"""Above every list: the lists that are kept, and the list as a file."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Alert, Batch, Claim, SavedFilter, User
from claims.services import alerting, carrying_out, exporting_lists, saving_filters
from tests import factories
from tests.claims.admin.conftest import Desk, said, words

LIST = reverse("admin:claims_claim_changelist")
KEEP = reverse("admin:list_keep", args=["claim"])
HELD = "legal_hold__exact=1"


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    made = factories.claim(by=chae, statement="Ships came.")
    Claim.objects.filter(pk=made.pk).update(legal_hold=True)
    return made


def export(claims: str = "claim", format: str = "csv", query: str = "") -> str:
    return f"{reverse('admin:list_export', args=[claims, format])}?{query}"


def test_a_list_is_kept_and_shown_above_it(claim: Claim, at_desk: Desk, chae: User) -> None:
    client = at_desk(chae)
    response = client.post(KEEP, {"name": "On hold", "query": HELD + "&p=2"})
    assert response["Location"] == f"{LIST}?{HELD}"
    assert f'<a href="?{HELD}" class="kept-list" data-kept aria-current="page">On hold' in words(
        client.get(response["Location"])
    )


def test_anothers_list_is_not_shown_unless_it_is_shared(
    claim: Claim, at_desk: Desk, chae: User, ben: User
) -> None:
    saving_filters.keep(by=ben, listed="claim", name="Ben’s own", query=HELD)
    saving_filters.keep(by=ben, listed="claim", name="The desk’s", query=HELD, is_shared=True)
    shown = words(at_desk(chae).get(LIST))
    assert "Ben’s own" not in shown
    assert "The desk’s" in shown
    assert "Let “The desk’s” go" not in shown


def test_a_list_is_let_go(claim: Claim, at_desk: Desk, chae: User) -> None:
    kept = saving_filters.keep(by=chae, listed="claim", name="On hold", query=HELD)
    response = at_desk(chae).post(reverse("admin:list_let_go", args=[kept.pk]), {"query": HELD})
    assert said(response) == ["“On hold” is no longer kept."]
    assert not SavedFilter.objects.exists()


def test_a_refused_name_says_why(claim: Claim, at_desk: Desk, chae: User) -> None:
    assert said(at_desk(chae).post(KEEP, {"name": " ", "query": HELD})) == ["Give the list a name."]


def test_an_export_holds_what_the_list_shows(claim: Claim, at_desk: Desk, chae: User) -> None:
    response = at_desk(chae).post(export(query=HELD + "&q=ships"))
    assert response["Content-Disposition"] == 'attachment; filename="claims.csv"'
    told = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [row["statement"] for row in csv.DictReader(io.StringIO(told))] == ["Ships came."]


def test_a_long_list_becomes_a_batch_whose_file_is_its_own(
    claim: Claim, at_desk: Desk, chae: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting_lists, "DIRECTLY", 1)
    client = at_desk(chae)
    page = client.post(export(format="jsonl"))["Location"]
    carrying_out.perform(Batch.objects.get().pk)
    assert "Download claims.jsonl.gz" in words(client.get(page))
    file = reverse("admin:claims_batch_file", args=[Batch.objects.get().pk])
    assert client.get(file)["Content-Type"] == "application/gzip"
    assert at_desk(ben).get(file).status_code == 403
    assert "Download" not in words(at_desk(ben).get(page))


@pytest.mark.parametrize(("noun", "format"), [("user", "csv"), ("tip", "csv"), ("claim", "xml")])
def test_what_is_not_exported_is_refused(
    claim: Claim, at_desk: Desk, ada: User, noun: str, format: str
) -> None:
    response = at_desk(ada).post(export(noun, format))
    assert response.status_code in {302, 404}
    assert not getattr(response, "streaming", False)


def test_who_does_not_see_the_list_does_not_export_it(claim: Claim, at_desk: Desk, chae: User) -> None:
    assert at_desk(chae).post(export("webhooksubscription")).status_code == 403


def test_the_queue_of_alerts_is_kept_and_exported_as_it_is_filtered(
    at_desk: Desk, chae: User, ben: User, scale: object
) -> None:
    client = at_desk(ben)
    for severity in Alert.Severity.values[:2]:
        made = factories.published_claim(author=chae, editor=ben)
        alert = alerting.open_by_hand(
            made.verdicts.get(), made.evidence.earliest("pk"), why="Two texts.", by=ben, severity=severity
        )
    queue = reverse("admin:claims_alert_changelist")
    assert f"severity={alert.severity}" in words(client.get(f"{queue}?severity={alert.severity}"))
    response = client.post(export("alert", "jsonl", f"severity={alert.severity}"))
    rows = [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]  # type: ignore[attr-defined]
    assert [row["id"] for row in rows] == [alert.pk]


def test_what_is_due_is_a_queue(claim: Claim, at_desk: Desk, chae: User) -> None:
    later = factories.claim(by=chae, statement="Later.")
    Claim.objects.filter(pk=claim.pk).update(due_on=timezone.localdate())
    Claim.objects.filter(pk=later.pk).update(due_on=timezone.localdate() + timedelta(days=1))
    response = at_desk(chae).get(f"{LIST}?due_on__lte={timezone.localdate()}")
    assert list(response.context["cl"].result_list) == [claim]
    assert 'aria-current="page">Due' in words(response)


def test_a_filter_that_cannot_be_is_said_so(claim: Claim, at_desk: Desk, chae: User) -> None:
    response = at_desk(chae).post(export(query="status__exact=at_risk&kind__wrong=1"))
    assert response.status_code in {302, 400}


def test_a_file_that_was_called_off_half_way_is_not_offered(
    claim: Claim, at_desk: Desk, chae: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting_lists, "DIRECTLY", 1)
    monkeypatch.setattr(exporting_lists, "AT_ONCE", 1)
    client = at_desk(chae)
    page = client.post(export())["Location"]
    batch = Batch.objects.get()
    carrying_out.perform(batch.pk, seconds=0)
    client.post(reverse("admin:claims_batch_cancel", args=[batch.pk]))
    assert "Download" not in words(client.get(page))
    assert client.get(reverse("admin:claims_batch_file", args=[batch.pk])).status_code == 404
