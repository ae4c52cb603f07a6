"""docs/roles.md, made of the table that the tests hold the services against: `python -m tests.claims.roles_table`."""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).resolve().parent.parent.parent / "docs" / "roles.md"
COLUMNS = (("contributor", "ana"), ("checker", "chae"), ("editor", "ben"), ("admin", "ada"))
HEAD = """# Who may do what

Every act of the desk by role. Tests ask the services each of them, so that the web pages, the API, imports and background
work keep to it alike. *Readers* may do none of it: they read what is published. Made by
`python -m tests.claims.roles_table` from the table that the tests use.

Whatever the role, nobody approves a verdict that they wrote any of, reviews what they themselves hid, or carries out a
redaction that they asked for. Contributors edit sources, evidence and drafts that are theirs alone. Who a protected source is, only
those on its list know, quote and edit, whatever their role; they let others in.

| act | contributor | checker | editor | admin |
|---|---|---|---|---|
"""


def text(acts: list[tuple[str, object, set[str]]]) -> str:
    lines = []
    for name, _act, may in acts:
        cells = " | ".join("yes" if person in may else "–" for _role, person in COLUMNS)
        lines.append(f"| {name} | {cells} |\n")
    return HEAD + "".join(lines)


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.claims.test_rules import ACTS

    FILE.write_text(text(list(ACTS)))
    print(f"{FILE.name}: {len(ACTS)} acts")
