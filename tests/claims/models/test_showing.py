"""What PostgreSQL keeps of what readers are shown is what follows from everything else, whatever was done."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from claims.exceptions import DomainError
from claims.models import (
    Alert,
    Claim,
    Doubt,
    Evidence,
    GateOverride,
    Hiding,
    Merge,
    Publication,
    Source,
    User,
    Verdict,
    VerdictCitation,
)
from claims.services import hiding, merging, publishing, redacting, reviewing
from tests import factories
from tests.claims.models.as_application import refused
from tests.conftest import member
from tests.outside import ASKED

SHORT_WHILE = timedelta(seconds=5)  # in which a slow machine has published and looked
SURE = {"captured": "By hand.", "findings": "Seen."}


def due() -> set[int]:
    """What is to be on show: of what is public, the newest, of claims that are no part of another."""
    rows = Publication.objects.public().newest().with_merged().filter(is_merged=False)
    return set(rows.values_list("pk", flat=True))


def on_show() -> set[int]:
    return set(Publication.objects.on_show().values_list("pk", flat=True))


def numbers(claim: Claim) -> list[int]:
    """Of a claim those that are on show, where that is what it should be."""
    assert on_show() == due()
    return list(Publication.objects.on_show().filter(claim=claim).values_list("number", flat=True))


class Desk:
    """People who can do everything, and what they do; ``embargo`` holds for what is published from now on."""

    def __init__(self, author: User, editor: User, second: User, monkeypatch: pytest.MonkeyPatch) -> None:
        self.author, self.editor, self.second = author, editor, second
        self.admins = member("first-admin", "admin"), member("second-admin", "admin")
        self.monkeypatch = monkeypatch

    def embargo(self, until: timedelta | None) -> None:
        moment = timezone.now() + until if until is not None else None
        self.monkeypatch.setattr(publishing, "Publication", partial(Publication, visible_from=moment))

    def publish(self, **fields: str) -> Claim:
        return factories.published_claim(author=self.author, editor=self.editor, **fields)  # type: ignore[arg-type]

    def change(self, claim: Claim, kind: str = "other_correction", **content: str) -> Publication:
        old = Verdict.objects.published().get(claim=claim)
        if kind == "withdrawal":
            new = reviewing.draft_withdrawal(old, by=self.author, public_note="Another port.")
        else:
            new = reviewing.draft_correction(
                old, by=self.author, change=kind, public_note="A slip.", **content
            )
        new = reviewing.submit(new, by=self.author)
        return publishing.approve_and_publish(new, by=self.editor, overrides=SURE)

    def hide(self, claim: Claim) -> Hiding:
        return hiding.hide(claim, reason="A lawyer called.", by=self.editor)

    def lift(self, claim: Claim) -> Hiding:
        return hiding.lift(Hiding.objects.in_force().get(claim=claim), reason="Right.", by=self.second)

    def redact(self, publication: Publication) -> None:
        asked = redacting.ask(kind="publication", key=str(publication.pk), by=self.admins[0], **ASKED)
        redacting.carry_out(asked, by=self.admins[1])

    def merge(self, claim: Claim, into: Claim) -> Merge:
        asked = merging.ask(claim, into, reason="The same.", by=self.editor)
        return asked if asked.state == Merge.State.DONE else merging.carry_out(asked, by=self.second)

    def undo(self, claim: Claim) -> Merge:
        return merging.undo(Merge.objects.in_force().get(claim=claim), reason="They are two.", by=self.editor)


@pytest.fixture
def desk(chae: User, ben: User, bea: User, noise: None, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(chae, ben, bea, monkeypatch)
    made.publish()
    return made


def switch(cursor: Any, table: str, trigger: str) -> None:
    """A table is altered only while no constraint of it waits for the end of the transaction."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(f"ALTER TABLE claims_{table} {trigger}")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


# --- Each way onto the list and from it ---------------------------------------------------------------------------


