"""How long a browser keeps the desk's own files where their names say nothing of what is in them."""

from __future__ import annotations

from typing import Any

FRESH, STALE = 60, 600  # seconds


def keep_while_asking(headers: Any, path: str, url: str) -> None:
    """For a minute without a question; for ten more while the browser asks behind the reader's back."""
    headers["Cache-Control"] = f"max-age={FRESH}, stale-while-revalidate={STALE}, public"
