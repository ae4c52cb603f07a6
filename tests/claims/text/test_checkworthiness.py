"""How much a sentence deserves a check, and why."""

from __future__ import annotations

import json
import zlib
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from claims.text import check_weights, checkworthiness, sentences
from claims.text.checkworthiness import BUCKETS, DEFAULT, SQUARE, THRESHOLD, WORDING, WORDS
from claims.text.reason_words import Reason

SEED = Path(__file__).resolve().parents[3] / "fixtures" / "seed"


def score(sentence: str) -> float:
    return float(checkworthiness.score([sentence]).scores[0])


def reasons(sentence: str) -> dict[str, float]:
    return dict(checkworthiness.score([sentence]).reasons(0))


@pytest.mark.parametrize(
    "sentence",
    [
        "Unemployment fell from 7 percent to 4.2 percent since 2012.",
        "The senator voted against the budget in 1997.",
        "South Korea’s intelligence chief reported that North Korea had sent 3,000 troops.",
    ],
)
def test_a_statement_of_facts_is_suggested(sentence: str) -> None:
    assert score(sentence) > THRESHOLD


@pytest.mark.parametrize(
    "sentence",
    ["Thank you very much, Jim.", "I think we should do better.", "Who are you going to trust?", "…", ""],
)
def test_what_holds_no_fact_is_not_suggested(sentence: str) -> None:
    assert score(sentence) < THRESHOLD


@pytest.mark.parametrize(
    ("sentence", "reason", "words"),
    [
        ("It cost 3 million.", Reason.NUMBER, "3"),
        ("Prices rose more than wages.", Reason.COMPARISON, "more than"),
        ("We have the largest army.", Reason.SUPERLATIVE, "the largest"),
        ("It began in 1997.", Reason.DATE, "1997"),
        ("Yesterday the Pentagon answered.", Reason.NAMED_BODY, "Pentagon"),
        ("Floods came because of rain.", Reason.CAUSE, "because of"),
        ("He called it “unlikely”.", Reason.SPEECH, "called"),
        ("Taxes will be lower.", Reason.PREDICTION, "will be"),
        ("I think so.", Reason.OPINION, "I think"),
        ("Is that so?", Reason.QUESTION, "?"),
        ("My father worked there.", Reason.EXPERIENCE, "father"),
        ("It was 12% of all.", Reason.SHARE, "%"),
        ("비용은 30% 늘었다.", Reason.NUMBER, "30"),
        ("他说：“没有”。", Reason.SPEECH, "“"),
        ("Сколько это стоит?", Reason.QUESTION, "?"),
    ],
)
def test_a_reason_names_its_words(sentence: str, reason: str, words: str) -> None:
    found = checkworthiness.reasons_in(sentence)
    assert words in [span.of(sentence) for span in found[reason]]


def test_the_first_word_of_a_sentence_is_no_name_for_its_capital() -> None:
    assert Reason.NAMED_BODY not in checkworthiness.reasons_in("Bread was baked.")
    assert Reason.NAMED_BODY not in reasons("Bread was baked.")


def test_what_is_told_of_words_is_what_was_counted() -> None:
    sentence = "On Friday the Senate said that 3 of 10 voters had more than $500."
    counted = checkworthiness.features([sentence]).values[0]
    seen = {reason for reason, value in zip(Reason, counted, strict=True) if value}
    shaped = {Reason.LONG, Reason.SHORT}
    assert seen - shaped == set(checkworthiness.reasons_in(sentence))


def test_a_score_is_the_sum_of_its_reasons() -> None:
    found = checkworthiness.score(["Crime rose by 12 percent."])
    assert found.added.sum() + DEFAULT.bias == pytest.approx(
        float(np.log(found.scores[0] / (1 - found.scores[0])))
    )


def test_sentences_are_scored_alike_alone_and_among_others() -> None:
    several = ["It rose by 3 percent.", "", "Thank you.", "The House passed the bill in 1994."]
    together = checkworthiness.score(several).scores
    assert [float(one) for one in together] == pytest.approx([score(one) for one in several])