def test_a_correction_and_a_withdrawal_take_the_place_of_what_was_there(desk: Desk) -> None:
    claim = desk.publish()
    assert numbers(claim) == [1]
    desk.change(claim)
    assert numbers(claim) == [2]
    desk.change(claim, "withdrawal")
    assert numbers(claim) == [3]


def test_under_embargo_nothing_is_on_show_until_time_has_passed(desk: Desk) -> None:
    desk.embargo(SHORT_WHILE)
    claim = desk.publish()
    assert numbers(claim) == []
    time.sleep(SHORT_WHILE.total_seconds())
    assert numbers(claim) == [1]


def test_a_correction_under_embargo_takes_the_place_by_the_passing_of_time(desk: Desk) -> None:
    claim = desk.publish()
    desk.embargo(SHORT_WHILE)
    desk.change(claim)
    assert numbers(claim) == [1]
    time.sleep(SHORT_WHILE.total_seconds())
    assert numbers(claim) == [2]


def test_a_number_that_a_later_one_overtakes_before_its_embargo_ends_is_never_on_show(desk: Desk) -> None:
    desk.embargo(timedelta(hours=2))
    claim = desk.publish()
    desk.embargo(timedelta(hours=1))
    desk.change(claim)
    assert numbers(claim) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.number FROM claims_showing s JOIN claims_publication p ON p.id = s.publication_id"
            " WHERE p.claim_id = %s", [claim.pk],
        )  # fmt: skip
        assert cursor.fetchall() == [(2,)]


def test_an_embargo_that_is_over_hides_nothing(desk: Desk) -> None:
    claim = desk.publish()
    desk.embargo(timedelta(hours=-1))
    desk.change(claim)
    assert numbers(claim) == [2]


@pytest.mark.parametrize(("reach", "shown"), [("internal", []), ("article_line", [1])])
def test_what_stays_inside_is_not_on_show(desk: Desk, reach: str, shown: list[int]) -> None:
    assert numbers(desk.publish(reach=reach)) == shown


def test_a_claim_that_is_taken_inside_leaves_nothing_on_show(desk: Desk) -> None:
    claim = desk.publish()
    desk.change(claim, reach="internal")
    assert numbers(claim) == []


def test_hiding_takes_it_away_and_lifting_brings_it_back(desk: Desk) -> None:
    claim = desk.publish()
    desk.change(claim)
    desk.hide(claim)
    assert numbers(claim) == []
    desk.lift(claim)
    assert numbers(claim) == [2]


def test_an_upheld_hiding_hides_what_is_published_later_too(desk: Desk) -> None:
    claim = desk.publish()
    hiding.uphold(desk.hide(claim), reason="It stays.", by=desk.second)
    desk.change(claim)
    assert numbers(claim) == []
    hiding.lift(Hiding.objects.get(), reason="Corrected.", by=desk.second)
    assert numbers(claim) == [2]


@pytest.mark.parametrize(("number", "shown"), [(1, [2]), (2, [])])
def test_a_redacted_number_is_gone_and_no_other_stands_in(desk: Desk, number: int, shown: list[int]) -> None:
    claim = desk.publish()
    desk.change(claim)
    desk.redact(claim.publications.get(number=number))
    assert numbers(claim) == shown


def test_a_merged_claim_is_away_until_it_is_taken_apart(desk: Desk) -> None:
    claim, into = desk.publish(), desk.publish()
    desk.merge(claim, into)
    assert (numbers(claim), numbers(into)) == ([], [1])
    desk.undo(claim)
    assert numbers(claim) == [1]


