"""The publication gate as a table: each line met and unmet, what it tells, and what may be overridden."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from claims.exceptions import GateNotMet, NotAllowed
from claims.models import (
    Claim,
    Evidence,
    Finding,
    GateOverride,
    Origin,
    Rating,
    Snapshot,
    Source,
    User,
    Verdict,
)
from claims.services import gate, keeping, marking, publishing, reviewing
from tests import factories

PASSAGE, SEARCH = Evidence.Form.PASSAGE, Evidence.Form.NEGATIVE_SEARCH


def piece(
    stance: str = "supports", weight: str = "key", *, captured: bool = True, late: bool = False, **source: Any
) -> Evidence:
    of = Source(**({"pk": 1, "kind": "newspaper", "publisher": "Gazette", "published_on": "2024"} | source))
    return Evidence(
        form=PASSAGE,
        source=of,
        stance=stance,
        weight=weight,
        snapshot_id=7 if captured else None,
        is_hindsight=late,
    )


def search() -> Evidence:
    return Evidence(form=SEARCH, stance="context", weight="supporting")


TWO_ORIGINS = [piece(pk=1, origin=Origin(pk=1)), piece(pk=2, origin=Origin(pk=2))]
ONE_ORIGIN = [piece(pk=1, origin=Origin(pk=1)), piece(pk=2, origin=Origin(pk=1), publisher="Herald")]
CONTENT: dict[str, Any] = {
    "rating": Rating(pk=1, slug="accurate"),
    "summary": "So it is.",
    "as_of": date(2024, 11, 1),
}
# code, what the case holds, whether the line is met
LINES: list[tuple[str, dict[str, Any], bool]] = [
    ("content", {}, True),
    ("content", {"rating": None}, False),
    ("content", {"summary": ""}, False),
    ("content", {"as_of": None}, False),
    ("captured", {"evidence": [piece()]}, True),
    ("captured", {"evidence": [piece(captured=False)]}, False),
    ("captured", {"evidence": [piece(), piece(weight="supporting", captured=False)]}, True),
    ("captured", {"evidence": [piece(weight="supporting")]}, False),
    ("captured", {"evidence": []}, False),
    ("captured", {"evidence": [search()]}, True),
    ("findings", {}, True),
    ("findings", {"failed": [Finding(sentence="The words are gone.", snapshot=Snapshot(source=Source()))]}, False),
    ("both_ways", {"evidence": [piece("supports"), piece("refutes")]}, True),
    ("both_ways", {"evidence": [piece("qualifies")]}, True),
    ("both_ways", {"evidence": [piece("supports"), piece("context")]}, False),
    ("both_ways", {"evidence": [piece("refutes")]}, False),
    ("both_ways", {"evidence": [piece("refutes"), search()]}, True),
    ("both_ways", {"evidence": [piece("supports")], "one_sided_reason": "Nobody disputes it."}, True),
    ("searched", {"rating": Rating(pk=9, slug="unsupported"), "evidence": [search()]}, True),
    ("searched", {"rating": Rating(pk=9, slug="unsupported"), "evidence": [piece()]}, False),
    ("origins", {"evidence": TWO_ORIGINS}, True),
    ("origins", {"evidence": ONE_ORIGIN}, False),
    ("origins", {"evidence": [piece(pk=1), piece(pk=2)]}, True),
    ("origins", {"evidence": [piece(pk=1), piece(pk=1)]}, False),
    ("origins", {"evidence": [], "sole_authority_reason": "It alone counts ships."}, True),
    ("origins", {"evidence": [piece(kind="primary")]}, False),
    ("origins", {"rated": "said", "evidence": [piece(kind="primary")]}, True),
    ("origins", {"rated": "said", "evidence": ONE_ORIGIN}, True),
    ("origins", {"rated": "said", "evidence": [piece(pk=1), piece(pk=2)]}, False),
    ("origins", {"rated": "said", "evidence": [piece(witness="A. Lee"), piece(pk=2, publisher="Herald", witness="A. Lee")]}, False),
    ("origins", {"rated": "said", "evidence": [piece(), piece(pk=2, publisher="Herald", credited_to="Gazette")]}, False),
    ("primary", {"evidence": [piece(kind="primary")]}, True),
    ("primary", {"evidence": [piece()]}, False),
    ("primary", {"evidence": [piece()], "no_primary_reason": "The list is not public."}, True),
    ("contact", {"has_contact": True}, True),
    ("contact", {}, False),
    ("contact", {"no_contact_reason": "Nobody is named."}, True),
    ("interests", {"interests": "none"}, True),
    ("interests", {}, False),
    ("methodology", {"methodology": "Counting"}, True),
    ("methodology", {}, False),
    ("why_chosen", {"why_chosen": "It was repeated."}, True),
    ("why_chosen", {}, False),
    ("witnesses", {"reach": "article_line", "evidence": [piece(kind="primary")]}, True),
    ("witnesses", {"reach": "article_line", "evidence": ONE_ORIGIN}, True),
    ("witnesses", {"reach": "article_line", "evidence": [piece()]}, False),
    ("public_note", {"change": "update", "public_note": "The world moved."}, True),
    ("public_note", {"change": "update"}, False),
    ("public_note", {"change": "withdrawal"}, False),
    ("unchanged", {}, True),
    ("unchanged", {"changed": ["citation 2"]}, False),
    ("embargo", {}, True),
    ("embargo", {"articles_under_embargo": ["Harbour traffic"]}, False),
    ("legal", {}, True),
    ("legal", {"legal_hold": True}, False),
    ("second_person", {"approved_by": User(pk=2)}, True),
    ("second_person", {}, False),
    ("uncited", {}, True),
    ("uncited", {"uncited": 1}, False),
    ("aggregator", {"evidence": [piece(weight="supporting", kind="aggregator")]}, True),
    ("aggregator", {"evidence": [piece(kind="aggregator")]}, False),
    ("hindsight", {"evidence": [piece()]}, True),
    ("hindsight", {"evidence": [piece(late=True)]}, False),
    ("undated", {"evidence": [piece()]}, True),
    ("undated", {"evidence": [piece(published_on="")]}, False),
    ("disagreement", {"ratings_given": {1}}, True),
    ("disagreement", {"ratings_given": {1, 2}}, False),
]  # fmt: skip
WARNINGS = {"uncited", "aggregator", "hindsight", "undated", "disagreement"}
CASE: dict[str, Any] = {
    "evidence": [], "uncited": 0, "changed": [], "failed": [], "articles_under_embargo": [], "has_contact": False,
    "ratings_given": set(),
}  # fmt: skip


def case_of(told: dict[str, Any]) -> gate.Case:
    about = {name: told[name] for name in ("rated", "legal_hold") if name in told}
    words = {name: value for name, value in told.items() if name not in {*CASE, *about}}
    verdict = Verdict(claim=Claim(**about), **(CONTENT | words))
    return gate.Case(verdict=verdict, **(CASE | {name: told[name] for name in CASE if name in told}))


@pytest.mark.parametrize(
    ("code", "told", "met"), LINES, ids=[f"{c}-{n}-{m}" for n, (c, _, m) in enumerate(LINES)]
)
def test_a_line_is_met_or_says_what_would_meet_it(code: str, told: dict[str, Any], met: bool) -> None:
    case = case_of(told)
    line = {one.code: one for one in (look(case) for look in gate._lines_for(case.verdict))}[code]
    assert line.met == met
    assert bool(line.hint) != met
    assert line.is_warning == (code in WARNINGS)
    assert line.overridable == (code not in gate.NEVER_OVERRIDDEN and code not in WARNINGS)
    assert line.stops == (not met and code not in WARNINGS)


def test_every_line_stands_in_the_table_met_and_unmet() -> None:
    cases = [
        case_of({"change": change, "reach": reach, "rating": Rating(pk=9, slug=rating)})
        for change in Verdict.Change.values for reach in Verdict.Reach.values for rating in ("accurate", "unsupported")
    ]  # fmt: skip
    codes = {look(case).code for case in cases for look in gate._lines_for(case.verdict)}
    assert {(code, met) for code in codes for met in (True, False)} == {(code, met) for code, _, met in LINES}


ALWAYS = {
    "content",
    "captured",
    "findings",
    "both_ways",
    "unchanged",
    "embargo",
    "legal",
    "second_person",
} | WARNINGS
FACT_CHECK = {"origins", "primary", "contact", "interests", "methodology", "why_chosen"}


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ({"reach": "fact_check"}, ALWAYS | FACT_CHECK),
        ({"reach": "article_line"}, ALWAYS | {"witnesses"}),
        ({"reach": "internal"}, ALWAYS),
        ({"reach": "internal", "rating": Rating(pk=9, slug="unsupported")}, ALWAYS | {"searched"}),
        ({"reach": "internal", "change": "minor"}, ALWAYS | {"public_note"}),
        ({"change": "withdrawal"}, {"public_note", "unchanged", "second_person"}),
    ],
)
def test_each_reach_has_its_lines(told: dict[str, Any], codes: set[str]) -> None:
    verdict = case_of(told).verdict
    assert {look(case_of(told)).code for look in gate._lines_for(verdict)} == codes


# --- with the database ----------------------------------------------------------------------------------------------


def lines(verdict: Verdict) -> dict[str, gate.GateLine]:
    return {line.code: line for line in gate.lines(Verdict.objects.with_parts().get(pk=verdict.pk))}


def test_a_written_reason_lets_an_overridable_line_pass(chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae)
    verdict = factories.approved(claim, by=chae, approver=ben)
    assert lines(verdict)["captured"].stops
    GateOverride(verdict=verdict, line="captured", reason="By hand.", overridden_by=ben).save()
    line = lines(verdict)["captured"]
    assert (line.met, line.overridden, line.stops) == (False, "By hand.", False)


def test_a_blank_reason_overrides_nothing(chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae)
    verdict = factories.approved(claim, by=chae, approver=ben)
    with pytest.raises(GateNotMet):
        publishing.publish(verdict, by=ben, overrides={"captured": "  "})


def test_who_may_publish_and_not_override_is_refused(chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae)
    verdict = factories.approved(claim, by=chae, approver=ben)
    group = ben.groups.get()
    group.permissions.remove(group.permissions.get(codename="override_gate"))
    with pytest.raises(NotAllowed, match="override"):
        publishing.publish(verdict, by=User.objects.get(pk=ben.pk), overrides={"captured": "By hand."})


def test_a_warning_stops_nobody(chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae, source=factories.source(by=chae, kind="aggregator"))
    verdict = factories.approved(claim, by=chae, approver=ben)
    assert not lines(verdict)["aggregator"].met
    assert factories.publish(verdict, by=ben).number == 1


def test_nothing_is_published_under_an_embargo(chae: User, ben: User) -> None:
    version = factories.version(by=chae)
    claim = factories.claim(by=chae, in_version=version)
    factories.evidence(claim, by=chae)
    verdict = factories.approved(claim, by=chae, approver=ben)
    keeping.edit(version.article, version=1, by=chae, embargo_until=timezone.now() + timedelta(hours=1))
    with pytest.raises(GateNotMet, match=version.article.title) as caught:
        publishing.publish(verdict, by=ben, overrides={"captured": "By hand.", "embargo": "Never mind."})
    assert caught.value.lines == ("embargo",)


def test_a_withdrawal_is_published_under_a_legal_hold(chae: User, ben: User) -> None:
    """To take something back is what a legal hold may call for."""
    claim = factories.published_claim(author=chae, editor=ben)
    marking.edit_claim(claim, version=claim.version, by=chae, legal_hold=True)
    notice = reviewing.draft_withdrawal(claim.verdicts.get(), by=chae, public_note="A court order.")
    notice = reviewing.approve(reviewing.submit(notice, by=chae), by=ben)
    assert publishing.publish(notice, by=ben).number == 2


def test_the_gate_asks_as_often_for_much_evidence_as_for_little(
    chae: User, ben: User, noise: None, django_assert_max_num_queries: Any
) -> None:
    claim = factories.claim(by=chae)
    for _ in range(8):
        factories.evidence(claim, by=chae)
    verdict = Verdict.objects.with_parts().get(pk=factories.approved(claim, by=chae, approver=ben).pk)
    with django_assert_max_num_queries(12):
        gate.lines(verdict)


def test_what_failed_about_a_protected_source_is_not_said_by_the_gate() -> None:
    """It is read by whoever decides, on its list or not."""
    source = Source(is_sensitive=True, public_wording="a clerk", publisher="Ida Holm")
    failed = Finding(sentence="Ida Holm took it back.", snapshot=Snapshot(source=source))
    assert "Ida Holm" not in gate._found(failed)
    assert gate._named([source]) == "a clerk"
