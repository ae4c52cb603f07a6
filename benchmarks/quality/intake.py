"""How fast texts and rows come in, beside pySBD, plain COPY and Django's loaddata."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import intake
from benchmarks.quality import Row

TITLE = "Intake"


def measure() -> list[Row]:
    texts = intake.texts()
    with tempfile.TemporaryDirectory() as folder:
        rows = intake.rows_in_a_desk_of_its_own(Path(folder))
    news, claims = "PolNeAR's articles together, 1 MB", f"{rows['rows']:,} claims in JSON lines"
    each = ", ".join(f"{name} {speed}" for name, speed in texts["MB/s of each part, 1 MB"].items())
    return [
        Row(
            "sentences, quotations and scores: MB/s of one core",
            news,
            texts["MB/s of 1 MB"],
            {"pySBD, sentences alone": texts["pySBD splitting alone, MB/s of 1 MB"]},
            goal=4,
            note=f"by part: {each}",
        ),
        Row("times the speed of pySBD's splitting alone", news, texts["times pySBD"], goal=30),
        Row(
            "time of 5 MB over 5 times that of 1 MB",
            "the same, 5 MB",
            texts["time of 5 MB over 5 times that of 1 MB"],
            goal=1.2,
            at_most=True,
        ),
        Row("of plain COPY and upsert", claims, rows["of plain COPY and upsert"], goal=0.8),
        Row("times Django's loaddata", claims, rows["times loaddata"], goal=40),
    ]