def test_what_is_kept_is_what_follows_from_the_rest(desk: Desk) -> None:
    """The view of the database, too, says what Python's querysets say."""
    desk.embargo(timedelta(hours=1))
    desk.change(desk.publish())
    desk.embargo(None)
    desk.hide(desk.publish())
    with connection.cursor() as cursor:
        cursor.execute("SELECT publication_id FROM claims_due_on_show WHERE during @> statement_timestamp()")
        assert {pk for (pk,) in cursor.fetchall()} == due()
        cursor.execute("SELECT publication_id, during FROM claims_due_on_show ORDER BY 1")
        kept = cursor.fetchall()
        cursor.execute("SELECT publication_id, during FROM claims_showing ORDER BY 1")
        assert cursor.fetchall() == kept


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_after_whatever_is_done_it_is_right(desk: Desk, seed: int) -> None:
    dice = random.Random(seed)
    claims = [desk.publish() for _ in range(3)]
    acts: list[Callable[[Claim], object]] = [
        desk.change, desk.change, lambda claim: desk.change(claim, "withdrawal"), desk.hide, desk.lift, desk.lift,
        lambda claim: desk.redact(dice.choice(list(claim.publications.all()))),
        lambda claim: desk.merge(claim, dice.choice(claims)), desk.undo,
    ]  # fmt: skip
    done = 0
    for _ in range(25):
        desk.embargo(dice.choice([None, None, timedelta(hours=1), timedelta(hours=-1)]))
        try:
            dice.choice(acts)(Claim.objects.get(pk=dice.choice(claims).pk))
        except (DomainError, Verdict.DoesNotExist, Hiding.DoesNotExist, Merge.DoesNotExist):
            continue
        done += 1
        assert on_show() == due()
    assert done > 5


@pytest.mark.parametrize("table", ["showing", "doubt"])
@pytest.mark.parametrize(
    "verb", ["INSERT INTO {0} DEFAULT VALUES", "UPDATE {0} SET {1} = 0", "DELETE FROM {0}"]
)
@pytest.mark.usefixtures("app_role")
def test_nobody_writes_what_follows_from_the_rest(table: str, verb: str) -> None:
    key = {"showing": "claim_id", "doubt": "verdict_id"}[table]
    assert "permission denied" in refused(verb.format(f"claims_{table}", key))


@pytest.mark.usefixtures("app_role")
def test_it_is_kept_whoever_writes_the_rest(desk: Desk) -> None:
    """The application's role may not write it, and what it does is kept all the same."""
    claim = desk.publish()
    desk.hide(claim)
    assert numbers(claim) == []


GUARDS = {
    "publication": lambda desk, claim: desk.change(claim),
    "hiding": lambda desk, claim: desk.hide(claim),
    "merge": lambda desk, claim: desk.merge(claim, desk.publish()),
    "redaction": lambda desk, claim: desk.redact(claim.publications.get()),
}


@pytest.mark.parametrize("table", GUARDS)
def test_without_its_trigger_it_is_wrong(desk: Desk, table: str) -> None:
    claim = desk.publish()
    with connection.cursor() as cursor:
        switch(cursor, table, f"DISABLE TRIGGER showing_from_{table}")
    GUARDS[table](desk, claim)
    assert on_show() != due()


# --- Verdicts that cite what anything was ever the matter with ----------------------------------------------------


def suspects() -> set[int]:
    """Verdicts that cite a page which is dead now, or was ever alarmed of, or that were published over a failed check."""
    alarmed = Alert.objects.filter(evidence=OuterRef("evidence"))
    over = GateOverride.objects.filter(verdict=OuterRef("verdict"), line="findings")
    is_dead = Q(evidence__source__health=Source.Health.DEAD)
    cited = VerdictCitation.objects.filter(is_dead | Exists(alarmed) | Exists(over))
    return set(cited.values_list("verdict", flat=True))


def doubted() -> set[int]:
    return set(Doubt.objects.values_list("verdict", flat=True))


@pytest.fixture
def evidence(desk: Desk) -> Evidence:
    claim = factories.claim(by=desk.author)
    factories.evidence(claim, by=desk.author)
    return factories.evidence(claim, by=desk.author)


