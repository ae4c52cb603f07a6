"""What the desk's processes are told, and when there is a demonstration."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from factcheck.embedded import desk, folder, places, postgres, valkey

BINARIES = postgres.Binaries(Path("/pg"), 18)


def a_desk(
    tmp_path: Path, host: str = "127.0.0.1", *, is_ours: bool = True, is_empty: bool = False
) -> desk.Desk:
    data = folder.DataFolder(tmp_path / "data")
    data.make()
    cluster = postgres.Cluster(tmp_path / "pg", Path("/s"), BINARIES, BINARIES) if is_ours else None
    broker = valkey.Broker(Path("/valkey"), data.valkey, Path("/s/v"))
    stores = desk.Stores("postgresql://app@/d", "postgresql://owner@/d", broker.url(), cluster, broker)
    return desk.Desk(data, places.Place(host, 8123), stores, is_empty)


def test_a_desk_of_this_machine_alone_has_the_demonstration(tmp_path: Path) -> None:
    told = desk.environment(a_desk(tmp_path), {})
    assert (told["DEMONSTRATION"], told["SOURCE_FETCH_ALLOW_LOOPBACK"]) == ("1", "1")
    assert told["DEMONSTRATION_ORIGIN"] == "http://127.0.0.1:8123"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "2001:db8::1"])
def test_a_desk_that_others_can_reach_has_none(tmp_path: Path, host: str) -> None:
    made = a_desk(tmp_path, host)
    told = desk.environment(made, {"DEMONSTRATION": "1", "SOURCE_FETCH_ALLOW_LOOPBACK": "1"})
    assert (told["DEMONSTRATION"], told["SOURCE_FETCH_ALLOW_LOOPBACK"]) == ("0", "0")
    assert "--demonstration" not in desk.preparing_service(made, told).command
    said = "\n".join(desk.announcement(made, []))
    assert "others can reach this address" in said
    assert "createsuperuser" in said


def test_a_database_with_the_demonstration_is_never_opened_to_others(tmp_path: Path) -> None:
    made = a_desk(tmp_path, "0.0.0.0")
    desk.refuse_to_open_demonstration(made)
    made.data.demonstration.touch()
    with pytest.raises(folder.FolderRefused, match="log-ins everybody knows"):
        desk.refuse_to_open_demonstration(made)
    desk.refuse_to_open_demonstration(a_desk(tmp_path, "127.0.0.1"))


def test_somebody_elses_database_is_never_filled_with_it(tmp_path: Path) -> None:
    assert not a_desk(tmp_path, is_ours=False).is_demonstration()


def test_the_demonstration_can_be_left_out(tmp_path: Path) -> None:
    assert not a_desk(tmp_path, is_empty=True).is_demonstration()


def test_log_ins_are_announced_as_they_are_given(tmp_path: Path) -> None:
    said = desk.announcement(a_desk(tmp_path), ["ben / secret"])
    assert "    ben / secret" in said
    assert any("http://127.0.0.1:8123/desk/" in line for line in said)


def test_only_the_preparation_is_the_owner(tmp_path: Path) -> None:
    made = a_desk(tmp_path)
    told = desk.environment(made, {})
    assert desk.preparing_service(made, told).environment["DATABASE_URL"] == "postgresql://owner@/d"
    faces = {service.environment["DATABASE_URL"] for service in desk.faces(made, told)}
    assert faces == {"postgresql://app@/d"}


def test_a_secret_of_the_users_own_is_used(tmp_path: Path) -> None:
    assert desk.environment(a_desk(tmp_path), {"SECRET_KEY": "mine"})["SECRET_KEY"] == "mine"


def test_another_projects_settings_are_not_used(tmp_path: Path) -> None:
    told = desk.environment(a_desk(tmp_path), {"DJANGO_SETTINGS_MODULE": "shop.settings"})
    assert told["DJANGO_SETTINGS_MODULE"] == "factcheck.settings"


@pytest.mark.parametrize(
    ("host", "wanted", "allowed"),
    [
        ("127.0.0.1", "", {"127.0.0.1", "localhost", "[::1]"}),
        ("127.0.0.1", "desk.example", {"127.0.0.1", "localhost", "[::1]", "desk.example"}),
        ("192.0.2.7", "", {"127.0.0.1", "localhost", "[::1]", "192.0.2.7", "here"}),
        ("2001:db8::1", "", {"127.0.0.1", "localhost", "[::1]", "[2001:db8::1]", "here"}),
    ],
)
def test_the_desk_answers_under_its_own_names_only(
    monkeypatch: pytest.MonkeyPatch, host: str, wanted: str, allowed: set[str]
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "here")
    assert set(desk.allowed_hosts(places.Place(host, 8000), wanted)) == allowed


def test_given_stores_are_used_and_none_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@db/desk")
    monkeypatch.setenv("BROKER_URL", "redis://broker/0")
    found = desk.find_stores(folder.DataFolder(tmp_path), Path("/s"), None)
    assert found == desk.Stores("postgresql://me@db/desk", "postgresql://me@db/desk", "redis://broker/0")


def test_each_process_is_stopped_in_its_own_way(tmp_path: Path) -> None:
    made = a_desk(tmp_path)
    worker = next(service for service in desk.faces(made, {}) if service.name == "worker")
    assert made.stores.cluster is not None
    database = desk.database_service(made.stores.cluster)
    assert worker.stop_signal == signal.SIGQUIT
    assert (database.stop_signal, database.last_resort) == (signal.SIGINT, signal.SIGQUIT)
    assert database.layer < worker.layer


def test_what_others_are_told_of_a_run_can_be_written_down(tmp_path: Path) -> None:
    made = a_desk(tmp_path)
    told = desk.told_to_others(made, folder.Running(1, "2"))
    made.data.write_running(told)
    assert made.data.running() == told
    assert told.environment["DATABASE_URL"] == "postgresql://app@/d"
