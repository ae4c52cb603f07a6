"""``load_demonstration`` prints what it did, and the log-ins; outside a demonstration it refuses."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.services import demonstrating


def run(*arguments: str) -> str:
    said = io.StringIO()
    call_command("load_demonstration", *arguments, stdout=said)
    return said.getvalue()


def test_it_prints_what_was_done(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demonstrating, "load", lambda: iter(["One.", "Two."]))
    assert run() == "One.\nTwo.\n"


def test_log_ins_are_indented_lines(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        demonstrating, "log_ins", lambda: iter(["ana · contributor · password demonstration"])
    )
    assert run("--list-logins") == "  ana · contributor · password demonstration\n"


@pytest.mark.parametrize("arguments", [[], ["--list-logins"]])
def test_it_is_refused_outside_a_demonstration(db: None, settings: Any, arguments: list[str]) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="Set DEMONSTRATION=1"):
        run(*arguments)
