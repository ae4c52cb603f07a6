"""Whether the tables and the demonstration are already as this code wants them: a second of every warm start.

What was prepared is remembered in the data folder, beside a digest of everything that it depends on. Anything else,
also a database that was restored meanwhile, is prepared again, which changes nothing where nothing is to be done.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

WATCHED = ("claims", "factcheck", "fixtures", "requirements.txt")
SUFFIXES = {".py", ".json", ".txt"}


def state(root: Path, *facts: str) -> str:
    """A digest of the facts, and of which files the code and the fixtures are, by name, size and time."""
    digest = hashlib.sha256(repr(facts).encode())
    for name in WATCHED:
        top = root / name
        files = sorted(top.rglob("*")) if top.is_dir() else [top]
        for path in files:
            if path.suffix in SUFFIXES and path.is_file():
                found = path.stat()
                digest.update(repr((str(path.relative_to(root)), found.st_size, found.st_mtime_ns)).encode())
    return digest.hexdigest()


def recall(note: Path, now: str) -> list[str] | None:
    """The log-ins of the last preparation, if it was of this very state."""
    try:
        remembered = json.loads(note.read_text())
        return list(remembered["log_ins"]) if remembered["state"] == now else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(note: Path, now: str, log_ins: list[str]) -> None:
    unfinished = note.with_suffix(".new")
    unfinished.write_text(json.dumps({"state": now, "log_ins": log_ins}, indent=1) + "\n")
    unfinished.replace(note)
