"""Every address × every role, as a table. An address that is missing from it fails the test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpResponseNotAllowed
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker

from claims.models import (
    Alert,
    ApiToken,
    Article,
    Batch,
    Event,
    FeedEntry,
    Hiding,
    Merge,
    PreviewLink,
    Query,
    SavedFilter,
    Tip,
    User,
    WebhookDelivery,
    WebhookSubscription,
)
from claims.services import reviewing
from tests import factories, standing, world
from tests.claims.api.desk.table import TABLE
from tests.conftest import member
from tests.world import World

VISITOR = "visitor"
EVERYBODY = {VISITOR, "cleo", "ana", "chae", "ben", "ada"}
DESK = {"ana", "chae", "ben", "ada"}
CHECKERS = {"chae", "ben", "ada"}
EDITORS = {"ben", "ada"}
ADMINS = {"ada"}
NOBODY: set[str] = set()
PEOPLE = sorted(EVERYBODY)

# Addresses that are read. Arguments are made from the world; who is not named is sent away.
PAGES: dict[str, set[str]] = {
    **dict.fromkeys(
        [
            "public:front", "public:claims", "public:claim", "public:versions", "public:version", "public:difference", "public:articles",
            "public:article", "public:claimants", "public:claimant", "public:ratings", "public:methodology", "public:corrections", "public:robots", "public:favicon", "public:rating-picture",
            "public:alive", "public:ready", "public:tips", "public:tip-thanks", "public:report", "public:data",
            "public:timegate", "public:timemap", "public:claim-annotations", "public:article-annotations", "public:embed",
            "public:article-embed", "public:badge-html", "public:badge-svg", "public:feed", "public:corrections-feed",
            "public:article-feed", "public:claimant-feed", "public:rating-feed",
            "public:claim-reviews", "public:sitemap", "public:sitemap-pages", "public:sitemap-claims",
            "public:sitemap-articles", "public:security",
            "api:claims", "api:claim", "api:versions", "api:version", "api:articles", "api:article", "api:sources",
            "api:ratings", "api:claimants", "api:corrections", "api:publications", "api:tombstones", "api:schema", "api:docs", "api:guide",
        ],
        EVERYBODY,
    ),
    "admin:login": EVERYBODY,
    "admin:index": DESK,
    "admin:password_change": DESK,
    "admin:password_change_done": DESK,
    "admin:jsi18n": DESK,
    "admin:own_settings": DESK,
    "admin:tokens": DESK,
    "admin:notifications": DESK,
    "admin:figures": DESK,
    "admin:claims_article_workspace": DESK,
    "admin:claims_article_new_version": CHECKERS,
    "admin:claims_article_intake": CHECKERS,
    "admin:claims_desksettings_judging": ADMINS,
    "admin:claims_article_copy": DESK,
    "admin:claims_article_changes": DESK,
    "admin:claims_hiding_hide": EDITORS,
    "admin:claims_previewlink_share": EDITORS,
    "admin:claims_redaction_ask": ADMINS,
    "admin:claims_redaction_asked": ADMINS,
    "admin:claims_batch_progress": DESK,
    "admin:import_rows": ADMINS,
    "admin:load_fixture": ADMINS,
    "admin:import_checks": ADMINS,
    "admin:claims_batch_file": {"ben"},
    "admin:claims_claim_workspace": DESK,
    "admin:claims_claim_alike": DESK,
    "admin:claims_claim_merge": EDITORS,
    "admin:claims_claim_split": EDITORS,
    "admin:claims_claim_people": DESK,
    "admin:claims_source_warc": DESK,
    "admin:claims_claim_warc": DESK,
    "admin:claims_article_warc": DESK,
    "admin:claims_article_queries": DESK,
    "admin:claims_article_letter": DESK,
    "admin:claims_article_clearance": DESK,
    "admin:claims_source_page": DESK,
    "admin:claims_source_difference": DESK,
    "admin:claims_snapshot_bytes": DESK,
    "admin:claims_snapshot_copy": DESK,
}  # fmt: skip
# Lists and forms of the admin: who sees the list and a row, and who may add one.
NOUNS: dict[str, tuple[set[str], set[str]]] = {
    "claims.alert": (DESK, NOBODY),
    "claims.appearance": (DESK, NOBODY),
    "claims.archivecopy": (DESK, NOBODY),
    "claims.archivejob": (DESK, NOBODY),
    "claims.answertemplate": (CHECKERS, EDITORS),
    "claims.article": (DESK, CHECKERS),
    "claims.desksettings": (ADMINS, NOBODY),
    "claims.hiding": (DESK, NOBODY),
    "claims.previewlink": (EDITORS, NOBODY),
    "claims.redaction": (DESK, NOBODY),
    "claims.tip": (CHECKERS, NOBODY),
    "claims.articleversion": (DESK, NOBODY),
    "claims.assessment": (DESK, NOBODY),
    "claims.corpus": (ADMINS, NOBODY),
    "claims.batch": (DESK, NOBODY),
    "claims.capturejob": (DESK, NOBODY),
    "claims.checklistitem": (DESK, ADMINS),
    "claims.claim": (DESK, NOBODY),
    "claims.claimant": (DESK, CHECKERS),
    "claims.contactattempt": (DESK, NOBODY),
    "claims.digest": (ADMINS, NOBODY),
    "claims.outgoingmail": (ADMINS, NOBODY),
    "claims.dismissal": (DESK, NOBODY),
    "claims.event": (DESK, NOBODY),
    "claims.eventseal": (DESK, NOBODY),
    "claims.evidence": (DESK, NOBODY),
    "claims.externalcheck": (DESK, NOBODY),
    "claims.feed": (DESK, EDITORS),
    "claims.feedentry": (DESK, NOBODY),
    "claims.finding": (DESK, NOBODY),
    "claims.gateoverride": (DESK, NOBODY),
    "claims.hostrule": (DESK, ADMINS),
    "claims.merge": (DESK, NOBODY),
    "claims.note": (DESK, NOBODY),
    "claims.origin": (DESK, CHECKERS),
    "claims.publication": (DESK, NOBODY),
    "claims.publicationstate": (DESK, NOBODY),
    "claims.query": (DESK, NOBODY),
    "claims.rating": (DESK, ADMINS),
    "claims.ratingmapping": (DESK, EDITORS),
    "claims.ratingscale": (DESK, ADMINS),
    "claims.sentence": (DESK, NOBODY),
    "claims.signoff": (DESK, NOBODY),
    "claims.snapshot": (DESK, NOBODY),
    "claims.source": (DESK, DESK),
    "claims.topic": (DESK, CHECKERS),
    "claims.user": (ADMINS, ADMINS),
    "claims.verdict": (DESK, NOBODY),
    "claims.verdictcitation": (DESK, NOBODY),
    "claims.verdictcontributor": (DESK, NOBODY),
    "claims.watchrule": (DESK, NOBODY),
    "claims.webhookdelivery": (ADMINS, NOBODY),
    "claims.webhooksubscription": (ADMINS, ADMINS),
    "auth.group": (ADMINS, NOBODY),
}
# Of these a row may be deleted by a form, because nothing refers to it.
DELETABLE = {"claims.hostrule": ADMINS}
# Addresses that are written to, tried elsewhere role by role; here: that reading them and strangers get nowhere.
POSTED = {
    "admin:logout", "admin:tokens_revoke", "admin:notifications_read", "admin:presence", "admin:claims_article_mark", "admin:claims_article_sentence", "admin:claims_article_undo",
    "admin:claims_article_settle", "admin:claims_claim_verdict",
    "admin:claims_claim_act", "admin:claims_snapshot_quote", "admin:claims_source_capture", "admin:claims_source_dismiss",
    "admin:claims_alert_act", "admin:claims_tip_act", "admin:claims_hiding_review", "admin:claims_previewlink_revoke",
    "admin:claims_source_archive", "admin:claims_batch_start", "admin:claims_batch_cancel",
    "admin:list_export", "admin:list_keep", "admin:list_let_go",
    "admin:claims_article_ask", "admin:claims_article_sign", "admin:claims_article_reopen", "admin:claims_article_approve",
    "admin:claims_query_act", "admin:claims_claim_checklist", "admin:claims_checklistitem_usual",
    "admin:claims_source_let_in", "admin:claims_source_take_off",
    "admin:claims_webhooksubscription_test", "admin:claims_webhooksubscription_replay",
    "admin:claims_webhookdelivery_replay", "admin:claims_merge_act", "admin:claims_corpus_make",
    "admin:claims_feedentry_act",
}  # fmt: skip
OF_A_CHECK = {
    "public:claim", "public:report", "public:versions", "public:difference", "api:claim", "api:versions", "public:embed", "public:timegate",
    "public:timemap", "public:claim-annotations",
}  # fmt: skip
OF_AN_ARTICLE = {
    "public:article", "api:article", "public:article-feed", "public:article-annotations", "public:article-embed",
    "public:badge-html", "public:badge-svg",
}  # fmt: skip
FRAMED = {
    "public:embed", "public:article-embed", "public:badge-html", "public:badge-svg", "public:embed-by-id",
    "public:badge-html-by-id", "public:badge-svg-by-id",
}  # fmt: skip
OF_A_SOURCE = {
    "admin:claims_source_page", "admin:claims_source_difference", "admin:claims_source_capture", "admin:claims_source_dismiss",
    "admin:claims_source_archive", "admin:claims_source_let_in", "admin:claims_source_take_off",
}  # fmt: skip
OF_CLEARING = {
    "admin:claims_article_queries", "admin:claims_article_letter", "admin:claims_article_clearance",
    "admin:claims_article_ask", "admin:claims_article_sign", "admin:claims_article_reopen", "admin:claims_article_approve",
}  # fmt: skip
OF_A_BATCH = {
    "admin:claims_batch_progress", "admin:claims_batch_file", "admin:claims_batch_start", "admin:claims_batch_cancel",
}  # fmt: skip
OF_A_CAPTURE = {"admin:claims_snapshot_bytes", "admin:claims_snapshot_copy", "admin:claims_snapshot_quote"}
# Django's own, with the reason why they need no row of their own.
APART = {
    "admin:autocomplete": "answers only for fields whose noun the person may see; tried below",
    "admin:view_on_site": "redirects to public pages of rows that the person may see",
    "admin:app_list": "leads to the index; tried in tests/claims/admin/test_dashboard.py",
    "admin:auth_user_password_change": "asks for change_user; tried below",
    "admin:?": "the catch-all of unknown desk addresses",
    "api:nothing": "the catch-all of unknown API addresses: a problem document",
    "public:preview": "404 but for a living token; tried in tests/claims/public/test_previews.py",
    "public:demonstration-source": "404 but in the demonstration",
    "public:no-such-method": "404 in Google's envelope; tried in tests/claims/public/test_fact_check_tools.py",
    "public:claims-search": "400 without a query; tried in tests/claims/public/test_fact_check_tools.py",
    "public:oembed": "404 without an address; tried in tests/claims/public/test_embedding.py",
    "public:embed-by-id": "404 but for an id of a CMS; tried in tests/claims/public/test_badges.py",
    "public:badge-html-by-id": "the same as a piece of HTML",
    "public:badge-svg-by-id": "the same as a drawing",
    "api:badges": "400 without a question; tried in tests/claims/api/test_badges.py",
    "public:data-manifest": "503 while there is none; tried in tests/claims/public/test_corpus.py",
    "public:data-file": "the same of a file",
    "public:feed-day": "404 but for a day that is over; tried in tests/claims/public/test_feeds.py",
    "public:corrections-feed-day": "the same of corrections",
    "api:claimant": "the same over the API; tried in tests/claims/api/test_publications.py",
}


# Addresses that programs use, by token; tried by scope and role in tests/claims/api/desk/test_table.py.
DESK_API = {f"api:{name}" for name in TABLE}


def routes(resolver: URLResolver | None = None, names: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join((*names, pattern.name or "?"))
        else:
            yield from routes(pattern, (*names, pattern.namespace) if pattern.namespace else names)


def admin_names(label: str) -> list[str]:
    stem = "admin:" + label.replace(".", "_")
    return [f"{stem}_{view}" for view in ("changelist", "add", "change", "delete", "history")]


def test_every_route_is_in_the_table() -> None:
    known = {*PAGES, *POSTED, *APART, *DESK_API, *(name for label in NOUNS for name in admin_names(label))}
    assert {route for route in routes() if "axes" not in route} - known == set()


@dataclass(frozen=True)
class Stage:
    """The world that all tests of this module look at, its people, and a browser for each."""

    world: World
    people: dict[str, User]
    clients: dict[str, Client]


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    with standing.standing(django_db_blocker):
        roles = {
            "ana": "contributor",
            "chae": "checker",
            "ben": "editor",
            "bea": "editor",
            "cleo": "reader",
            "ada": "admin",
        }
        people = {name: member(name, role) for name, role in roles.items()}
        built = world.build(author=people["bea"], editor=people["ben"], admin=people["ada"])
        clients = {VISITOR: Client(raise_request_exception=True)}
        for name in sorted(EVERYBODY - {VISITOR}):
            clients[name] = Client()
            clients[name].force_login(people[name])
        yield Stage(built, people, clients)


@pytest.fixture
def here(stage: Stage) -> Iterator[World]:
    with standing.undone():
        yield stage.world


@pytest.fixture
def clients(stage: Stage, here: World) -> dict[str, Client]:
    return stage.clients


def arguments(route: str, here: World) -> list[Any]:
    if route in OF_A_CHECK:
        return [here.claim.slug]
    if route in {"public:version", "api:version"}:
        return [here.claim.slug, 1]
    if route in OF_AN_ARTICLE:
        return [here.article.slug]
    if route in OF_A_SOURCE:
        return [here.source.pk]
    if route in OF_CLEARING:
        return [here.article.pk]
    if route in OF_A_BATCH:
        return [Batch.objects.earliest("pk").pk]
    if route in OF_A_CAPTURE:
        return [here.source.snapshots.earliest("pk").pk]
    known: dict[str, list[Any]] = {
        "public:rating-feed": ["accurate"],
        "public:rating-picture": ["mixed", 3],
        "public:claimant": ["ida-holm"],
        "public:claimant-feed": ["ida-holm"],
        "public:sitemap-claims": [here.claim.pk // 10_000],
        "public:sitemap-articles": [here.article.pk // 10_000],
        "admin:claims_article_workspace": [here.article.pk],
        "admin:claims_article_new_version": [here.article.pk],
        "admin:claims_article_copy": [here.article.pk, "docx"],
        "admin:claims_article_changes": [Article.objects.filter(versions__number=2).latest("pk").pk],
        "admin:claims_article_undo": [here.article.pk],
        "admin:claims_article_settle": [here.article.pk],
        "admin:claims_claim_workspace": [here.claim.pk],
        "admin:claims_claim_merge": [here.claim.pk],
        "admin:claims_claim_split": [here.claim.pk],
        "admin:claims_feedentry_act": [FeedEntry.objects.earliest("pk").pk, "leave"],
        "admin:claims_merge_act": [Merge.objects.latest("pk").pk, "undo"],
        "admin:claims_source_warc": [here.source.pk],
        "admin:claims_claim_warc": [here.claim.pk],
        "admin:claims_article_warc": [here.article.pk],
        "admin:claims_article_mark": [here.article.pk],
        "admin:claims_article_sentence": [here.article.pk],
        "admin:claims_claim_verdict": [here.claim.pk],
        "admin:claims_claim_act": [here.claim.pk, "note"],
        "admin:claims_claim_checklist": [here.claim.pk],
        "admin:claims_query_act": [Query.objects.earliest("pk").pk, "answer"],
        "admin:import_rows": ["source"],
        "admin:list_export": ["claim", "csv"],
        "admin:list_keep": ["claim"],
        "admin:tokens_revoke": [ApiToken.objects.earliest("pk").pk],
        "admin:list_let_go": [SavedFilter.objects.earliest("pk").pk],
        "admin:claims_alert_act": [Alert.objects.earliest("pk").pk, "look-again"],
        "admin:claims_tip_act": [Tip.objects.earliest("pk").pk, "decline"],
        "admin:claims_hiding_hide": [here.claim.pk],
        "admin:claims_hiding_review": [Hiding.objects.earliest("pk").pk],
        "admin:claims_previewlink_share": ["version", here.article.versions.get().pk],
        "admin:claims_previewlink_revoke": [PreviewLink.objects.earliest("pk").pk],
        "admin:claims_webhooksubscription_test": [WebhookSubscription.objects.earliest("pk").pk],
        "admin:claims_webhooksubscription_replay": [WebhookSubscription.objects.earliest("pk").pk],
        "admin:claims_webhookdelivery_replay": [WebhookDelivery.objects.earliest("pk").pk],
        "admin:claims_redaction_asked": [Event.objects.filter(kind="redaction.asked").latest("pk").pk],
    }
    return known.get(route, [])


def is_let_in(client: Client, address: str) -> bool:
    response = client.get(address)
    if response.status_code == 302:
        return "/login/" not in response["Location"]
    assert response.status_code in {200, 403, 404}, f"{address}: {response.status_code}"
    return response.status_code == 200


@pytest.mark.parametrize("route", PAGES)
def test_pages(clients: dict[str, Client], here: World, route: str) -> None:
    address = reverse(route, args=arguments(route, here))
    if route == "public:ready":
        assert clients[VISITOR].get(address).status_code in {200, 503}
        return
    assert {who for who, client in clients.items() if is_let_in(client, address)} == PAGES[route]


def may_be_framed(response: Any) -> bool:
    forbidden = "frame-ancestors 'none'" in response["Content-Security-Policy"]
    return not (forbidden and response["X-Frame-Options"] == "DENY")


@pytest.mark.parametrize("route", sorted({*PAGES, *POSTED, *APART, *DESK_API}))
def test_nothing_but_the_embeds_may_be_framed(clients: dict[str, Client], here: World, route: str) -> None:
    """Whatever is answered, to whomever: refusals and redirects as well."""
    address = address_of(route, here)
    for who in (VISITOR, "ada"):
        assert may_be_framed(clients[who].get(address)) == (route in FRAMED), who


@pytest.mark.parametrize("label", NOUNS)
def test_no_list_or_form_may_be_framed(clients: dict[str, Client], here: World, label: str) -> None:
    row = [world.one_of(apps.get_model(label)).pk]
    for name, keys in zip(admin_names(label), ([], [], row, row, row), strict=True):
        assert not may_be_framed(clients["ada"].get(reverse(name, args=keys))), name


def address_of(route: str, here: World) -> str:
    """An address of the route; where it is of rows that are there elsewhere alone, one of none."""
    if route.endswith("feed-day"):
        return reverse(route, args=[date(2025, 1, 1)])
    for keys in (arguments(route, here), [1], ["a"], ["claims"], [1, 1], ["a", 1], [1, "a"]):
        try:
            return reverse(route, args=keys)
        except NoReverseMatch:
            continue
    return {
        "admin:?": "/desk/nothing/",
        "api:nothing": "/api/nothing/",
        "public:no-such-method": "/v1alpha1/x",
    }[route]


@pytest.mark.parametrize("label", NOUNS)
def test_lists_and_forms(clients: dict[str, Client], here: World, label: str) -> None:
    sees, adds = NOUNS[label]
    changelist, add, change, delete, history = admin_names(label)
    row = [world.one_of(apps.get_model(label)).pk]
    assert {who for who, client in clients.items() if is_let_in(client, reverse(changelist))} == sees
    assert {who for who, client in clients.items() if is_let_in(client, reverse(change, args=row))} == sees
    assert {who for who, client in clients.items() if is_let_in(client, reverse(history, args=row))} == sees
    assert {who for who, client in clients.items() if is_let_in(client, reverse(add))} == adds
    assert {
        who for who, client in clients.items() if is_let_in(client, reverse(delete, args=row))
    } == DELETABLE.get(label, NOBODY)


@pytest.mark.parametrize("route", sorted(POSTED - {"admin:logout"}))
def test_nobody_writes_by_reading(clients: dict[str, Client], here: World, route: str) -> None:
    address = reverse(route, args=arguments(route, here))
    for who in DESK:
        assert clients[who].get(address).status_code == HttpResponseNotAllowed.status_code, who


@pytest.mark.parametrize("route", sorted(POSTED - {"admin:logout"}))
@pytest.mark.parametrize("who", [VISITOR, "cleo"])
def test_strangers_write_nothing(clients: dict[str, Client], here: World, route: str, who: str) -> None:
    before = Event.objects.count()
    response = clients[who].post(reverse(route, args=arguments(route, here)), {"text": "x", "kind": "remark"})
    assert response.status_code in {302, 403}
    assert Event.objects.count() == before


DECISIONS = {"approve": "submitted", "approve-and-publish": "submitted", "publish": "approved"}


@pytest.mark.parametrize("name", DECISIONS)
@pytest.mark.parametrize("who", ["ana", "chae", "ben"])
def test_only_editors_decide(
    clients: dict[str, Client], here: World, stage: Stage, name: str, who: str
) -> None:
    """The same request of everybody, with all that the step needs: only the editor's is followed."""
    bea, ada = stage.people["bea"], stage.people["ada"]
    claim = factories.claim(by=bea)
    factories.evidence(claim, by=bea)
    verdict = factories.submitted(claim, by=bea)
    if DECISIONS[name] == "approved":
        verdict = reviewing.approve(verdict, by=ada)
    sent = {f"{name}-version": verdict.version, "override-captured": "Transcribed by hand."}
    clients[who].post(reverse("admin:claims_claim_act", args=[claim.pk, name]), sent)
    verdict.refresh_from_db()
    assert (verdict.state != DECISIONS[name]) == (who == "ben")


