"""AVeriTeC's fact-checks in and out of the desk, with nothing lost on the way.

    DATABASE_URL=…/a_throw_away_database python -m benchmarks.averitec [--claims 500] [--keep]

Each claim comes in as a fixture does: by the importing service, with its speaker, its date, its sources, what was
asked (notes) and what was answered (evidence). What comes out is made of the desk's rows alone, and compared with the
file, value by value. The data set is read where it lies and never copied.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.text import slugify

ROOT = Path(__file__).resolve().parent.parent
DATA = (
    Path(os.environ.get("BENCH_DATA") or ROOT.parent / "shared" / "bench") / "evidence" / "averitec-dev.json"
)
RATINGS = {
    "Supported": "accurate",
    "Refuted": "inaccurate",
    "Not Enough Evidence": "unresolved",
    "Conflicting Evidence/Cherrypicking": "needs-context",
}
STANCES = {"Supported": "supports", "Refuted": "refutes"}
KINDS = {
    "Quote Verification": "quote",
    "Numerical Claim": "statistic",
    "Position Statement": "attribution",
    "Event/Property Claim": "event",
    "Causal Claim": "event",
}
# What is said of a claim in columns or rows of its own; the rest stands with the rationale, as it was given.
APART = {"claim", "claim_date", "speaker", "label", "justification", "questions"}
OF_AN_ANSWER = {"answer", "source_url"}

Row = dict[str, Any]
Thing = dict[str, Any]


def read(path: Path = DATA) -> list[Row]:
    found: list[Row] = json.loads(path.read_text("utf-8"))
    return found


# --- In -----------------------------------------------------------------------------------------------------------


def fixture(rows: Sequence[Row]) -> list[Thing]:
    """The objects of a fixture, each thing once. A speaker is one by name, a source by address."""
    things: dict[tuple[str, Any], Thing] = {}
    for number, row in enumerate(rows):
        for model, fields in _of_row(number, row):
            key = (
                model,
                json.dumps(
                    [fields.get("slug"), fields.get("claim"), fields.get("kind"), fields.get("number")]
                ),
            )
            things.setdefault(key, {"model": f"claims.{model}", "fields": fields})
    return list(things.values())


def _of_row(number: int, row: Row) -> Iterator[tuple[str, Thing]]:
    slug = name_of(number)
    speaker = row["speaker"]
    if speaker:
        yield "claimant", {"slug": _slug("speaker", speaker), "name": speaker}
    yield (
        "claim",
        {
            "slug": slug,
            "statement": row["claim"],
            "kind": next((KINDS[one] for one in row["claim_types"] if one in KINDS), "event"),
            "claimed_on": datetime.strptime(row["claim_date"], "%d-%m-%Y").date().isoformat(),
            "claimant": [_slug("speaker", speaker)] if speaker else None,
            "suggested_rating": [RATINGS[row["label"]]],
        },
    )
    rest = {name: value for name, value in row.items() if name not in APART}
    told = {"label": row["label"], "claim_date": row["claim_date"], "speaker": speaker, "rest": rest}
    yield "note", {"claim": [slug], "kind": "rationale", "number": 1, "text": row["justification"]}
    yield _remark(slug, 1, told)
    for place, question in enumerate(row["questions"], 1):
        yield from _of_question(slug, place, question, STANCES.get(row["label"], "context"))


def _of_question(claim: str, place: int, question: Thing, stance: str) -> Iterator[tuple[str, Thing]]:
    answers = []
    for number, answer in enumerate(question["answers"], 1):
        told: Thing = {"rest": {name: value for name, value in answer.items() if name not in OF_AN_ANSWER}}
        if address_of(answer):
            told |= {"evidence": f"{claim}-{place}-{number}", "source_url": answer["source_url"]}
            yield from _passage(claim, told["evidence"], answer, stance)
        else:
            told |= {name: answer[name] for name in OF_AN_ANSWER & answer.keys()}
        answers.append(told)
    rest = {name: value for name, value in question.items() if name not in {"question", "answers"}}
    details = {"answers": answers, "rest": rest}
    yield "note", {"claim": [claim], "kind": "would_verify", "number": place, "text": question["question"]}
    yield _remark(claim, place + 1, details)


def _remark(claim: str, number: int, told: Thing) -> tuple[str, Thing]:
    """What has no column: as JSON in a remark. The first is about the claim, the others each about a question."""
    return "note", {
        "claim": [claim],
        "kind": "remark",
        "number": number,
        "text": json.dumps(told, ensure_ascii=False),
    }


def address_of(answer: Thing) -> str:
    """The canonical address of an answer's source; empty where there is none, or words in its place."""
    from claims.text import urls

    try:
        return urls.canonical(answer.get("source_url") or "")
    except urls.BadURL:
        return ""


def _passage(claim: str, slug: str, answer: Thing, stance: str) -> Iterator[tuple[str, Thing]]:
    url = address_of(answer)
    source = _slug("source", url)
    publisher = urlsplit(url).hostname or url
    yield (
        "source",
        {"slug": source, "url": url, "kind": "document", "publisher": publisher, "is_watched": False},
    )
    yield "evidence", {
        "slug": slug, "claim": [claim], "source": [source], "stance": stance, "quote": answer["answer"],
        "transcription": f"An annotator's answer, {str(answer['answer_type']).lower()}.",
    }  # fmt: skip


