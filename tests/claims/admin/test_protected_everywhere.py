"""A protected source is found on no screen, in no file and in no answer of the desk by who is not on its list.

Every field that could lead to it holds a word that stands nowhere else, and every address is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Q
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django.plugin import DjangoDbBlocker

from claims.exceptions import NotAllowed
from claims.models import (
    Alert,
    ArchiveCopy,
    ArchiveJob,
    Claim,
    Claimant,
    Event,
    Evidence,
    Finding,
    Note,
    Notification,
    Origin,
    Snapshot,
    Source,
    User,
    WebhookDelivery,
    secrecy,
)
from claims.services import (
    alerting,
    checking,
    citing,
    delivering,
    importing_rows,
    keeping,
    protecting,
    publishing,
    reviewing,
)
from tests import factories, standing
from tests.conftest import member
from tests.test_routes import NOUNS, PAGES, admin_names

MARK = "Zyxwhistle"
WORDING = "a person in the harbour office"
NOT_ON_THE_LIST = ("ana", "chae", "ben", "ada")


@dataclass(frozen=True)
class Secret:
    """Two protected sources: one from the start, cited by what is published; one that became so after it was used."""

    born: Source
    made: Source
    claim: Claim  # published, on the first
    other: Claim  # in work, on the second
    clients: dict[str, Client]
    knows: Client
    people: dict[str, User]


def fields_of(name: str) -> dict[str, Any]:
    """A word of its own in every field that could lead to who it is."""
    return {
        "slug": f"{MARK}-{name}-slug".lower(), "url": f"https://{MARK}-{name}.example/{MARK}".lower(),
        "publisher": f"{MARK} publisher", "title": f"{MARK} title", "date_basis": f"{MARK} basis",
        "witness": f"{MARK} witness", "credited_to": f"{MARK} credit", "kept_because": f"{MARK} kept",
        "interest": f"{MARK} interest", "note": f"{MARK} note", "kind": "aggregator", "public_wording": WORDING,
    }  # fmt: skip


def used(source: Source, claim: Claim, by: User) -> Evidence:
    """Evidence with words of its own, a capture that holds them, what a check found, an archived copy, a note, a
    claimant who is named by it."""
    proof = factories.evidence(
        claim, by=by, source=source, quote=f"{MARK} quoted", summary=f"{MARK} summary", note=f"{MARK} remark",
        translation=f"{MARK} translation", translator=f"{MARK} translator", transcription=f"{MARK} transcription",
    )  # fmt: skip
    snapshot = Snapshot.objects.create(
        job=source.capture_jobs.earliest("pk"), source=source, url=source.url, final_url=f"{source.url}/{MARK}",
        status=200, text=f"Before. {MARK} quoted. After.", title=f"{MARK} heading", byline=f"{MARK} byline",
    )  # fmt: skip
    Finding.objects.create(
        check_id="quote-present", snapshot=snapshot, evidence=proof, outcome="fail", reason="lost",
        sentence=f"{MARK} no longer says so.", fingerprint=f"{source.pk:064x}",
    )  # fmt: skip
    job = ArchiveJob.objects.create(source=source, archive="wayback", state="done")
    ArchiveCopy.objects.create(
        job=job, source=source, archive="wayback", url=f"https://archive.example/{MARK}",
        archived_at=datetime(2024, 11, 1, tzinfo=UTC),
    )  # fmt: skip
    keeping.add(
        Claimant, by=by, slug=f"holm-{source.pk}", name=f"Ida Holm {source.pk}", kind="person", source=source
    )
    Note.objects.create(
        claim=claim, kind="conflict", text="Two numbers.", created_by=by,
        details={"values": [{"value": "4,200", "source": source.slug}]},
    )  # fmt: skip
    return proof


@pytest.fixture(scope="module")
def secret(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Secret]:
    with standing.standing(django_db_blocker):
        roles = {"ana": "contributor", "chae": "checker", "ben": "editor", "ada": "admin", "kim": "checker"}
        people = {name: member(name, role) for name, role in roles.items()}
        kim, ben = people["kim"], people["ben"]
        factories.scale()
        origin = keeping.add(Origin, by=kim, slug="a-list", what="The list")
        born = citing.add_source(by=kim, is_sensitive=True, origin=origin, **fields_of("born"))
        made = citing.add_source(by=kim, **fields_of("made"))
        claim = factories.claim(by=kim)
        proof = used(born, claim, kim)
        factories.evidence(claim, by=kim)
        verdict = reviewing.approve(factories.submitted(claim, by=kim), by=ben)
        delivering.subscribe(
            by=people["ada"], name="us", url="https://us.example/hook", events=["alert.opened"]
        )
        publishing.publish(verdict, by=ben, overrides={"captured": "By hand.", "findings": "Seen."})
        alerting.open_by_hand(verdict, proof, why=f"{MARK} is wrong.", by=ben)
        other = factories.claim(by=kim, statement="Another claim.")
        used(made, other, kim)
        factories.draft(other, by=kim)
        citing.edit_source(made, version=made.version, by=kim, is_sensitive=True)
        clients = {name: logged_in(people[name]) for name in NOT_ON_THE_LIST}
        yield Secret(born, made, claim, other, clients, logged_in(kim), people)


def logged_in(person: User) -> Client:
    made = Client(raise_request_exception=True)
    made.force_login(person)
    return made


@pytest.fixture
def here(secret: Secret) -> Iterator[Secret]:
    with standing.undone():
        yield secret


ABOUT_SOURCES = ("claims.source", "claims.evidence", "claims.alert", "claims.event", "claims.note")


def told(client: Client, address: str, posted: bool = False) -> str:
    """All that an answer says: where it led, its headers and its body, whether or not one was let in."""
    response = client.post(address) if posted else client.get(address, follow=True)
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    body = content.decode("utf-8", "replace")
    return f"{response.request['PATH_INFO']} {dict(response.headers)} {body}".lower()


def told_anywhere(here: Secret, who: str) -> dict[str, str]:
    """What every address says to this person, by address. An admin opens all that anybody may; the others look at
    what is about the sources."""
    client, is_all = here.clients[who], who == "ada"
    asked = [*pages(here), *forms_of(here, NOUNS if is_all else ABOUT_SOURCES)]
    asked += [reverse(name) for name in PAGES if not needs_arguments(name)] if is_all else []
    found = {address: told(client, address) for address in asked}
    return found | {address: told(client, address, posted=True) for address in (exports() if is_all else ())}


def forms_of(here: Secret, nouns: Iterable[str]) -> list[str]:
    """Lists, forms and histories. Searches ask for a part of the words: a page may repeat what it was asked."""
    found = []
    for label in nouns:
        model = apps.get_model(label)
        changelist, _add, change, _delete, history = admin_names(label)
        found += [reverse(changelist), f"{reverse(changelist)}?q={MARK[:-1]}"]
        rows = about_them(here, model)
        found += [reverse(name, args=[pk]) for name in (change, history) for pk in rows]
    return found


def pages(here: Secret) -> list[str]:
    """The dashboard, every page about the two sources and what rests on them, and what readers are answered."""
    found = [reverse("admin:index")]
    choices = "app_label=claims&model_name=evidence&field_name=source"
    found.append(f"{reverse('admin:autocomplete')}?term={MARK[:-1]}&{choices}")
    found.append(f"{reverse('admin:claims_alert_changelist')}?source={here.born.pk}")
    return found + [reverse(name, args=one) for name, several in pointed(here).items() for one in several]


def about_them(here: Secret, model: Any) -> list[int]:
    """Keys of the rows that are about the two sources, and of one other."""
    rows = model._default_manager.order_by()
    if model is Event:
        keys = rows.filter(subject_type__in=["source", "evidence", "alert"]).values_list("pk", flat=True)
        return list(keys)[:8]
    kept = Q(pk__in=[])
    for way in secrecy.ways_to_source(model):
        kept |= Q(**{f"{way}__in": [here.born, here.made]})
    own = [here.born.pk, here.made.pk] if model is Source else []
    return [*own, *rows.filter(kept).values_list("pk", flat=True)[:4], *rows.values_list("pk", flat=True)[:1]]


def exports() -> list[str]:
    nouns = [label.removeprefix("claims.") for label in NOUNS if label.startswith("claims.")]
    return [reverse("admin:list_export", args=[noun, "jsonl"]) for noun in nouns]


def needs_arguments(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return True
    return False


def pointed(here: Secret) -> dict[str, list[list[Any]]]:
    """The addresses that are about one row, at the rows that matter."""
    sources, claims = [[here.born.pk], [here.made.pk]], [[here.claim.pk], [here.other.pk]]
    version = here.other.appearances.get().article_version
    assert version is not None
    article = [[version.article_id]]
    snapshots = [[pk] for pk in Snapshot.objects.values_list("pk", flat=True)]
    public = [[here.claim.slug]]
    return {
        **dict.fromkeys(["public:claim", "public:versions", "api:claim", "api:versions", "public:report"], public),
        "public:version": [[here.claim.slug, 1]],
        "api:version": [[here.claim.slug, 1]],
        "public:article": [[version.article.slug]],
        "api:article": [[version.article.slug]],
        **dict.fromkeys(
            ["admin:claims_source_page", "admin:claims_source_difference", "admin:claims_source_warc"], sources
        ),
        **dict.fromkeys(["admin:claims_claim_workspace", "admin:claims_claim_warc", "admin:claims_hiding_hide"], claims),
        **dict.fromkeys(
            [
                "admin:claims_article_workspace", "admin:claims_article_warc", "admin:claims_article_queries",
                "admin:claims_article_letter", "admin:claims_article_clearance", "admin:claims_article_new_version",
            ],
            article,
        ),
        "admin:claims_article_copy": [[version.article_id, shape] for shape in ("html", "docx", "csv")],
        **dict.fromkeys(["admin:claims_snapshot_bytes", "admin:claims_snapshot_copy"], snapshots),
    }  # fmt: skip


@pytest.mark.parametrize("who", NOT_ON_THE_LIST)
def test_who_is_not_on_the_list_finds_no_word_of_it_anywhere(here: Secret, who: str) -> None:
    said = told_anywhere(here, who)
    leaks = {address: around(words) for address, words in said.items() if MARK.lower() in words}
    assert leaks == {}


def around(words: str) -> str:
    at = words.index(MARK.lower())
    return words[max(0, at - 80) : at + 60]


def test_instead_they_read_the_public_wording(here: Secret) -> None:
    for address in (
        reverse("admin:claims_source_page", args=[here.born.pk]),
        reverse("admin:claims_claim_workspace", args=[here.claim.pk]),
        reverse("admin:claims_claim_workspace", args=[here.other.pk]),
        reverse("admin:claims_alert_change", args=[Alert.objects.get().pk]),
        reverse("admin:claims_alert_changelist"),
    ):
        assert WORDING in told(here.clients["chae"], address), address


@pytest.mark.parametrize(
    "name",
    ["source_page", "source_change", "claim_workspace", "alert_change", "snapshot_change", "evidence_change"],
)
def test_who_is_on_the_list_sees_who_it_is_and_that_is_counted(here: Secret, name: str) -> None:
    row = {
        "source_page": here.born, "source_change": here.born, "claim_workspace": here.claim,
        "alert_change": Alert.objects.get(), "snapshot_change": here.born.snapshots.get(),
        "evidence_change": here.born.evidence.get(),
    }[name]  # fmt: skip
    before = looks(here)
    assert MARK.lower() in told(here.knows, reverse(f"admin:claims_{name}", args=[row.pk]))
    assert looks(here) > before


def test_a_page_that_is_fetched_before_anybody_opens_it_shows_no_protected_source(here: Secret) -> None:
    address = reverse("admin:claims_claim_workspace", args=[here.claim.pk])
    before = looks(here)
    ahead = here.knows.get(address, headers={"Sec-Purpose": "prefetch"})
    assert ahead.status_code == 503  # the browser asks again when it is opened
    assert looks(here) == before
    assert here.clients["chae"].get(address, headers={"Sec-Purpose": "prefetch"}).status_code == 200


def looks(here: Secret) -> int:
    return protecting.on_the_list(here.born).get(person=here.people["kim"]).looks


def test_the_record_has_no_word_of_a_source_that_was_protected_from_the_start(here: Secret) -> None:
    theirs = [str(pk) for pk in here.born.evidence.values_list("pk", flat=True)]
    told = Event.objects.filter(
        Q(subject_type="source", subject_pk=str(here.born.pk))
        | Q(subject_type="evidence", subject_pk__in=theirs)
        | Q(subject_type="alert")
    ).select_related("content")
    assert len(told) > 3
    assert MARK not in str([(one.subject_label, one.content.body) for one in told])


def test_no_subscriber_and_no_notification_tells_of_it(here: Secret) -> None:
    assert WebhookDelivery.objects.exists()
    assert MARK not in str(list(WebhookDelivery.objects.values_list("payload", flat=True)))
    assert MARK not in str(list(Notification.objects.values_list("text", flat=True)))


def test_an_import_neither_changes_nor_tells_it(here: Secret) -> None:
    rows = f"slug,url,publisher,kind\n{here.born.slug},https://new.example,New,newspaper\n".encode()
    batch = importing_rows.take_in("source", name="s.csv", raw=rows, by=here.people["ada"])
    seen = importing_rows.preview(batch)
    assert seen.bad == 1
    assert MARK not in str(seen)


def test_nobody_quotes_it_who_may_not_know_it(here: Secret) -> None:
    with pytest.raises(NotAllowed):
        factories.evidence(here.other, by=here.people["ben"], source=here.born)


def test_who_may_not_know_it_judges_nothing_that_was_found_about_it(here: Secret) -> None:
    ben = here.people["ben"]
    with pytest.raises(NotAllowed):
        alerting.resolve(Alert.objects.get(), resolution="no_effect", reason="So what.", by=ben)
    with pytest.raises(NotAllowed):
        checking.dismiss(
            Finding.objects.filter(snapshot__source=here.born).earliest("pk"), reason="So what.", by=ben
        )


def test_an_admin_lets_somebody_in_by_the_page_that_says_nothing(here: Secret) -> None:
    page = reverse("admin:claims_source_let_in", args=[here.born.pk])
    sent = {"in-person": here.people["ben"].pk, "in-reason": "Approves the verdict."}
    answer = here.clients["ada"].post(page, sent, follow=True)
    assert [str(one) for one in answer.context["messages"]] == ["ben may know this source now."]
    assert MARK.lower() in told(here.clients["ben"], reverse("admin:claims_source_page", args=[here.born.pk]))


def test_an_editor_lets_nobody_in_who_is_not_on_the_list(here: Secret) -> None:
    page = reverse("admin:claims_source_let_in", args=[here.born.pk])
    sent = {"in-person": here.people["ben"].pk, "in-reason": "Because."}
    assert here.clients["ben"].post(page, sent).status_code == 403


def test_its_name_is_the_public_wording_to_everybody(chae: User) -> None:
    source = factories.source(by=chae, is_sensitive=True, **fields_of("third"))
    assert str(source) == WORDING
