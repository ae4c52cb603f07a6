"""Texts that would like to be code: a short round, and proof that it would notice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import standing
from tests.fuzzing import poison, rounds, running, soundness
from tests.fuzzing.stage import Answer, Stage, open_stage


@pytest.fixture
def stage(django_db_setup, django_db_blocker) -> Iterator[Stage]:
    with standing.standing(django_db_blocker), open_stage() as built, running.quiet():
        yield built


@pytest.mark.slow
def test_no_text_becomes_a_part_of_a_page_and_every_answer_is_well_formed(stage: Stage) -> None:
    outcome = rounds.Outcome(0)
    rounds.look(stage, poison.payloads(), turn=0, outcome=outcome, most=120)
    assert outcome.faults == {}, outcome.told()
    assert outcome.answers == 120
    every = {f"{model._meta.model_name}.{field.name}" for model, field in poison.columns()}
    assert every - outcome.columns <= poison.NOT_IN_THE_WORLD, (
        "a column that the world leaves empty: fill it there, or name it"
    )


def answer(kind: str, body: str) -> Answer:
    return Answer(200, {"Content-Type": kind}, body.encode(), 0.0, "")


KNOWN = {("html", ""), ("head", ""), ("body", ""), ("a", ""), ("a", "href"), ("p", "")}
PAGE = "<!doctype html><html><head></head><body>{}</body></html>"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", PAGE.format("<x-injected></x-injected>")), ("text/html", PAGE.format('<p onclick="x()">a</p>')),
        ("text/html", PAGE.format('<a href="javascript:x()">a</a>')), ("text/html", PAGE.format('<a href=" \x01JavaScript:x()">a</a>')),
        ("text/html", PAGE.format("<p>a</b></p>")), ("application/atom+xml", "<feed>\x01</feed>"), ("application/xml", "<a>&b;</a>"),
        ("application/json", '{"a": NaN}'), ("application/problem+json", "{"), ("text/csv", 'a,"b'),
    ],
)  # fmt: skip
def test_what_is_malformed_or_injected_is_noticed(kind: str, body: str) -> None:
    assert list(soundness.faults(answer(kind, body), KNOWN))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", PAGE.format('<a href="/x?a=javascript:">&lt;script&gt;</a>')), ("application/xml", "<a>&lt;b&gt;</a>"),
        ("application/json", '{"a": "<script>"}'), ("text/csv", 'a,"b"\r\n'), ("text/plain", "<script>"),
    ],
)  # fmt: skip
def test_what_is_sound_is_let_be(kind: str, body: str) -> None:
    assert list(soundness.faults(answer(kind, body), KNOWN)) == []


@pytest.mark.django_db  # asks for none; but where no test does, pytest-django makes no database
def test_every_payload_gets_its_turn() -> None:
    texts = [f"<p{n}>" for n in range(40)]
    poisoner = poison.Poisoner(texts, turn=3)
    assert poisoner.words(30).split("\n")[:2] == ["<p3>", "<p4>"]
    assert {one for _ in range(20) for one in poisoner.words(30).split("\n")} >= set(texts)
    assert poison.Poisoner(texts).address(60).startswith("https://poison.example/<p0>")
