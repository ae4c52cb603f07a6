"""Plain text as a page."""

from claims.clients import charsets, reading
from claims.clients.page import Page, Task


def prepare() -> None:
    """Load what a child cannot load any more."""
    charsets.prepare()


def read(body: bytes, task: Task) -> Page:
    """The text, a line a paragraph; its first line serves as the title. Unreadable, BeyondLimits."""
    text = charsets.decode(body, task.charset)
    lines = [reading.paragraph(line) for line in text.splitlines()]
    joined = reading.joined(lines)
    return Page(title=reading.field(joined.partition("\n")[0]), text=joined)
