"""By what a search on the desk finds a claim: kept by PostgreSQL, whoever writes, and what the rules here say."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from claims.models import Appearance, Claim, Claimant, Event, User
from claims.services import auditing, marking, merging, undoing
from claims.services.auditing import Subject
from tests import factories
from tests.claims.models.test_guards_matter import execute

TEXT = (
    "The port had never seen such a year, Ida Holm said. The port handled 4,200 ships. "
    "“A RECORD,” she added. The port of Lowmark handled 4,200 ships in 2023."
)
TRIGGERS = [
    ("claims_claim", "claim_found"),
    ("claims_claim", "claim_found_anew"),
    ("claims_appearance", "claim_found_where_it_appears"),
    ("claims_appearance", "claim_found_where_it_appears_now"),
    ("claims_appearance", "claim_found_no_longer_there"),
    ("claims_claimant", "claim_found_by_another_name"),
    ("claims_claimant", "claim_found_by_new_names"),
]


def expected(claim: Claim) -> list[str]:
    """What the column is to hold, in another language than the database's."""
    who = [claim.claimant.name, claim.claimant.native_name] if claim.claimant else []
    words = {one.exact for one in claim.appearances.all() if one.exact.upper() not in claim.statement.upper()}
    return sorted(one for one in (*who, claim.claimant_label, *words) if one)


def kept(claim: Claim) -> list[str]:
    return sorted(Claim.objects.get(pk=claim.pk).found_by.split("\n"))


def untrue() -> list[Claim]:
    """The claims whose column holds anything else than it is to."""
    return [
        one for one in Claim.objects.all() if sorted(filter(None, one.found_by.split("\n"))) != expected(one)
    ]


@pytest.fixture
def ida(db: None) -> Claimant:
    return Claimant.objects.create(slug="ida", name="Ida Holm", native_name="이다")


@pytest.fixture
def claim(chae: User, ida: Claimant) -> Claim:
    version = factories.version(by=chae, text=TEXT)
    return factories.claim(
        by=chae, in_version=version, words="handled 4,200 ships.", claimant=ida, claimant_label="the mayor",
        statement="The port of Lowmark handled 4,200 ships in 2023.",
    )  # fmt: skip


def test_a_claim_is_found_by_all_names_and_by_words_that_its_statement_lacks(claim: Claim) -> None:
    assert kept(claim) == sorted(["Ida Holm", "이다", "the mayor", "handled 4,200 ships."])


