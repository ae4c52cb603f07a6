"""`manage.py up`, really run: what is killed comes back, what is stopped is gone, nothing is lost."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factcheck import running

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path("/proc/self").exists(), reason="Linux only")]
# What the command of each process is recognised by.
PROCESSES = ["granian", "worker", "beat", "postgres", "valkey-server"]


HAS_VECTORS = "SELECT to_regclass('claims_wordingvector') IS NOT NULL"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[running.Desk]:
    with running.desk(tmp_path_factory.mktemp("up") / "a desk with spaces") as made:
        yield made


@pytest.fixture
def desk(shared: running.Desk) -> running.Desk:
    """The running desk; started again if the test before has ended it."""
    if not shared.is_running():
        shared.start()
    return shared


@pytest.mark.parametrize("word", PROCESSES)
def test_a_killed_process_is_repaired_and_nothing_is_lost(desk: running.Desk, word: str) -> None:
    table = word.replace("-", "_")
    desk.ask(f"CREATE TABLE kept_{table} AS SELECT 7 AS seven")
    killed = desk.pid(word)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    running.wait(lambda: desk.pid(word) not in (None, killed), said=desk.said)
    running.wait(desk.works, said=desk.said)
    assert "was killed (SIGKILL); starting it again" in desk.said()
    assert desk.ask(f"SELECT seven FROM kept_{table}") == [(7,)]


def test_nothing_outlives_a_killed_supervisor_and_the_next_start_has_everything(desk: running.Desk) -> None:
    desk.ask("CREATE TABLE kept_after_all AS SELECT 7 AS seven")
    desk.end(signal.SIGKILL)
    running.wait(lambda: not desk.left())
    desk.start()
    assert desk.ask("SELECT seven FROM kept_after_all") == [(7,)]


def test_a_second_start_prepares_nothing_a_changed_database_is_prepared_again(desk: running.Desk) -> None:
    desk.end(signal.SIGINT)
    desk.start()
    assert "prepare" not in desk.said()
    desk.ask("UPDATE django_migrations SET applied = now() WHERE id = 1")
    desk.end(signal.SIGINT)
    desk.start()
    assert "prepare  |" in desk.said()


def test_a_new_desk_looks_for_the_nearest_vectors_and_an_older_one_keeps_its_choice(
    desk: running.Desk,
) -> None:
    if not desk.ask("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'"):
        pytest.skip("This PostgreSQL has no pgvector.")
    assert desk.ask(HAS_VECTORS) == [(True,)]
    assert running.manage("vector_candidates", "off", FACTCHECK_DATA=str(desk.data.path)).returncode == 0
    desk.ask("UPDATE django_migrations SET applied = now() WHERE id = 1")
    desk.end(signal.SIGINT)
    desk.start()
    assert "prepare  |" in desk.said()
    assert desk.ask(HAS_VECTORS) == [(False,)]


def test_a_start_right_after_a_kill_recovers(desk: running.Desk) -> None:
    desk.end(signal.SIGKILL)
    desk.start()
    assert desk.status() == 200


def test_ctrl_c_leaves_nothing(desk: running.Desk) -> None:
    note = desk.data.running()
    assert note is not None
    assert desk.end(signal.SIGINT) == 0
    assert desk.left() == []
    assert not Path(note.sockets).exists()
    assert desk.data.running() is None
    with socket.create_server(("127.0.0.1", desk.port)):
        pass


def test_a_second_start_is_refused_and_harms_nothing(desk: running.Desk) -> None:
    second = running.manage("up", "--data", str(desk.data.path), "--port", str(running.free_port()))
    assert second.returncode == 1
    assert f"already running at http://127.0.0.1:{desk.port}/" in second.stderr
    assert desk.status() == 200


def test_down_stops_it(desk: running.Desk) -> None:
    down = running.manage("down", "--data", str(desk.data.path))
    assert (down.returncode, down.stdout) == (0, "The desk is stopped.\n")
    assert desk.process is not None
    assert desk.process.wait(timeout=40) == 0
    assert desk.left() == []


def test_a_running_desk_is_not_reset(desk: running.Desk) -> None:
    reset = running.manage("reset", "--data", str(desk.data.path), "--yes")
    assert reset.returncode == 1
    assert "already running" in reset.stderr
    assert desk.status() == 200


def test_other_commands_see_the_running_desk_with_its_rights(desk: running.Desk) -> None:
    who = "from django.db import connection as c; k = c.cursor(); k.execute('select current_user'); print(k.fetchone()[0])"
    shell = running.manage("shell", "--no-imports", "-c", who, FACTCHECK_DATA=str(desk.data.path))
    assert shell.stdout.split()[-1] == "factcheck_app", shell.stderr


@pytest.mark.parametrize("command", [("migrate", "--check"), ("vector_candidates", "off")])
def test_what_alters_tables_beside_it_is_done_as_the_owner(
    desk: running.Desk, command: tuple[str, ...]
) -> None:
    done = running.manage(*command, FACTCHECK_DATA=str(desk.data.path))
    assert done.returncode == 0, done.stderr


def test_only_its_user_can_read_what_it_keeps(desk: running.Desk) -> None:
    private = ["secret_key", "running.json", "logs", "valkey", "beat"]
    modes = {name: (desk.data.path / name).stat().st_mode & 0o077 for name in private}
    assert set(modes.values()) == {0}


def test_every_process_has_its_own_log(desk: running.Desk) -> None:
    running.wait(lambda: {"web.log", "postgres.log"} <= {path.name for path in desk.data.logs.iterdir()})


# --- without a running desk ------------------------------------------------------------------------------------


def test_a_taken_port_is_refused_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        refused = running.manage("up", "--data", str(tmp_path / "data"), "--port", str(port))
    assert refused.returncode == 1
    assert f"Port {port} of 127.0.0.1 cannot be used: another program uses it." in refused.stderr
    assert "python3 manage.py up --port" in refused.stderr
    assert not (tmp_path / "data" / "postgres").exists()


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    refused = running.manage("up", "--data", str(tmp_path), "--port", str(running.free_port()))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "not a data folder of this desk" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_production_settings_are_refused(tmp_path: Path) -> None:
    refused = running.manage("up", "--data", str(tmp_path / "data"), PRODUCTION="1")
    assert refused.returncode == 1
    assert "README" in refused.stderr


def test_down_without_a_desk_says_so(tmp_path: Path) -> None:
    down = running.manage("down", "--data", str(tmp_path / "none"))
    assert down.returncode == 0
    assert "No desk is running" in down.stdout


def test_a_reset_asks_first(tmp_path: Path) -> None:
    data = running.folder.DataFolder(tmp_path / "data")
    data.make()
    asked = running.manage("reset", "--data", str(data.path))
    assert (asked.returncode, data.exists()) == (1, True)
    assert "Nothing was deleted." in asked.stdout
    assert running.manage("reset", "--data", str(data.path), "--yes").returncode == 0
    assert not data.path.exists()


def test_a_command_without_a_database_says_what_to_do(tmp_path: Path) -> None:
    shown = running.manage("showmigrations", FACTCHECK_DATA=str(tmp_path))
    assert shown.returncode == 1
    assert shown.stderr.splitlines()[-1].startswith("There is no database: run `python3 manage.py up`")
    assert "Traceback" not in shown.stderr
