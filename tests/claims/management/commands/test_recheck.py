"""``manage.py recheck``: which sources are asked for, what is refused, and what --wait says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims.management.commands import recheck
from claims.models import CaptureJob, Claim, Event, Snapshot, Source, User
from claims.services import alerting, capturing
from tests import captures, factories

Recheck = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(url: str, **options: Any) -> captures.Fetched:
        answer = captures.failed("http_404", status=404) if "gone" in url else captures.page(title="A list")
        return captures.answering(answer)(url)

    monkeypatch.setattr("claims.clients.http.fetch_politely", fetch)
    monkeypatch.setattr("claims.clients.pages.read", captures.read)
    monkeypatch.setattr("claims.services.probing.ask", lambda *arguments, **options: None)


def named(slug: str, chae: User, *, url: str = "", days: float | None = 1.0, **fields: Any) -> Source:
    """A source that was captured so many days ago (None: never), and waits for nothing."""
    made = factories.source(by=chae, slug=slug, url=url or f"https://{slug}.example/page")
    CaptureJob.objects.filter(source=made).update(
        due_at=timezone.now() + timedelta(days=30), reason="scheduled"
    )
    seen = timezone.now() - timedelta(days=days) if days is not None else None
    Source.objects.filter(pk=made.pk).update(last_captured_at=seen, **fields)
    return Source.objects.get(pk=made.pk)


@pytest.fixture
def sources(chae: User) -> dict[str, Source]:
    made = [
        named("well", chae, health="ok", days=2),
        named("gone", chae, health="dead", days=3),
        named("ill", chae, health="failing", url="https://www.news.example:8443/a?b#c", days=0.1),
        named("new", chae, url="https://news.example/b", days=None),
        named("other", chae, health="ok", url="https://news.example.org/c", days=1),
    ]
    factories.source(by=chae, slug="call", url="", kind="interview")
    return {one.slug: one for one in made}


@pytest.fixture
def run(sources: dict[str, Source]) -> Recheck:
    def called(*arguments: str) -> list[str]:
        out = StringIO()
        call_command("recheck", *arguments, stdout=out)
        return out.getvalue().splitlines()

    return called


def due() -> list[str]:
    """What has become due, or will within seconds, first come first."""
    soon = timezone.now() + timedelta(seconds=10)
    rows = CaptureJob.objects.pending().filter(due_at__lte=soon).order_by("due_at")
    return list(rows.values_list("source__slug", flat=True))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--health", "dead"], ["gone"]),
        (["--health", "failing", "--health", "dead"], ["gone", "ill"]),
        (["--health", "unknown"], ["new"]),
        (["--host", "news.example"], ["new", "ill"]),
        (["--host", "www.news.example"], ["new", "ill"]),
        (["--host", "https://News.Example/whatever"], ["new", "ill"]),
        (["--not-since", "1.5"], ["new", "gone", "well"]),
        (["--not-since", "0"], ["new", "gone", "well", "other", "ill"]),
        (["--health", "ok", "--not-since", "1.5"], ["well"]),
        (["--all"], ["new", "gone", "well", "other", "ill"]),
        (["--all", "--limit", "2"], ["new", "gone"]),
    ],
)
def test_what_is_asked_for_the_longest_unseen_first(
    run: Recheck, arguments: list[str], expected: list[str]
) -> None:
    total = len(expected) if "--limit" not in arguments else 5
    sources = "1 source" if len(expected) == 1 else f"{len(expected)} sources"
    assert run(*arguments) == [f"Asked for {sources} of {total}."]
    assert due() == expected
    assert set(CaptureJob.objects.filter(source__slug__in=expected).values_list("reason", flat=True)) == {
        "asked"
    }


@pytest.fixture
def claim(sources: dict[str, Source], chae: User, ben: User) -> Claim:
    made = factories.claim(by=chae)
    for slug in ("well", "ill"):
        piece = factories.evidence(made, by=chae, source=sources[slug])
        CaptureJob.objects.filter(source=piece.source).update(due_at=timezone.now() + timedelta(days=30))
    return made


def test_the_sources_of_a_claim(run: Recheck, claim: Claim) -> None:
    run("--claim", claim.slug)
    assert due() == ["well", "ill"]


def test_the_sources_of_an_article(run: Recheck, claim: Claim, chae: User) -> None:
    version = claim.appearances.get().article_version
    assert version is not None
    run("--article", version.article.slug)
    assert due() == ["well", "ill"]


def test_what_puts_a_verdict_at_risk(run: Recheck, claim: Claim, chae: User, ben: User) -> None:
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    piece = claim.evidence.get(source__slug="ill")
    alerting.open_by_hand(claim.verdicts.get(), piece, why="A reader wrote.", by=ben)
    run("--at-risk")
    assert due() == ["ill"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Say which sources"),
        (["--limit", "5"], "Say which sources"),
        (["--health", "poorly"], "invalid choice: 'poorly'"),
        (["--host", "no host"], "“no host” is no host"),
        (["--host", "nowhere.example"], "No source is at nowhere.example"),
        (["--claim", "nothing"], "No claim is called nothing"),
        (["--article", "nothing"], "No article is called nothing"),
        (["--not-since", "soon"], "“soon” is no number of days"),
        (["--not-since", "-1"], "in the future"),
        (["--not-since", "1e300"], "is no number of days"),
        (["--not-since", "nan"], "is no number of days"),
        (["--limit", "0", "--all"], "“0” is no number of sources"),
        (["--limit", "many", "--all"], "“many” is no number of sources"),
        (["--all", "--health", "ok"], "--all means every source, so it goes without --health ok"),
        (["--all", "--by", "nobody"], "No active member of the desk is called nobody"),
    ],
)
def test_bad_input_is_named_and_nothing_is_asked_for(run: Recheck, arguments: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        run(*arguments)
    assert due() == []
    assert not Event.objects.filter(kind="recheck.requested").exists()


def test_a_dry_run_lists_them_and_asks_for_nothing(run: Recheck, sources: dict[str, Source]) -> None:
    seen = sources["gone"].last_captured_at
    assert run("--not-since", "1.5", "--limit", "2", "--dry-run") == [
        "new: not known, never captured, https://news.example/b",
        f"gone: dead, captured {seen:%Y-%m-%d %H:%M}, https://gone.example/page",
        "2 sources of 3 would be asked for.",
    ]
    assert due() == []


def test_what_waits_already_is_said_and_not_asked_for_twice(run: Recheck, sources: dict[str, Source]) -> None:
    capturing.ask(sources["gone"], reason="asked")
    assert run("--all") == ["Asked for 5 sources of 5; 1 of them waited for it already."]
    assert CaptureJob.objects.pending().filter(source=sources["gone"]).count() == 1


def test_many_become_due_one_after_the_other(run: Recheck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.services.rechecking.A_SECOND", 0.5)
    run("--all")
    moments = list(CaptureJob.objects.pending().order_by("due_at").values_list("due_at", flat=True))
    assert moments[-1] - moments[0] > timedelta(seconds=7)


def test_the_record_has_who_asked_for_what(run: Recheck, chae: User) -> None:
    run("--health", "dead", "--by", "chae")
    act = Event.objects.get(kind="recheck.requested")
    assert (act.actor_pk, act.subject_label, act.content.body) == (chae.pk, "--health dead", {"sources": 1})
    assert Event.objects.get(kind="capture.requested").actor_pk == chae.pk


def test_without_a_name_it_is_the_system(run: Recheck) -> None:
    run("--health", "dead")
    assert Event.objects.get(kind="recheck.requested").actor_pk is None


# --- Waiting ------------------------------------------------------------------------------------------------------


def test_with_wait_each_is_worked_off_and_told(run: Recheck) -> None:
    lines = run("--not-since", "1.5", "--wait")
    assert lines[0] == "Asked for 3 sources of 3."
    assert sorted(lines[1:]) == [
        "gone: The page was not found (404).",
        f"new: captured, {len(captures.TEXT)} characters of text, “A list”",
        f"well: captured, {len(captures.TEXT)} characters of text, “A list”",
    ]
    assert Snapshot.objects.count() == 3


def test_what_a_worker_does_meanwhile_is_told_too(
    run: Recheck, sources: dict[str, Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    perform = capturing.perform

    def taken(key: int) -> None:
        """By a worker that was quicker."""
        perform(key)

    monkeypatch.setattr(recheck.Command, "perform", lambda self, key, slug: taken(key))
    assert run("--health", "dead", "--wait")[1:] == ["gone: The page was not found (404)."]


def test_a_fault_of_our_own_is_told_and_others_go_on(run: Recheck, monkeypatch: pytest.MonkeyPatch) -> None:
    perform, failed = capturing.perform, []

    def once(key: int, **options: Any) -> Any:
        if not failed:
            failed.append(key)
            raise ZeroDivisionError("made up")
        return perform(key, **options)

    monkeypatch.setattr(capturing, "perform", once)
    lines = run("--not-since", "1.5", "--wait")
    assert sum("failed at the desk (ZeroDivisionError)" in line for line in lines) == 1
    assert Snapshot.objects.count() == 3


def test_it_does_not_wait_for_ever(
    run: Recheck, sources: dict[str, Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recheck, "PATIENCE", 0.3)
    monkeypatch.setattr(recheck, "PAUSE", 0.05)
    monkeypatch.setattr(recheck.Command, "perform", lambda self, key, slug: None)
    assert run("--health", "dead", "--wait")[1:] == [
        "1 source not done yet: others hold them, or their hosts' turn stands before; they stay due."
    ]
