"""The house stays as it was built: sizes, floors, names, one door to each outside thing."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = [
    path
    for folder in ("claims", "factcheck")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
TREES = {path: ast.parse(path.read_text()) for path in CODE}
FUNCTION_LINES, MODULE_LINES, TASK_LINES = 50, 400, 10


def functions(
    trees: dict[Path, ast.Module] = TREES,
) -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def where(path: Path) -> str:
    return str(path.relative_to(ROOT))


def too_long(trees: dict[Path, ast.Module], limit: int = FUNCTION_LINES) -> list[str]:
    return [
        f"{where(path)}:{node.lineno} {node.name}" for path, node in functions(trees) if lines(node) > limit
    ]


def too_large(texts: dict[Path, str]) -> list[str]:
    return [where(path) for path, text in texts.items() if text.count("\n") > MODULE_LINES]


def test_no_function_is_longer_than_a_screen() -> None:
    assert too_long(TREES) == []


def test_no_module_is_longer_than_a_sitting() -> None:
    assert too_large({path: path.read_text() for path in CODE}) == []


@pytest.mark.parametrize(("more", "noticed"), [(0, False), (1, True)])
def test_the_ceilings_are_where_they_are_said_to_be(more: int, noticed: bool) -> None:
    path = ROOT / "claims" / "rules.py"
    function = "def long() -> None:\n" + "    pass\n" * (FUNCTION_LINES - 1 + more)
    assert bool(too_long({path: ast.parse(function)})) == noticed
    assert bool(too_large({path: "\n" * (MODULE_LINES + more)})) == noticed


def test_tasks_are_thin() -> None:
    tasks = ROOT / "claims" / "tasks.py"
    assert too_long({tasks: TREES[tasks]}, TASK_LINES) == []


def test_the_floors_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(lint), "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("claims/models/claim.py", "from claims.services import auditing"),
        ("claims/models/source.py", "from claims.clients import http"),
        ("claims/text/dates.py", "from claims.models import Claim"),
        ("claims/services/gate.py", "from claims.admin import site"),
        ("claims/checks/base.py", "from claims.clients import http"),
        ("claims/public/urls.py", "from claims.api import urls"),
    ],
)
def test_the_floors_break_when_they_should(tmp_path: Path, room: str, line: str) -> None:
    """A forbidden import is added to a copy of the house: the contracts must notice."""
    for folder in ("claims", "factcheck"):
        _copy_code(ROOT / folder, tmp_path / folder)
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    broken = tmp_path / room
    broken.write_text(broken.read_text() + f"\n\ndef _never() -> None:\n    {line}\n")
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(lint), "--no-cache"], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1, done.stdout[-3000:]


def _copy_code(source: Path, target: Path) -> None:
    for path in source.rglob("*.py"):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text())


def test_there_are_no_signals() -> None:
    """Work for later is a row, written where the reason for it arises."""
    users = [
        where(path)
        for path in CODE
        if re.search(r"django\.(db\.models|dispatch)\S* import .*(signal|receiver)", path.read_text())
    ]
    assert users == []


def test_faces_write_no_models() -> None:
    """Faces call services: no save, create or update on a model outside services and models."""
    faces = [
        path
        for path in CODE
        if where(path).startswith(("claims/api", "claims/admin", "claims/public", "claims/tasks"))
    ]
    written = re.compile(
        r"\.objects\b[^\n]*\.(create|update|bulk_create|get_or_create|update_or_create|delete)\(|\.save\(force_insert"
    )
    assert [where(path) for path in faces if written.search(path.read_text())] == []


def test_one_door_to_events() -> None:
    door = "claims/services/auditing.py"
    others = [
        where(path)
        for path in CODE
        if re.search(r"(?<!asyncio\.)(?<!threading\.)\bEvent\(", path.read_text()) and where(path) != door
    ]
    assert [path for path in others if path != "claims/models/event.py"] == []


def test_nothing_is_left_unfinished() -> None:
    marks = re.compile(r"TODO|FIXME|XXX|raise NotImplementedError")
    assert [where(path) for path in CODE if marks.search(path.read_text())] == []