def cite(evidence: Evidence, desk: Desk) -> Verdict:
    verdict = factories.approved(evidence.claim, by=desk.author, approver=desk.editor)
    publishing.publish(verdict, by=desk.editor, overrides={"captured": "By hand."})
    return verdict


def dies(evidence: Evidence) -> None:
    Source.objects.filter(pk=evidence.source_id).update(health=Source.Health.DEAD)


def alarm(evidence: Evidence, verdict: Verdict) -> None:
    Alert.objects.create(verdict=verdict, evidence=evidence, why="Altered.")


def test_of_pages_that_stand_there_is_no_doubt(desk: Desk, evidence: Evidence) -> None:
    cite(evidence, desk)
    assert doubted() == suspects() == set()


def test_a_page_that_dies_is_doubted_wherever_it_is_cited(desk: Desk, evidence: Evidence) -> None:
    verdict = cite(evidence, desk)
    dies(evidence)
    assert doubted() == suspects() == {verdict.pk}


def test_one_that_was_dead_when_it_was_cited_is_doubted(desk: Desk, evidence: Evidence) -> None:
    dies(evidence)
    waiting = factories.submitted(evidence.claim, by=desk.author)
    assert doubted() == suspects() == {waiting.pk}


def test_doubt_stays_when_a_page_is_back(desk: Desk, evidence: Evidence) -> None:
    verdict = cite(evidence, desk)
    dies(evidence)
    Source.objects.filter(pk=evidence.source_id).update(health=Source.Health.OK)
    assert (doubted(), suspects()) == ({verdict.pk}, set())


def test_an_alarm_throws_doubt_on_every_verdict_that_cites_the_words(desk: Desk, evidence: Evidence) -> None:
    verdict = cite(evidence, desk)
    alarm(evidence, verdict)
    assert doubted() == suspects() == {verdict.pk}
    correction = desk.change(evidence.claim)
    assert doubted() == suspects() == {verdict.pk, correction.verdict_id}


def test_what_an_editor_published_over_is_doubted(desk: Desk, evidence: Evidence) -> None:
    verdict = cite(evidence, desk)
    GateOverride(verdict=verdict, line="captured", reason="By hand.", overridden_by=desk.editor)
    assert doubted() == set()
    GateOverride(verdict=verdict, line="findings", reason="Seen.", overridden_by=desk.editor).save()
    assert doubted() == suspects() == {verdict.pk}


def test_words_that_are_given_another_source_are_doubted_as_that_one_is(
    desk: Desk, evidence: Evidence
) -> None:
    verdict = cite(evidence, desk)
    dead = factories.source(by=desk.author)
    Source.objects.filter(pk=dead.pk).update(health=Source.Health.DEAD)
    Evidence.objects.filter(pk=evidence.pk).update(source=dead)
    assert doubted() == suspects() == {verdict.pk}


def test_what_happened_in_the_moment_of_submission_is_noticed_at_publication(
    desk: Desk, evidence: Evidence
) -> None:
    """As if neither of the two transactions had seen the other: nobody wrote the doubt."""
    verdict = factories.approved(evidence.claim, by=desk.author, approver=desk.editor)
    with connection.cursor() as cursor:
        switch(cursor, "source", "DISABLE TRIGGER doubt_from_source")
    dies(evidence)
    assert doubted() == set()
    publishing.publish(verdict, by=desk.editor, overrides=SURE)
    assert doubted() == suspects() == {verdict.pk}


def test_every_look_at_a_dead_page_notices_what_was_missed(desk: Desk, evidence: Evidence) -> None:
    verdict = cite(evidence, desk)
    with connection.cursor() as cursor:
        switch(cursor, "source", "DISABLE TRIGGER doubt_from_source")
        dies(evidence)
        switch(cursor, "source", "ENABLE ALWAYS TRIGGER doubt_from_source")
    assert doubted() == set()
    dies(evidence)
    assert doubted() == suspects() == {verdict.pk}
    dies(evidence)
    assert Doubt.objects.count() == 1
