"""The first command, with the installer replaced: what is judged complete, removed, extended, made once."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from factcheck import bootstrap

ROOT = Path(__file__).resolve().parent.parent.parent


class Project:
    """A project folder with lock files, and an installer that notes what it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = folder / ".venv"
        self.stamp = self.environment / ".complete"
        self.installed: list[tuple[str, bool]] = []
        self.fails = False
        (folder / "requirements.txt").write_text("django==5.2\n")
        (folder / "requirements-dev.txt").write_text("django==5.2\npytest==9\n")

    def install(self, lock_file: str, lock: int, *, fresh: bool) -> None:
        self.installed.append((lock_file, fresh))
        python = self.environment / "bin" / "python"
        python.parent.mkdir(parents=True, exist_ok=True)
        if not python.exists():
            python.symlink_to(sys.executable)
        if self.fails:
            raise bootstrap.InstallationFailed("no network")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = Project(tmp_path)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", made.environment)
    monkeypatch.setattr(bootstrap, "PYTHON", made.environment / "bin" / "python")
    monkeypatch.setattr(bootstrap, "STAMP", made.stamp)
    monkeypatch.setattr(bootstrap, "install", made.install)
    return made


def test_a_new_environment_is_complete_only_when_it_is_made(project: Project) -> None:
    assert not bootstrap.is_complete("product")
    bootstrap.ensure_environment("product")
    assert bootstrap.is_complete("product")
    assert not bootstrap.is_complete("dev")


def test_a_complete_environment_is_left_alone(project: Project) -> None:
    bootstrap.ensure_environment("product")
    bootstrap.ensure_environment("product")
    assert project.installed == [("requirements.txt", True)]


def test_the_developers_environment_serves_the_product_too(project: Project) -> None:
    bootstrap.ensure_environment("dev")
    bootstrap.ensure_environment("product")
    assert project.installed == [("requirements-dev.txt", True)]


def test_a_complete_product_environment_is_extended_for_developers(project: Project) -> None:
    bootstrap.ensure_environment("product")
    kept = project.environment / "kept"
    kept.touch()
    bootstrap.ensure_environment("dev")
    assert project.installed[-1] == ("requirements-dev.txt", False)
    assert kept.exists()


def test_an_environment_without_a_stamp_is_removed_not_repaired(project: Project) -> None:
    half_made = project.environment / "lib" / "half made"
    half_made.mkdir(parents=True)
    bootstrap.ensure_environment("product")
    assert not half_made.exists()
    assert bootstrap.is_complete("product")


@pytest.mark.parametrize("lock_file", ["requirements.txt", "requirements-dev.txt"])
def test_another_lock_file_asks_for_another_environment(project: Project, lock_file: str) -> None:
    bootstrap.ensure_environment("dev")
    (project.folder / lock_file).write_text("django==5.3\n")
    assert not bootstrap.is_complete("dev")


def test_a_removed_interpreter_asks_for_another_environment(project: Project) -> None:
    bootstrap.ensure_environment("product")
    (project.environment / "bin" / "python").unlink()
    assert not bootstrap.is_complete("product")


def test_an_upgraded_interpreter_asks_for_another_environment(project: Project) -> None:
    bootstrap.ensure_environment("product")
    python = project.environment / "bin" / "python"
    python.unlink()
    python.symlink_to("/bin/sh")
    assert not bootstrap.is_complete("product")


def test_a_failed_installation_leaves_no_stamp_and_says_why(project: Project) -> None:
    project.fails = True
    with pytest.raises(SystemExit, match="no network"):
        bootstrap.ensure_environment("product")
    assert not project.stamp.exists()


def test_a_failed_extension_leaves_no_stamp_of_the_earlier_environment(project: Project) -> None:
    bootstrap.ensure_environment("product")
    project.fails = True
    with pytest.raises(SystemExit):
        bootstrap.ensure_environment("dev")
    assert not bootstrap.is_complete("product")


def test_an_environment_that_is_a_link_is_not_followed(project: Project, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").touch()
    project.environment.symlink_to(elsewhere)
    bootstrap.ensure_environment("product")
    assert (elsewhere / "precious").exists()
    assert not project.environment.is_symlink()


def test_the_second_of_two_waits_and_installs_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = threading.Event()
    monkeypatch.setattr(bootstrap, "say", lambda text: waits.set())
    second = threading.Thread(target=bootstrap.ensure_environment, args=("product",))
    with bootstrap.only_one_at_a_time():
        second.start()
        assert waits.wait(timeout=60)
        project.install("requirements.txt", 0, fresh=True)
        bootstrap.write_stamp(bootstrap.expected_stamp("product"))
    second.join(timeout=60)
    assert project.installed == [("requirements.txt", True)]


def test_installers_do_not_see_what_would_mislead_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/packages")
    seen = tmp_path / "seen"
    assert bootstrap.run(["/bin/sh", "-c", f"env > '{seen}'"], lock=os.open(tmp_path, os.O_RDONLY))
    names = {line.partition("=")[0] for line in seen.read_text().splitlines()}
    assert "PIP_INDEX_URL" in names
    assert not names & {"PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV"}


def test_installers_hold_the_lock_themselves(project: Project) -> None:
    """So that the next run waits for an installer whose parent was killed."""
    with bootstrap.only_one_at_a_time() as lock:
        assert bootstrap.run(["/bin/sh", "-c", f"test -e /dev/fd/{lock}"], lock)


def test_a_python_without_pip_is_told_which_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(bootstrap.InstallationFailed, match=r"apt install python3\.\d+-venv"):
        bootstrap.refuse_python_without_pip()


@pytest.mark.parametrize("name", ["manage.py", "factcheck/bootstrap.py"])
def test_old_pythons_can_read_it(name: str) -> None:
    oldest = (3, 4) if name == "manage.py" else (3, 6)
    ast.parse((ROOT / name).read_text(), feature_version=oldest)


def test_an_old_python_is_told_its_version() -> None:
    """The check is made to fail by a version that this Python is made to believe it has."""
    pretend = (
        "import sys, runpy; sys.version_info = (3, 10, 0); sys.argv = ['manage.py', 'up'];"
        "runpy.run_path('manage.py', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or newer is needed")


@pytest.mark.slow
def test_a_real_environment_is_made_in_a_folder_with_spaces(tmp_path: Path) -> None:
    """With a lock of nothing, because tests have no internet; and once more, which does nothing."""
    project = tmp_path / "my own desk"
    (project / "factcheck").mkdir(parents=True)
    shutil.copy(ROOT / "factcheck" / "bootstrap.py", project / "factcheck")
    (project / "requirements.txt").write_text("# nothing\n")
    command = [sys.executable, "factcheck/bootstrap.py", "product"]
    told = {**os.environ, "NO_UV": "1"}
    first, second = (
        subprocess.run(command, cwd=project, env=told, capture_output=True, text=True, timeout=60)
        for _ in range(2)
    )
    assert "Installing requirements.txt into .venv with pip" in first.stdout
    assert (project / ".venv" / ".complete").exists()
    assert (second.returncode, second.stdout) == (0, "")
