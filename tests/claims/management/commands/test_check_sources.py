"""``manage.py check_sources``, as it is called: a process of its own, and a database that nobody could reach."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import captures
from tests.claims.clients import scripted
from tests.claims.clients.scripted import response

ROOT = Path(__file__).resolve().parents[4]
NOWHERE = "postgresql://nobody@127.0.0.1:1/nowhere"
PAGE = f"<html><title>Harbour list</title><p>{captures.TEXT}</p>{'<p>More of the list.</p>' * 30}</html>".encode()


@pytest.fixture(scope="module")
def server() -> Iterator[scripted.Server]:
    with scripted.serving(keeps=True) as server:
        for path in ("/good", "/other"):
            server.answers(path, response(PAGE, "Content-Type: text/html"))
        server.answers("/gone", response(b"", status="410 Gone"))
        yield server


def check(*arguments: str | Path, given: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": NOWHERE, "SOURCE_FETCH_ALLOW_LOOPBACK": "1"}
    command = [sys.executable, "manage.py", "check_sources", "--gap", "0", *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def told(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    return {line["url"]: line for line in map(json.loads, done.stdout.splitlines())}


def test_a_list_from_a_file(server: scripted.Server, tmp_path: Path) -> None:
    """All in one call, as each takes a second to start."""
    good, gone = server.url("/good"), server.url("/gone")
    urls, quotes = tmp_path / "urls.txt", tmp_path / "quotes.tsv"
    urls.write_text(f"# the list\n\n{good}\n{gone}\n{good}\n")
    quotes.write_text(f"{good}\t{captures.QUOTE}\n")

    done = check("--urls", urls, "--quotes", quotes, "--progress")

    lines = told(done)
    assert done.returncode == 1, done.stderr
    assert {url: (line["outcome"], line["error"]) for url, line in lines.items()} == {
        good: ("ok", None), gone: ("broken", "http_410"),
    }  # fmt: skip
    assert {one["check"]: one["outcome"] for one in lines[good]["findings"]}["quote-present"] == "pass"
    assert "2 checked in" in done.stderr
    assert "1 ok, 1 broken, 0 unknown, 1 named more than once." in done.stderr


def test_a_list_from_standard_input_into_a_file(server: scripted.Server, tmp_path: Path) -> None:
    output = tmp_path / "answers.jsonl"

    done = check("--urls", "-", "--output", output, "--status-only", given=server.url("/good") + "\n")

    assert (done.returncode, done.stdout) == (0, "")
    assert json.loads(output.read_text())["bytes"] == len(PAGE)
    assert done.stderr.count("\n") == 1


def test_words_that_are_not_found_are_a_failure(server: scripted.Server, tmp_path: Path) -> None:
    quotes = tmp_path / "quotes.jsonl"
    quotes.write_text(json.dumps({"url": server.url("/other"), "quote": "nobody ever said such a thing"}))

    done = check("--urls", "-", "--quotes", quotes, given=server.url("/other"))

    assert done.returncode == 1
    assert told(done)[server.url("/other")]["outcome"] == "ok"


def test_a_bad_line_is_named_before_anything_is_asked(server: scripted.Server, tmp_path: Path) -> None:
    urls = tmp_path / "urls.txt"
    urls.write_text(f"{server.url('/good')}\n\nsite without scheme\n")
    server.requests.clear()

    done = check("--urls", urls)

    assert (done.returncode, done.stdout, server.requests) == (2, "", [])
    assert f"{urls}, line 3: it does not begin with http:// or https://." in done.stderr


def test_a_bad_line_in_a_stream_ends_it_after_what_came_before(server: scripted.Server) -> None:
    done = check("--urls", "-", "--status-only", given=f"{server.url('/good')}\nnonsense\n")

    assert done.returncode == 2
    assert list(told(done)) == [server.url("/good")]
    assert "standard input, line 2: it does not begin" in done.stderr


def test_who_stops_reading_is_not_shouted_at(server: scripted.Server, tmp_path: Path) -> None:
    urls = tmp_path / "urls.txt"
    urls.write_text("".join(f"{server.url('/good')}?{n}\n" for n in range(3_000)))
    command = f"{sys.executable} manage.py check_sources --gap 0 --status-only --connections 50 --per-host 50 --urls {urls} | head -1"
    environment = {**os.environ, "DATABASE_URL": NOWHERE, "SOURCE_FETCH_ALLOW_LOOPBACK": "1"}

    done = subprocess.run(
        command,
        shell=True,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--urls", "no-such-file"], "no-such-file: No such file"),
        (["--urls", "-", "--per-host", "0"], "'0' is not a whole number from 1 to 100"),
        (["--urls", "-", "--connections", "x"], "'x' is not a whole number from 1 to 1000"),
        (["--urls", "-", "--gap", "-1"], "not a number of seconds"),
        (["--urls", "-", "--status-only", "--quotes", "-"], "can't be looked for"),
        (["--urls", "-", "--quotes", "-"], "Only one of the two lists"),
        (["--urls", "pyproject.toml", "--output", "pyproject.toml"], "pyproject.toml, line 1"),
        ([], "--urls"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(arguments: list[str], reason: str) -> None:
    done = check(*arguments, given="")

    assert done.returncode == 2
    assert reason in done.stderr


def test_a_list_is_not_written_over(tmp_path: Path) -> None:
    urls = tmp_path / "urls.txt"
    urls.write_text("http://127.0.0.1:1/\n")

    done = check("--urls", urls, "--output", urls)

    assert done.returncode == 2
    assert urls.read_text() == "http://127.0.0.1:1/\n"