def test_a_desk_may_weigh_a_reason_otherwise() -> None:
    sentence = ["It rose by 3 percent."]
    without = DEFAULT.changed({Reason.NUMBER: 0.0})
    assert checkworthiness.score(sentence, weights=without).scores[0] < score(sentence[0])
    assert dict(checkworthiness.score(sentence, weights=without).reasons(0)).get(Reason.NUMBER) is None


def test_every_reason_has_a_default_weight() -> None:
    assert set(check_weights.OF_REASON) == {*map(str, Reason), WORDING}


def test_no_sentence_has_no_score() -> None:
    assert len(checkworthiness.score([]).scores) == 0


@pytest.mark.parametrize("odd", ["\ud800", "\x00", "a" * 100_000, "١٢٣", "🇰🇷 👩‍👩‍👧 9️⃣", "²³½"])
def test_any_string_has_a_score(odd: str) -> None:
    assert 0 <= score(odd) <= 1


def test_words_that_the_debates_never_have_weigh_what_their_kin_do() -> None:
    amounts = checkworthiness.learned(checkworthiness.features(["kilometers", "quarterly"]))
    graces = checkworthiness.learned(checkworthiness.features(["greetings", "hugs"]))
    assert amounts.mean() > 0 > graces.mean()


def test_words_and_pairs_share_no_weights() -> None:
    found = checkworthiness.features(["The House passed 3 bills in 1994.", "It rose."])
    of_words = np.delete(found.buckets, found.rows, axis=0)
    assert (of_words[:, 0] < WORDS).all()
    assert ((of_words[:, 1:] >= WORDS) & (of_words[:, 1:] < BUCKETS)).all()


def test_the_learned_weights_are_small() -> None:
    folder = Path(checkworthiness.__file__).parent
    assert (folder / "check_weights.bin").stat().st_size < 300_000


def test_the_file_of_weights_is_the_one_that_the_scorer_reads() -> None:
    """A weight and a squared rarity for each bucket, no more: made for as many as there are, in units of ``SCALE``."""
    packed = resources.files("claims.text").joinpath("check_weights.bin").read_bytes()
    raw = zlib.decompress(packed)
    assert len(raw) == 2 * BUCKETS
    weights, squares = np.frombuffer(raw[:BUCKETS], np.int8), np.frombuffer(raw[BUCKETS:], np.uint8)
    sentence = "They created nine million jobs in 1997."
    found = checkworthiness.features([sentence])
    buckets = found.buckets[1:]
    length = max(float(squares[buckets].sum()) / SQUARE, 1) ** 0.5
    said = float(weights[buckets].sum()) * check_weights.SCALE / length
    assert reasons(sentence)[WORDING] == pytest.approx(said * check_weights.OF_REASON[WORDING])
    assert said > 0


def test_words_and_pairs_both_have_weights() -> None:
    raw = zlib.decompress(resources.files("claims.text").joinpath("check_weights.bin").read_bytes())
    weights = np.frombuffer(raw[:BUCKETS], np.int8)
    of_words, of_pairs = np.count_nonzero(weights[:WORDS]), np.count_nonzero(weights[WORDS:])
    assert of_words > 10_000
    assert of_pairs > 20_000


def test_the_default_threshold_is_one_that_a_score_can_reach() -> None:
    assert 0.1 <= THRESHOLD < 0.7
    assert all(abs(weight) < 3 for weight in check_weights.OF_REASON.values())
    assert check_weights.OF_REASON[WORDING] > 0


def test_every_claim_of_the_seed_is_covered_by_suggestions() -> None:
    article = json.loads((SEED / "article.json").read_text("utf-8"))
    text = next(one["fields"]["text"] for one in article if "text" in one["fields"])
    spans = sentences.split(text)
    scores = checkworthiness.score([span.of(text) for span in spans]).scores
    suggested = [span for span, one in zip(spans, scores, strict=True) if one >= THRESHOLD]
    marks = [one["fields"] for one in json.loads((SEED / "appearances.json").read_text("utf-8"))]
    assert len({mark["claim"][0] for mark in marks}) == 29
    missed = [
        mark["claim"][0]
        for mark in marks
        for at in range(mark["start"], mark["end"])
        if not text[at].isspace() and not any(span.start <= at < span.end for span in suggested)
    ]
    assert missed == []
