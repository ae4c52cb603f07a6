"""Asking web archives, against a server on loopback that speaks as they do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from claims.clients import archive, archive_answers
from claims.clients.archive import Archive, Copy, Later, Refused, Working
from claims.clients.fetched import Limits
from claims.text.archives import Trouble
from tests import archives
from tests.archives import STAMP, Archives, answering

URL = "https://gazette.example/harbour?year=2023&page=2"
THEN = datetime(2024, 11, 1, 9, 30, tzinfo=UTC)
BOTH = ["wayback", "perma"]


@pytest.fixture
def server(settings: Any) -> Iterator[Archives]:
    with archives.serving() as serving:
        serving.use_for(settings, wayback=True, perma=True)
        yield serving


@pytest.fixture
def ask(server: Archives) -> Any:
    def asked(name: str) -> Archive:
        found = archive.configured(name)
        assert found is not None
        return found

    return asked


def copied(one: Archive) -> Any:
    """The outcome once it is no longer pending."""
    outcome = one.save(URL)
    while isinstance(outcome, Working):
        outcome = one.look(outcome.ticket, URL)
    return outcome


def test_without_a_key_an_archive_is_off() -> None:
    assert archive.names() == []
    assert archive.configured("wayback") is None
    assert archive.configured("perma") is None


def test_a_key_switches_its_archive_on(server: Archives, settings: Any) -> None:
    settings.PERMA_API_KEY = ""
    assert archive.names() == ["wayback"]


@pytest.mark.parametrize("turns", [0, 3])
def test_the_wayback_machine_takes_a_copy(server: Archives, ask: Any, turns: int) -> None:
    server.turns = turns
    assert copied(ask("wayback")) == Copy(f"{server.home}/web/{STAMP}/{URL}", THEN)
    assert len(server.asked("look")) == turns + 1


@pytest.mark.parametrize("turns", [0, 3])
def test_perma_takes_a_copy(server: Archives, ask: Any, turns: int) -> None:
    server.turns = turns
    taken = THEN.replace(microsecond=123456)
    assert copied(ask("perma")) == Copy("https://perma.example/85LS-BXV0", taken)


def test_what_is_said_to_the_wayback_machine(server: Archives, ask: Any) -> None:
    ask("wayback").save(URL)
    (said,) = server.heard
    assert (said.method, said.path) == ("POST", "/save")
    assert said.headers["Authorization"] == f"LOW {archives.ACCESS}:{archives.SECRET}"
    assert said.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert said.body == (
        "url=https%3A%2F%2Fgazette.example%2Fharbour%3Fyear%3D2023%26page%3D2&skip_first_archive=1"
    )


def test_what_is_said_to_perma(server: Archives, ask: Any) -> None:
    ask("perma").save(URL)
    (said,) = server.heard
    assert (said.method, said.path) == ("POST", "/perma/v1/archives/")
    assert said.headers["Authorization"] == f"ApiKey {archives.PERMA_KEY}"
    assert said.body == '{"url": "https://gazette.example/harbour?year=2023&page=2"}'


def test_a_link_of_perma_whose_answer_was_lost_is_not_made_twice(server: Archives, ask: Any) -> None:
    perma = ask("perma")
    perma.save(URL)
    assert perma.save(URL, since=THEN) == Working("85LS-BXV0")
    assert len(server.asked("save")) == 1


ERROR = {"status": "error", "status_ext": "error:not-found", "message": "The page was not found."}
GARBAGE = [
    b"",
    b"<html>overloaded</html>",
    b"[1, 2]",
    b"null",
    b"\xff\xfe",
    b"[" * 200_000,
    b'{"status": {}}',
]


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("step", ["save", "look"])
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (answering({"message": "slow down"}, status=429, Retry_After="600"), Later(Trouble.BUSY, "slow down", 600.0)),
        (answering({"message": "no"}, status=401), Refused(Trouble.DENIED, "no")),
        (answering({"detail": "no"}, status=403), Refused(Trouble.DENIED, "no")),
        (archives.hanging_up, Later),
        (answering({}, status=500), Later),
        (answering(b"", status=503, Retry_After="60"), Later),
        *[(answering(one), Later) for one in GARBAGE],
    ],
)  # fmt: skip
def test_whatever_goes_wrong_is_an_outcome(
    server: Archives, ask: Any, name: str, step: str, fault: Any, expected: Any
) -> None:
    server.fail(step, fault)
    outcome = ask(name).save(URL)
    if step == "look":
        outcome = ask(name).look(outcome.ticket, URL)
    assert outcome == expected if isinstance(expected, Later | Refused) else isinstance(outcome, expected)


@pytest.mark.parametrize("name", BOTH)
def test_an_archive_that_hangs_costs_its_deadline(
    server: Archives, ask: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_answers, "LIMITS", Limits(deadline=0.5))
    server.fail("save", archives.hanging(3))
    assert ask(name).save(URL) == Later(Trouble.UNREACHABLE, "not done within 0.5 s")


@pytest.mark.parametrize("name", BOTH)
def test_an_archive_that_is_away_is_asked_later(server: Archives, ask: Any, name: str, settings: Any) -> None:
    settings.WAYBACK_URL = settings.PERMA_API_URL = "http://127.0.0.1:9"
    outcome = ask(name).save(URL)
    assert (outcome.trouble, isinstance(outcome, Later)) == (Trouble.UNREACHABLE, True)


@pytest.mark.parametrize(
    ("code", "is_final"),
    [("not-found", True), ("no-access", True), ("blocked-url", True), ("too-many-daily-captures", True),
     ("user-session-limit", False), ("celery", False), ("service-unavailable", False)],
)  # fmt: skip
@pytest.mark.parametrize("step", ["save", "look"])
def test_an_error_of_the_moment_is_none_of_the_page(
    server: Archives, ask: Any, code: str, is_final: bool, step: str
) -> None:
    told = {"status": "error", "status_ext": f"error:{code}", "message": "So it is."}
    server.fail(step, answering(told))
    outcome = ask("wayback").save(URL)
    if step == "look":
        outcome = ask("wayback").look(outcome.ticket, URL)
    assert outcome == (
        Refused(Trouble.REFUSED, "So it is.") if is_final else Later(Trouble.BUSY, "So it is.")
    )


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"url": ["Couldn't load URL."]}, Refused(Trouble.REFUSED, "Couldn't load URL.")),
        ({"detail": "You've reached your usage limit."}, Refused(Trouble.REFUSED, "You've reached your usage limit.")),
        ({"odd": {"nested": 1}}, Refused(Trouble.REFUSED, "")),
    ],
)  # fmt: skip
def test_a_complaint_of_perma_is_told(server: Archives, ask: Any, answer: Any, expected: Refused) -> None:
    server.fail("save", answering(answer, status=400))
    assert ask("perma").save(URL) == expected


def test_a_page_that_perma_could_not_capture_is_refused(server: Archives, ask: Any) -> None:
    server.ends = "failed"
    assert copied(ask("perma")) == Refused(Trouble.REFUSED, "it could not capture the page")


def test_a_private_link_is_no_copy_for_readers(server: Archives, ask: Any) -> None:
    server.is_private = True
    assert copied(ask("perma")) == Refused(Trouble.HIDDEN, "85LS-BXV0 is private")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"timestamp": "20241399999999", "original_url": URL}, Refused),
        ({"timestamp": "29241101093000", "original_url": URL}, Refused),
        ({"timestamp": "../../evil", "original_url": URL}, Refused),
        ({"timestamp": None}, Refused),
        ({"timestamp": STAMP, "original_url": "https://a.example/" + "x" * 3000}, Refused),
        ({"timestamp": STAMP, "original_url": "javascript:alert(1)"}, URL),
        ({"timestamp": STAMP, "original_url": 'https://a.example/"><script>'}, URL),
        ({"timestamp": STAMP, "original_url": "https://a.example/moved"}, "https://a.example/moved"),
    ],
)  # fmt: skip
def test_an_address_is_made_here_of_what_can_be_trusted(
    server: Archives, ask: Any, answer: Any, expected: Any
) -> None:
    server.fail("look", answering({"status": "success", **answer}))
    outcome = copied(ask("wayback"))
    if isinstance(expected, str):
        assert outcome == Copy(f"{server.home}/web/{STAMP}/{expected}", THEN)
    else:
        assert isinstance(outcome, expected)


@pytest.mark.parametrize("ticket", ["../user", "a b", "", 5, None, "x" * 200])
def test_a_ticket_that_is_none_is_not_followed(server: Archives, ask: Any, ticket: Any) -> None:
    server.fail("save", answering({"job_id": ticket}))
    assert isinstance(ask("wayback").save(URL), Later)


# --- Copies that are there already --------------------------------------------------------------------------------


def known(stamp: str = STAMP, **fields: Any) -> dict[str, Any]:
    there = {
        "available": True,
        "url": f"http://web.archive.org/web/{stamp}/{URL}",
        "timestamp": stamp,
        "status": "200",
    }
    return there | fields  # fmt: skip


def test_the_copy_nearest_to_a_moment_is_found(server: Archives, ask: Any) -> None:
    server.known = known()
    assert ask("wayback").find(URL, near=THEN) == Copy(f"{server.home}/web/{STAMP}/{URL}", THEN)
    (said,) = server.heard
    assert said.query == {"url": [URL], "timestamp": [STAMP]}
    assert "Authorization" not in said.headers


@pytest.mark.parametrize(
    "there",
    [None, known(available=False), known(status="404"), known(url="nonsense"), known("20090101000000"), known("20241399999999")],
)  # fmt: skip
def test_no_copy_that_would_do_is_none(server: Archives, ask: Any, there: Any) -> None:
    server.known = there
    assert isinstance(ask("wayback").find(URL, near=THEN), Refused)


def test_perma_knows_no_copies_of_others(server: Archives, ask: Any) -> None:
    assert isinstance(ask("perma").find(URL, near=THEN), Refused)
    assert server.heard == []


# --- Keys ---------------------------------------------------------------------------------------------------------

SECRETS = [archives.ACCESS, archives.SECRET, archives.PERMA_KEY]


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("status", [200, 400, 401, 429, 500])
def test_a_key_is_told_to_nobody_even_if_the_archive_repeats_it(
    server: Archives, ask: Any, name: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    words = f"Bad key {archives.ACCESS}:{archives.SECRET}, {archives.PERMA_KEY}."
    told = {"message": words, "detail": words, "status": "error", "status_ext": words}
    server.fail("save", answering(told, status=status))
    one = ask(name)
    outcome = one.save(URL)
    mine = SECRETS[:2] if name == "wayback" else SECRETS[2:]
    assert [secret for secret in mine if secret in f"{outcome!r}{one!r}{caplog.text}"] == []


def test_no_message_leaves_by_another_way(server: Archives, ask: Any, settings: Any) -> None:
    """The guarded fetcher carries it: where loopback is closed, nothing arrives."""
    settings.SOURCE_FETCH_ALLOW_LOOPBACK = False
    for name in BOTH:
        assert isinstance(ask(name).save(URL), Refused)
    assert server.heard == []
