"""Clients that others wrote for JavaScript: Google's for claims:search, Apache's for anchors in a page, and one of types
that are made of the API's description.

They are installed once, below this folder, from the lock beside it. Where node or the packages can't be had, these
tests say so and are skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from filelock import FileLock

from claims.models import User
from claims.services import authorising
from tests import factories
from tests.conftest import member

HERE = Path(__file__).parent
INSTALLED = HERE / "node_modules"
PATIENCE = 180  # seconds for the packages to come


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> str:
    """node, with the packages beside the scripts."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if not found or not npm:
        pytest.skip("node and npm are not on this machine: apt-get install nodejs npm")
    with FileLock(HERE / ".install.lock"):
        mark = INSTALLED / ".of"
        wanted = (HERE / "package-lock.json").read_text()
        if not mark.is_file() or mark.read_text() != wanted:
            done = subprocess.run(
                [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit-lockfile-registry-resolved"],
                cwd=HERE, capture_output=True, text=True, timeout=PATIENCE, check=False,
            )  # fmt: skip
            if done.returncode:
                pytest.skip(f"the packages of tests/clients can't be had: {done.stderr.strip()[-300:]}")
            mark.write_text(wanted)
    return found


def run(node: str, script: str, *arguments: str | Path) -> Any:
    done = subprocess.run(
        [node, HERE / script, *arguments], capture_output=True, text=True, timeout=60, check=False,
        env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_lock_names_no_registry() -> None:
    assert '"resolved"' not in (HERE / "package-lock.json").read_text()


@pytest.mark.parametrize("whole", [True, False])
def test_apaches_matcher_finds_every_anchor_once(
    node: str, chae: User, ben: User, tmp_path: Path, whole: bool
) -> None:
    """Also of a claim inside another, and of one whose words stand in the text twice."""
    text = (
        "Harbour traffic doubled\n\n"
        "The port handled 4,200 ships in 2023, the mayor said. The port handled 4,200 ships in 2022, too.\n\n"
        "“We have never 𝄞 seen such a year,” Ida Holm told reporters. Nobody keeps a list.\n"
    )
    version = factories.version(by=chae, text=text, title="Harbour traffic doubled", shows_whole_text=whole)
    words = [
        "The port handled 4,200 ships in 2023, the mayor said.", "4,200 ships in 2023", "Harbour traffic doubled",
        "never 𝄞 seen", "Nobody keeps a list.",
    ]  # fmt: skip
    for one in words:
        factories.published_claim(author=chae, editor=ben, in_version=version, words=one)
    second = text.rindex("The port handled 4,200 ships")
    factories.published_claim(author=chae, editor=ben, in_version=version, words=text[second : second + 28])
    page, found = tmp_path / "page.html", tmp_path / "annotations.json"
    page.write_bytes(Client().get(f"/articles/{version.article.slug}/").content)
    found.write_bytes(Client().get(f"/articles/{version.article.slug}/annotations/").content)
    anchors = run(node, "anchors.mjs", page, found)
    assert len(anchors) == len(words) + 1
    assert [(one["exact"], one["ranges"]) for one in anchors if one["ranges"] != [one["exact"]]] == []


@pytest.mark.django_db(transaction=True)
def test_googles_client_searches_and_pages(node: str, chae: User, ben: User, live_server: Any) -> None:
    statements = {factories.published_claim(author=chae, editor=ben).statement for _ in range(3)}
    told = run(node, "factchecktools.mjs", f"{live_server.url}/", "lowmark ships", "2")
    assert (set(told["texts"]), len(told["texts"]), told["pages"]) == (statements, 3, 2)
    assert (told["refused"]["status"], told["refused"]["error"]["status"]) == (400, "INVALID_ARGUMENT")


TYPES = {
    "compilerOptions": {
        "strict": True, "exactOptionalPropertyTypes": True, "noUncheckedIndexedAccess": True, "target": "es2022",
        "module": "nodenext", "lib": ["es2022", "dom", "dom.iterable"], "types": [],
    },
    "files": ["desk.ts", "description.d.ts"],
}  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_client_of_generated_types_is_sound_and_works(node: str, tmp_path: Path, live_server: Any) -> None:
    """The compiler accepts the types without exception, refuses what isn't described, and what it makes is led."""
    (tmp_path / "node_modules").symlink_to(INSTALLED)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "schema.json").write_bytes(Client().get("/api/schema/").content)
    (tmp_path / "tsconfig.json").write_text(json.dumps(TYPES))
    shutil.copy(HERE / "desk.ts", tmp_path)

    def tool(name: str, *arguments: str) -> None:
        script = (INSTALLED / ".bin" / name).resolve()
        done = subprocess.run(
            [node, script, *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    tool("openapi-typescript", "schema.json", "-o", "description.d.ts")
    tool("tsc", "--noEmit")
    tool("tsc")
    token = authorising.issue(name="ts", scopes=["read", "mark"], days=1, by=member("chae-ts", "checker"))
    told = run(node, str(tmp_path / "desk.js"), live_server.url, token.secret)
    assert told["results"] == ["created", "unchanged", "new_version"]
    assert told["badges"] == [[], 2], "a draft is nothing that readers know of"
    assert told["refused"] == "invalid_input"