def name_of(number: int) -> str:
    return f"averitec-dev-{number:03}"


def _slug(what: str, words: str) -> str:
    return f"{slugify(words)[:40].strip('-') or what}-{hashlib.sha256(words.encode()).hexdigest()[:10]}"


# --- Out ----------------------------------------------------------------------------------------------------------


def export(numbers: range) -> list[Row]:
    """The rows again, made of what the desk holds."""
    from claims.models import Claim

    names = [name_of(number) for number in numbers]
    claims = Claim.objects.filter(slug__in=names).select_related("claimant", "suggested_rating")
    held = {one.slug: one for one in claims.prefetch_related("notes", "evidence__source")}
    return [_row(held[name]) for name in names]


def _row(claim: Any) -> Row:
    notes = sorted(claim.notes.all(), key=lambda note: (note.kind, note.number))
    (rationale,) = (note for note in notes if note.kind == "rationale")
    told, *particulars = (json.loads(note.text) for note in notes if note.kind == "remark")
    rating = claim.suggested_rating.slug
    assert rating == RATINGS[told["label"]], "the label and the rating are one"
    day = date.fromisoformat(claim.claimed_on).strftime("%d-%m-%Y")
    evidence = {one.slug: one for one in claim.evidence.all()}
    asked = [note.text for note in notes if note.kind == "would_verify"]
    questions = [_question(text, one, evidence) for text, one in zip(asked, particulars, strict=True)]
    said = {
        "claim": claim.statement,
        "claim_date": told["claim_date"] if _same_day(told["claim_date"], day) else day,
        "speaker": claim.claimant.name if claim.claimant else told["speaker"],
        "label": told["label"],
        "justification": rationale.text,
        "questions": questions,
    }
    return {**told["rest"], **said}


def _same_day(given: str, held: str) -> bool:
    """Whether a day that was written otherwise (1-2-2020) is the one that is held (01-02-2020)."""
    return datetime.strptime(given, "%d-%m-%Y") == datetime.strptime(held, "%d-%m-%Y")


def _question(text: str, told: Thing, evidence: dict[str, Any]) -> Thing:
    answers = [_answer(one, evidence) for one in told["answers"]]
    return {**told["rest"], "question": text, "answers": answers}


def _answer(told: Thing, evidence: dict[str, Any]) -> Thing:
    if "evidence" not in told:
        return {**told["rest"], **{name: told[name] for name in OF_AN_ANSWER if name in told}}
    passage = evidence[told["evidence"]]
    assert passage.source.url == address_of(told), "the source's address is the answer's"
    return {**told["rest"], "answer": passage.quote, "source_url": told["source_url"]}


def differences(before: Sequence[Row], after: Sequence[Row]) -> list[str]:
    """Every place at which what came out is not what went in."""
    return [
        where
        for number, (old, new) in enumerate(zip(before, after, strict=True))
        for where in _differing(f"[{number}]", old, new)
    ]


def _differing(place: str, old: Any, new: Any) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            if name not in old or name not in new:
                yield f"{place}.{name} is {'new' if name in new else 'lost'}"
            else:
                yield from _differing(f"{place}.{name}", old[name], new[name])
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differing(f"{place}[{number}]", one, other)
    elif type(old) is not type(new) or old != new:
        yield f"{place}: {str(old)[:60]!r} became {str(new)[:60]!r}"


def bring(rows: Sequence[Row]) -> Any:
    """Through the importing service, whole or not at all."""
    from claims.services import fixture_schema, importing
    from claims.services.fixture_files import FixtureObject
    from claims.services.fixture_schema import NOUNS

    objects = [
        FixtureObject("averitec", number, one["model"], one["fields"])
        for number, one in enumerate(fixture(rows), 1)
    ]
    for one in objects:
        fixture_schema.read(one, NOUNS[one.model])
    return importing.load_objects(objects)


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    django.setup()
    from django.db import transaction

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=500)
    parser.add_argument("--keep", action="store_true", help="Leave what was brought in where it is.")
    options = parser.parse_args()
    rows = read()[: options.claims]
    with transaction.atomic():
        load_ratings()
        began = time.monotonic()
        report = bring(rows)
        print(f"in: {report} ({time.monotonic() - began:.1f} s)")
        again = bring(rows)
        print(f"in once more: {again}")
        lost = differences(rows, export(range(len(rows))))
        print(f"out: {len(rows)} claims, {len(lost)} differences")
        for one in lost[:50]:
            print(f"  {one}")
        transaction.set_rollback(not options.keep)


def load_ratings() -> None:
    """The desk's own scale, where the database has none yet."""
    from claims.models import Rating
    from claims.services import importing

    if Rating.objects.filter(slug__in=RATINGS.values()).count() < len(set(RATINGS.values())):
        importing.load_fixtures([ROOT / "fixtures" / "seed" / "ratings.json"])


if __name__ == "__main__":
    main()