def test_only_admins_set_a_password(clients: dict[str, Client], here: World, stage: Stage) -> None:
    address = reverse("admin:auth_user_password_change", args=[stage.people["chae"].pk])
    assert {who for who, client in clients.items() if is_let_in(client, address)} == ADMINS


def test_autocomplete_answers_only_who_sees_the_noun(clients: dict[str, Client], here: World) -> None:
    query = {"app_label": "claims", "model_name": "evidence", "field_name": "source", "term": "Gazette"}
    found = {
        who
        for who, client in clients.items()
        if client.get(reverse("admin:autocomplete"), query).status_code == 200
    }
    assert found <= DESK


@pytest.mark.parametrize(
    "label", [label for label, (sees, _) in NOUNS.items() if label.startswith("claims.") and sees]
)
def test_no_form_sets_what_it_shows_as_read_only(clients: dict[str, Client], here: World, label: str) -> None:
    """Every stored column is sent to the change form of an admin: what is not lawful to edit stays as it was."""
    model = apps.get_model(label)
    row = world.one_of(model)
    columns = [field.attname for field in model._meta.concrete_fields]
    before = model._default_manager.filter(pk=row.pk).values(*columns).get()
    sent = {
        name: "published" if name in {"status", "state", "work_state", "standing"} else "1"
        for name in columns
    }
    clients["ada"].post(reverse(admin_names(label)[2], args=[row.pk]), sent)
    after = model._default_manager.filter(pk=row.pk).values(*columns).get()
    lawful = LAWFUL.get(label, set())
    assert {name for name in columns if before[name] != after[name]} <= lawful


LAWFUL = {
    "claims.answertemplate": {"name", "language", "text", "is_active", "version", "updated_at"},
    "claims.checklistitem": {"kind", "text", "position", "is_active", "version", "updated_at"},
    "claims.topic": {"slug", "name", "kind", "is_public", "note", "version", "updated_at"},
    "claims.rating": {"label", "labels", "line_label", "definition", "colour", "order", "number", "slug", "scale_id", "is_active", "version", "updated_at"},
    "claims.ratingmapping": {"publisher_site", "words", "rating_id", "version", "updated_at"},
    "claims.ratingscale": {"name", "slug", "worst", "best", "is_default", "definition", "version", "updated_at"},
    "claims.user": {"username", "first_name", "last_name", "email", "credit_name", "is_active", "is_staff", "wants_digest"},
    "claims.watchrule": {"shortest_minutes", "longest_minutes", "divisor", "version", "updated_at"},
    "claims.hostrule": {"host", "gap_seconds", "note", "version", "updated_at"},
    "claims.webhooksubscription": {"name", "url", "events", "is_active", "version", "updated_at"},
}  # fmt: skip
