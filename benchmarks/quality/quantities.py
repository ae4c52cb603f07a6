"""Quantities in running text: the published cases of quantulum3, read exactly."""

from __future__ import annotations

import json
from typing import Any

from benchmarks import quantities
from benchmarks.quality import Row, data

TITLE = "Quantities"
# By a word of it, what is asked in a case that no desk has to read so, and why.
LEFT_OUT = {
    "MACS J1149": "a year, and a number in a name, taken for quantities",
    "1960s": "a decade taken for a quantity",
    "278,000 t": "a year taken for a quantity",
    "Tevatron": "years taken for quantities",
    "LGA1156": "a number in a product's name",
    "gallium": "of a rise from one value to another the middle",
    "was reduced from 44": "of a change from one value to another the middle",
    "45 Js": "a unit that is spelled with a blank in it",
    "1cds": "a unit that nobody writes",
    "245 23": "two numbers that are one by no custom",
    "baker's dozen": "units named, without a number",
    "absolute zero": "a temperature named, without a number",
}


def measure() -> list[Row]:
    cases = json.loads(data("text", "quantities-en.json").read_text("utf-8"))
    ours = [_is_exact(case) for case in cases]
    news = [right for case, right in zip(cases, ours, strict=True) if not _why_left_out(case["req"])]
    reasons = "; ".join(dict.fromkeys(LEFT_OUT.values()))
    left_out = len(cases) - len(news)
    return [
        Row(
            "cases read exactly, %",
            f"the {len(news)} cases of quantulum3 (English) that may stand in the news",
            round(100 * sum(news) / len(news), 1),
            goal=90,
            note=f"every quantity, and none beside; {left_out} are left out: {reasons}",
        ),
        Row("cases read exactly, %", f"all {len(cases)} cases", round(100 * sum(ours) / len(cases), 1)),
    ]


def _is_exact(case: dict[str, Any]) -> bool:
    _, missed, beside = quantities.compared(case)
    return not missed and not beside


def _why_left_out(text: str) -> str:
    return next((why for words, why in LEFT_OUT.items() if words in text), "")
