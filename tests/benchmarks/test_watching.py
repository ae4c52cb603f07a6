"""The harness that watching is measured with: that its changes change what they say, and that its desk really judges."""

from __future__ import annotations

import random

import pytest

from benchmarks import judging, mutations, news
from benchmarks.decoys import Answer, declared, page
from benchmarks.mutations import Source

QUOTE = "The port counted 4,200 ships in 2023, which nobody had expected."
FIRST = "The council met on Monday and heard the harbour master for two hours."
HTML = (
    "<!doctype html><html lang=en><head><title>Ships</title><script>var a = 'The port counted 4,200 ships';</script></head><body>"
    f"<article><h1>Ships</h1><p>{FIRST}</p><p>&ldquo;The <b>port</b> counted 4,200&nbsp;ships in <a href='/2023'>2023</a>, which nobody "
    "had expected.&rdquo;</p><p>The weather was fine and the market stalls stood open all day long.</p></article></body></html>"
)
CHANCE = random.Random(1)


def text_of(markup: str) -> str:
    return " ".join(Source(mutations._TOKEN.sub(lambda one: one["entity"] or "", markup)).text.split())


@pytest.mark.parametrize(
    ("name", "gone", "stands"),
    [
        ("a digit changed", "4,200 ships in 2023", "The port counted"),
        ("a “not” put in", "nobody had expected", "not "),
        ("the sentence removed", "counted", "The council met"),
    ],
)
def test_a_sentence_is_changed_through_tags_and_entities(name: str, gone: str, stands: str) -> None:
    markup = mutations.SENTENCE_CHANGES[name](Source(HTML), QUOTE, CHANCE, "en")
    assert markup
    assert gone not in text_of(markup)
    assert stands in text_of(markup)
    assert "<a href='/2023'>" in markup
    assert "var a = 'The port counted 4,200 ships'" in markup


def test_what_is_not_on_the_page_is_not_changed() -> None:
    assert mutations.removed(Source(HTML), "Nothing of the kind was ever said.", CHANCE, "en") is None


def test_a_sentence_moves_before_a_paragraph() -> None:
    source = Source(HTML)
    markup = mutations.moved(source, QUOTE, source.places(FIRST)[0][0])
    assert markup
    assert text_of(markup).index("4,200 ships") < text_of(markup).index("The council met")


@pytest.mark.parametrize("name", mutations.REWRITES)
def test_ways_to_write_leave_the_letters_alone(name: str) -> None:
    markup = mutations.in_text(Source(HTML), mutations.REWRITES[name])
    assert news.letters(Source(markup).text) == news.letters(Source(HTML).text)


def test_the_same_ten_quotations_are_chosen_every_time() -> None:
    gold = "\n".join(
        f"Sentence number {n} tells of the harbour and its ships in that year." for n in range(30)
    )
    assert news.choose(gold, "key") == news.choose(gold, "key")
    assert len(set(news.choose(gold, "key"))) == 10
    assert (
        len(news.choose("A short article has one long sentence, which gives some clauses to be quoted.", "k"))
        > 1
    )


def test_a_page_declares_itself_paid() -> None:
    assert "isAccessibleForFree" in declared(HTML, free=False)
    assert "isAccessibleForFree" not in declared(declared(HTML, free=False), free=True)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (page(HTML), "pass"),
        (page(HTML.replace("4,200", "4,300")), "fail"),
        (page("<html><head><title>Page not found</title></head><body>Sorry.</body></html>"), "fail"),
        (page("<html><head><title>Log in</title></head><body>Log in to continue</body></html>"), "unknown"),
        (Answer(HTML.encode()[:300], 200, (("Content-Type", "text/html"),), missing=500), "unknown"),
        (Answer(HTML.encode()[:300], 200, (("Content-Type", "text/html"),)), "unknown"),
    ],
)
def test_the_desk_captures_and_judges(answer: Answer, expected: str) -> None:
    with judging.Desk() as desk:
        desk.pages["/a/site/ships"] = page(HTML)
        known = judging.known(desk.capture("/a/site/ships", number=1), (QUOTE,), article="")
        assert known.evidence[0].snapshot_id == 1
        desk.pages["/a/site/ships"] = answer
        judged = desk.judge(known, desk.capture("/a/site/ships", probe=desk.probe("/a/site", None)))
        assert judged.outcome(1) == expected
