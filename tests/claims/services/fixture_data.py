"""The fixtures that ship with the desk, as tests read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
SHA256 = "7667f39629e63d1ecab90cc5a15a036cde3fed67d4702c8514eae5ce83c4f9ee"
ARTICLE = "south-korea-considers-arming-ukraine"


def fields(name: str) -> list[dict[str, Any]]:
    return [one["fields"] for one in json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))]


def text() -> str:
    return str(fields("seed/article")[1]["text"])


def write(folder: Path, rows: Any, name: str = "more.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    return path