def test_words_that_the_statement_holds_in_any_case_are_not_kept_twice(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(statement="The port HANDLED 4,200 SHIPS. In 2023.")
    assert "handled 4,200 ships." not in kept(claim)
    Claim.objects.filter(pk=claim.pk).update(statement="The port was busy.")
    assert "handled 4,200 ships." in kept(claim)


def test_what_is_written_into_the_column_is_overwritten(claim: Claim) -> None:
    execute("UPDATE claims_claim SET found_by = 'anything'")
    assert untrue() == []
    claim.found_by = "anything"
    claim.save()
    assert untrue() == []


def test_whoever_is_renamed_is_found_by_the_new_name_alone(claim: Claim, ida: Claimant) -> None:
    Claimant.objects.filter(pk=ida.pk).update(name="Ida Berg")
    assert "Ida Berg" in kept(claim)
    assert "Ida Holm" not in kept(claim)


def test_many_words_are_cut_and_stay_a_line_each(chae: User, claim: Claim) -> None:
    where = "https://elsewhere.example/"
    Appearance.objects.bulk_create(
        Appearance(claim=claim, url=f"{where}{number}", exact=f"{number:04} as they have it " * 8)
        for number in range(60)
    )
    found_by = Claim.objects.get(pk=claim.pk).found_by
    assert len(found_by) == 4000
    assert "\n0001 as they have it" in found_by


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_the_column_is_true(chae: User, ida: Claimant, seed: int) -> None:
    acts = Acts(random.Random(seed), chae, ida)
    for _ in range(40):
        acts.do()
        assert untrue() == []
    assert acts.done == {name for name in dir(Acts) if name.startswith("act_")}


class Acts:
    """What changes the words of claims: by services where there is one, by rows where there is none."""

    def __init__(self, chance: random.Random, person: User, claimant: Claimant) -> None:
        self.chance, self.person = chance, person
        self.claimants = [claimant, Claimant.objects.create(slug="tom", name="Tom Vale")]
        self.version = factories.version(by=person, text=TEXT)
        self.waiting = [name for name in dir(self) if name.startswith("act_")]
        self.done: set[str] = set()
        self.act_mark()

    def do(self) -> None:
        """Each of the acts once first, in any order; then whichever comes."""
        names = sorted(set(self.waiting) - self.done) or self.waiting
        name = self.chance.choice(names)
        getattr(self, name)()
        self.done.add(name)

    def some(self) -> Claim:
        return self.chance.choice(list(Claim.objects.all()))

    def words(self) -> str:
        start = self.chance.randrange(len(TEXT) - 30)
        return TEXT[start : start + self.chance.randrange(4, 30)]

    def act_mark(self) -> None:
        words = self.words().strip()
        factories.claim(
            by=self.person, in_version=self.version, words=words, statement=f"It was said: {words}"[: self.chance.randrange(14, 60)],
            claimant=self.chance.choice([None, *self.claimants]),
        )  # fmt: skip

    def act_edit(self) -> None:
        claim = self.some()
        given: dict[str, Any] = self.chance.choice(
            [
                {"statement": f"{TEXT[:60]} {self.chance.random()}"},
                {"claimant": self.chance.choice(self.claimants)},
                {"claimant_label": self.chance.choice(["the mayor", "her office"])},
            ]
        )
        marking.edit_claim(claim, version=claim.version, by=self.person, **given)

    def act_appear_elsewhere(self) -> None:
        url = f"https://elsewhere.example/{self.chance.random()}"
        Appearance.objects.create(claim=self.some(), url=url, exact=self.words())

    def act_appear_many(self) -> None:
        url = f"https://elsewhere.example/{self.chance.random()}"
        Appearance.objects.bulk_create(
            Appearance(claim=one, url=url, exact=self.chance.choice(["", "as they say"]))
            for one in Claim.objects.all()
        )

    def act_reword_elsewhere(self) -> None:
        for one in Appearance.objects.filter(article_version=None):
            Appearance.objects.filter(pk=one.pk).update(exact=self.words())

    def act_be_written_as_a_row(self) -> None:
        slug = f"row-{self.chance.random()}".replace(".", "-")
        Claim.objects.create(slug=slug, statement=self.words(), kind="event", claimant=self.claimants[0])

    def act_come_before_what_is_referred_to(self) -> None:
        """As files may have it: the appearance first, then the claim, then the claimant."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        last = Claim.objects.order_by("pk").last()
        assert last
        claim, claimant = last.pk + 1000, 1000 + Claimant.objects.count()
        Appearance.objects.create(claim_id=claim, url="https://elsewhere.example/", exact="words before all")
        slug = f"early-{claim}"
        Claim.objects.create(pk=claim, slug=slug, statement="Ships came.", kind="event", claimant_id=claimant)
        Claimant.objects.create(pk=claimant, slug=slug, name=f"Late {claimant}")

    def act_disappear(self) -> None:
        rows = Appearance.objects.filter(claim=self.some(), article_version=None)
        for key in rows.values_list("pk", flat=True):  # without that on record they stay
            auditing.record("appearance.unmarked", Subject("appearance", str(key), "a mark"), by=self.person)
        rows.delete()

    def act_rename(self) -> None:
        one = self.chance.choice(self.claimants)
        Claimant.objects.filter(pk=one.pk).update(
            **self.chance.choice([{"name": "Ann"}, {"native_name": "앤"}])
        )

    def act_write_anything(self) -> None:
        execute(f"UPDATE claims_claim SET found_by = 'x{self.chance.random()}'")


def test_words_go_with_the_appearances_that_a_merge_moves(claim: Claim, chae: User, ben: User) -> None:
    into = factories.claim(by=chae, statement="Lowmark's port was busy.")
    Appearance.objects.create(claim=claim, url="https://elsewhere.example/", exact="a port like no other")
    merge = merging.ask(claim, into, reason="The same, told twice.", by=ben)
    assert "a port like no other" in kept(into)
    assert untrue() == []
    merging.undo(merge, reason="Not the same.", by=ben)
    assert "a port like no other" not in kept(into)
    assert untrue() == []


@pytest.mark.parametrize(("table", "trigger"), TRIGGERS, ids=[name for _, name in TRIGGERS])
def test_without_the_trigger_the_column_is_untrue(
    chae: User, ida: Claimant, table: str, trigger: str
) -> None:
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
    acts = Acts(random.Random(1), chae, ida)
    for name in acts.waiting * 2:
        getattr(acts, name)()
        if name == "act_write_anything" and trigger != "claim_found_anew":
            continue
        if untrue():
            return
    raise AssertionError(f"{trigger} does nothing")


@pytest.mark.parametrize(
    "asked",
    ["holm", "이다", "mayor", "handled 4,200 ships.", "lowmark ida", "ships mayor", '"ida holm"'],
)
def test_the_list_finds_a_claim_by_any_of_its_words(
    claim: Claim, chae: User, client: Client, asked: str
) -> None:
    client.force_login(chae)
    page = client.get(reverse("admin:claims_claim_changelist"), {"q": asked})
    assert claim.statement in page.content.decode()


@pytest.mark.parametrize("asked", ["berg", "lowmark berg", '"mayor handled"', '"holm the"'])
def test_the_list_finds_nothing_by_words_that_are_not_there(
    claim: Claim, chae: User, client: Client, asked: str
) -> None:
    client.force_login(chae)
    page = client.get(reverse("admin:claims_claim_changelist"), {"q": asked})
    assert claim.statement not in page.content.decode()


def meanwhile(act: Callable[[], object], other: Callable[[], object]) -> None:
    """``act`` in a transaction that ends once ``other``, in another one, waits for it."""
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"

    def apart() -> None:
        try:
            other()
        finally:
            connection.close()

    second = threading.Thread(target=apart)
    with transaction.atomic(), connection.cursor() as cursor:
        act()
        second.start()
        until = time.monotonic() + 20
        while time.monotonic() < until and second.is_alive():
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else it tells the same each time
            cursor.execute(waits)
            if cursor.fetchone()[0]:
                break
            time.sleep(0.02)
        else:
            raise AssertionError("It didn't wait.")
    second.join(60)


@pytest.mark.django_db(transaction=True)
def test_a_mark_and_a_new_name_at_once_lose_no_words(chae: User, ida: Claimant) -> None:
    claim = factories.claim(by=chae, claimant=ida)
    meanwhile(
        lambda: Appearance.objects.create(
            claim=claim, url="https://elsewhere.example/", exact="a port like no other"
        ),
        lambda: Claimant.objects.filter(pk=ida.pk).update(name="Ida Berg"),
    )
    assert {"Ida Berg", "a port like no other"} <= set(kept(claim))


@pytest.mark.django_db(transaction=True)
def test_a_claim_given_to_somebody_who_is_renamed_has_the_new_name(chae: User, ida: Claimant) -> None:
    claim = factories.claim(by=chae)
    meanwhile(
        lambda: Claimant.objects.filter(pk=ida.pk).update(name="Ida Berg"),
        lambda: Claim.objects.filter(pk=claim.pk).update(claimant=ida),
    )
    assert "Ida Berg" in kept(claim)
    assert untrue() == []


@pytest.mark.django_db(transaction=True)
def test_marking_by_the_words_that_are_known_waits_for_nobody(chae: User, ida: Claimant) -> None:
    claim = factories.claim(by=chae, claimant=ida)
    words = claim.appearances.get().exact

    def mark_again() -> None:
        try:
            execute("SET lock_timeout = '30s'")
            Appearance.objects.create(claim=claim, url="https://elsewhere.example/", exact=words)
            marked.set()
        finally:
            connection.close()

    marked = threading.Event()
    other = threading.Thread(target=mark_again)
    with transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(tier="granular")
        other.start()
        assert marked.wait(60)  # before this transaction ends
    other.join(60)
    assert untrue() == []


def test_what_follows_from_other_rows_is_not_put_on_record(chae: User, ida: Claimant) -> None:
    version = factories.version(by=chae, text=TEXT)
    factories.claim(by=chae, in_version=version, words="A RECORD", statement="It was a record.", claimant=ida)
    event = undoing.last(version.article, by=chae)
    assert event
    undoing.take_back(event, by=chae)
    told = Event.objects.get(kind="claim.unmarked").content.body["row"]
    assert told["statement"] == "It was a record."
    assert "found_by" not in told
