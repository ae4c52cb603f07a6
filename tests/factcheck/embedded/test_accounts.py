"""What an account may reach, judged from mode bits; nobody has to be root for these."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from factcheck.embedded import accounts

STRANGER = accounts.Account("stranger", 64_999, 64_999)


@pytest.fixture
def open_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that everybody can pass; those of pytest above it are taken for open as well."""
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    real = Path.stat

    def stat(self: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        found = real(self, follow_symlinks=follow_symlinks)
        if self in folder.parents:
            return os.stat_result((found.st_mode | 0o777, *found[1:]))
        return found

    monkeypatch.setattr(Path, "stat", stat)
    return folder


def test_an_open_folder_can_be_passed_and_read(open_folder: Path) -> None:
    assert accounts.can_pass(STRANGER, open_folder)
    assert accounts.can_read(STRANGER, open_folder)


@pytest.mark.parametrize(("mode", "passes", "reads"), [(0o700, False, False), (0o711, True, False)])
def test_a_closed_folder_stops_a_stranger(open_folder: Path, mode: int, passes: bool, reads: bool) -> None:
    open_folder.chmod(mode)
    assert accounts.can_pass(STRANGER, open_folder) is passes
    assert accounts.can_read(STRANGER, open_folder) is reads


def test_a_closed_folder_above_is_enough(open_folder: Path) -> None:
    inner = open_folder / "inner"
    inner.mkdir(mode=0o755)
    open_folder.chmod(0o700)
    assert not accounts.can_read(STRANGER, inner)


def test_the_owner_is_judged_by_the_owners_bits(open_folder: Path) -> None:
    open_folder.chmod(0o077)
    owner = accounts.Account("owner", open_folder.stat().st_uid, 64_999)
    assert not accounts.can_pass(owner, open_folder)


def test_as_we_are_needs_no_judgement(tmp_path: Path) -> None:
    assert accounts.can_pass(None, tmp_path)
    assert accounts.identity(None) == {}


def test_a_copied_tree_is_opened_but_nothing_becomes_executable(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "bin").mkdir(parents=True, mode=0o700)
    (tree / "bin" / "program").touch(mode=0o700)
    (tree / "text").touch(mode=0o600)
    accounts.open_to_all(tree)
    modes = {path.name: path.stat().st_mode & 0o777 for path in [tree, *tree.rglob("*")]}
    assert modes == {"tree": 0o755, "bin": 0o755, "program": 0o755, "text": 0o644}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_finds_an_account_without_rights() -> None:
    account = accounts.unprivileged_account()
    assert account is not None
    assert account.uid != 0
