"""The data folder: whose it is, who holds it, what it remembers, what a reset deletes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from factcheck.embedded import accounts, folder, processes

STRANGER = accounts.Account("stranger", 64_999, 64_999)


@pytest.fixture
def data(tmp_path: Path) -> folder.DataFolder:
    made = folder.DataFolder(tmp_path / "data of a desk")
    made.make()
    return made


def test_it_is_made_with_everything_private_in_it(data: folder.DataFolder) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in data.path.iterdir()}
    assert modes == {"lock": 0o600, "logs": 0o700, "beat": 0o700, "valkey": 0o700}
    assert data.path.stat().st_mode & 0o777 == 0o711


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    with pytest.raises(folder.FolderRefused, match="not a data folder"):
        folder.DataFolder(tmp_path).make()


def test_another_users_folder_is_refused(data: folder.DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 64_999)
    with pytest.raises(folder.FolderRefused, match="belongs to"):
        data.make()


def test_only_one_holds_it(data: folder.DataFolder) -> None:
    with data.locked():
        assert data.is_locked()
        with pytest.raises(folder.FolderRefused, match="already running"), data.locked():
            pass
    assert not data.is_locked()


def test_the_lock_ends_with_its_holder(data: folder.DataFolder) -> None:
    hold = (
        "import sys, pathlib, time; from factcheck.embedded import folder\n"
        "with folder.DataFolder(pathlib.Path(sys.argv[1])).locked(): print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", hold, str(data.path)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    with holder, holder.stdout:
        assert holder.stdout.readline() == b"held\n"
        assert data.is_locked()
        holder.kill()
    assert not data.is_locked()


def test_it_remembers_what_runs(data: folder.DataFolder) -> None:
    running = folder.Running(os.getpid(), processes.started_at(os.getpid()), url="http://127.0.0.1:8000/")
    data.write_running(running)
    assert data.running() == running
    assert running.is_alive()
    assert (data.path / "running.json").stat().st_mode & 0o777 == 0o600


def test_a_later_process_of_the_same_number_is_not_it() -> None:
    assert not folder.Running(os.getpid(), "1").is_alive()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1, "unknown": 2}'])
def test_an_unreadable_note_is_no_note(data: folder.DataFolder, text: str) -> None:
    (data.path / "running.json").write_text(text)
    assert data.running() is None


def test_forgetting_a_run_removes_its_sockets_and_nothing_else(
    data: folder.DataFolder, tmp_path: Path
) -> None:
    for name in ("factcheck-abc", "precious"):
        sockets = tmp_path / name
        sockets.mkdir()
        data.write_running(folder.Running(1, "1", sockets=str(sockets)))
        data.forget_running()
    assert [path.name for path in tmp_path.iterdir() if path != data.path] == ["precious"]


def test_the_secret_key_is_made_once(data: folder.DataFolder) -> None:
    key = data.secret_key()
    assert len(key) >= 50
    assert data.secret_key() == key
    assert (data.path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_sockets_get_a_short_private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("d" * 120)
    deep.mkdir()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(deep))
    made = folder.sockets_folder(None)
    assert len(os.fsencode(made)) <= folder.LONGEST_SOCKET_FOLDER
    assert made.stat().st_mode & 0o777 == 0o700
    made.rmdir()


def test_a_cluster_that_its_account_cannot_reach_lies_outside(
    data: folder.DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "SYSTEM", tmp_path / "system")
    data.path.chmod(0o700)
    outside = data.cluster_folder(STRANGER)
    assert outside.parent == tmp_path / "system"
    assert data.cluster_folder(STRANGER) == outside
    assert outside / "postgres" in data.clusters()


def test_a_cluster_that_can_be_reached_lies_inside(data: folder.DataFolder) -> None:
    assert data.cluster_folder(None) == data.path


def test_a_reset_deletes_the_desks_files_and_no_others(
    data: folder.DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "SYSTEM", tmp_path / "system")
    outside = data.path.parent / "system" / "abc"
    (outside / "postgres").mkdir(parents=True)
    (data.path / "elsewhere").write_text(f"{outside}\n")
    (data.path / "letter.txt").touch()
    data.secret_key()
    data.remove()
    assert [path.name for path in data.path.iterdir()] == ["letter.txt"]
    assert not outside.exists()


def test_a_reset_never_leaves_the_systems_folder(data: folder.DataFolder, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (data.path / "elsewhere").write_text(f"{precious}\n")
    data.remove()
    assert precious.exists()
    assert not data.path.exists()
