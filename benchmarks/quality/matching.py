"""Has this been checked before: what is found for tweets and debate sentences, what is claimed where nothing is, and
whether altered copies of a claim are told from it. The database is a throw-away one.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks import quality
from benchmarks.quality import Row, altered, matched
from benchmarks.quality.matched import Outcome, Tried

if TYPE_CHECKING:
    from claims.services.looking_up import Weigh

TITLE = "Matching: has this been checked before?"
GOALS = {"snopes": 0.90, "politifact": 0.42}
SENTENCES = 1_000  # that claim nothing, for false alarms
COPIES = 100
RESAMPLED = 2_000


def measure() -> list[Row]:
    with matched.database():
        rows = _altered()
        for name, goal in GOALS.items():
            outcome = matched.outcome(name, SENTENCES if name == "snopes" else 0)
            rows.append(_found(name, goal, outcome.queries, _bm25(name)))
            if beside := sum(
                one is not first for one, first in zip(outcome.beside, outcome.queries, strict=True)
            ):
                rows.append(_found_beside(name, goal, outcome, beside))
            rows.append(Row("median of a query, ms", f"{name}-dev", round(outcome.seconds * 1000)))
            if outcome.nothing:
                rows += _false_alarms(outcome.nothing, "")
                rows += _false_alarms(outcome.nothing_beside, ", with those beside them")
            rows += _with_vectors(name, goal, outcome)
    return rows


def _with_vectors(name: str, goal: float, without: Outcome) -> list[Row]:
    """The same queries and sentences, with vector candidates."""
    from claims.exceptions import InvalidInput
    from claims.services import installing_vectors
    from claims.text import rescoring

    try:
        installing_vectors.turn_on()
    except InvalidInput as error:
        return [Row("MAP@5, with vector candidates", f"{name}-dev", "not measured", note=str(error))]
    outcome = matched.outcome(name, len(without.nothing))
    installing_vectors.turn_off()
    rows = []
    for what, queries, before in (
        ("MAP@5, with vector candidates", outcome.queries, without.queries),
        ("MAP@5, the same with the sentences beside", outcome.beside, without.beside),
    ):
        if queries is outcome.beside and before == without.queries:
            continue  # nothing stands beside these
        ours, theirs = _precisions(queries), _precisions(before)
        low, high = _interval([one - other for one, other in zip(ours, theirs, strict=True)])
        reached, reached_before = _reached(queries), _reached(before)
        note = (
            f"{_mean(theirs):.4f} without them: better by {low:.3f} to {high:.3f}; a right one is among the first hundred "
            f"for {reached:.1f} % of the queries, and for {reached_before:.1f} % without"
        )
        rows.append(Row(what, f"{name}-dev", round(_mean(ours), 4), goal=goal, note=note))
    rows.append(Row("median of a query, ms, with vector candidates", f"{name}-dev", round(outcome.seconds * 1000),
                    note="everything is embedded before; without vector candidates what is weighed is, when it is"))  # fmt: skip
    if outcome.nothing:
        weigh = rescoring.likelihood_by_likeness
        rows += _false_alarms(outcome.nothing, ", with vector candidates", weigh)
        rows += _false_alarms(outcome.nothing_beside, ", with those beside them and vector candidates", weigh)
    return rows


def _reached(queries: list[Tried]) -> float:
    """Per cent of the queries for which a right one is among the first hundred."""
    return 100 * _mean([bool(one.right & {key for key, _ in one.found}) for one in queries])


def _found(name: str, goal: float, queries: list[Tried], peer: list[float]) -> Row:
    ours = _precisions(queries)
    low, high = _interval([one - other for one, other in zip(ours, peer, strict=True)])
    return Row(
        "MAP@5",
        f"{name}-dev",
        round(_mean(ours), 4),
        {"bm25s, English stop words": round(_mean(peer), 4)},
        goal=goal,
        note=f"{len(ours)} queries; better than bm25s by {low:.3f} to {high:.3f} (paired bootstrap, 95 %)",
    )


def _found_beside(name: str, goal: float, outcome: Outcome, count: int) -> Row:
    """The neighbours are those that are queries of the set as well: it holds no other sentences of its debates."""
    row = _found(name, goal, outcome.beside, _bm25(name, beside=True))
    gained = [
        one - alone
        for one, alone in zip(_precisions(outcome.beside), _precisions(outcome.queries), strict=True)
    ]
    low, high = _interval(gained)
    note = (
        f"{count} of the {len(gained)} have neighbours among the queries, which are all there is of the debates; bm25s is "
        f"asked with them as well; better than alone by {low:.3f} to {high:.3f}; {row.note.partition('; ')[2]}"
    )
    return replace(row, what="MAP@5, with the sentences beside the query", note=note)


def _precisions(queries: list[Tried]) -> list[float]:
    return [matched.average_precision([key for key, _ in one.found], one.right) for one in queries]


def _bm25(name: str, *, beside: bool = False) -> list[float]:
    """The average precision of each query, by the peer on claim and title; ``beside``: asked with its neighbours."""
    import bm25s

    from claims.services import evaluating

    folder = quality.data("claim-matching")
    documents = list(evaluating.read(folder / f"{name}-docs.jsonl.gz"))
    queries = list(evaluating.read(folder / f"{name}-dev-queries.jsonl"))
    if beside:
        queries = evaluating.beside(queries)
    right = matched.right_of(name)
    texts = [f"{one.text.claim} {one.text.title}" for one in documents]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    said = [f"{one.text.claim} {one.around}" for one in queries]
    asked = bm25s.tokenize(said, stopwords="en", show_progress=False)
    found, _ = index.retrieve(asked, k=5, show_progress=False)
    ranked = [[documents[int(place)].key for place in row] for row in found]
    return [
        matched.average_precision(keys, right[one.key]) for keys, one in zip(ranked, queries, strict=True)
    ]


def _false_alarms(sentences: list[Tried], how: str, weigh: Weigh | None = None) -> list[Row]:
    from claims.text import rescoring
    from claims.text.rescoring import Level, Signs

    weigh = weigh or rescoring.likelihood
    levels = Counter(
        rescoring.level(max((weigh(Signs(*signs)) for _, signs in one.found), default=0.0))
        for one in sentences
    )
    count = len(sentences)
    strong, possible = levels[Level.STRONG], levels[Level.STRONG] + levels[Level.POSSIBLE]
    of = f"{count} debate sentences labelled No{how}, against snopes"
    return [
        Row("false alarms, strong, %", of, round(100 * strong / count, 2), goal=0.5, at_most=True),
        Row(
            "false alarms, possible or strong, %", of, round(100 * possible / count, 2), goal=10, at_most=True
        ),
    ]


def _altered() -> list[Row]:
    from claims.services import evaluating
    from claims.text import restating
    from claims.text.comparing import Told

    folder = quality.data("claim-matching")
    claims = [
        one.text.claim for name in matched.SETS for one in evaluating.read(folder / f"{name}-docs.jsonl.gz")
    ]
    seen: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    for rule, claim, copy in altered.copies(claims, COPIES):
        seen[rule] += 1
        shown[rule] += bool(restating.differences(Told(claim, "en", None), Told(copy, "en", None)))
    of = "copies made by rule from both collections"
    return [
        Row(f"altered copies shown as different: {rule}, %", of, round(100 * shown[rule] / count, 1), goal=95)
        for rule, count in seen.items()
    ]


def _interval(differences: Sequence[float]) -> tuple[float, float]:
    chance = random.Random(1)
    means = sorted(_mean(chance.choices(differences, k=len(differences))) for _ in range(RESAMPLED))
    return means[int(RESAMPLED * 0.025)], means[int(RESAMPLED * 0.975)]


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)
