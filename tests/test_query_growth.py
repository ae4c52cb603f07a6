"""No list, page or endpoint asks the database more often because there is more in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from claims.models import Claim, User
from tests import factories, standing, world
from tests.conftest import member
from tests.test_routes import NOUNS, admin_names, arguments
from tests.world import World

LISTS = [admin_names(label)[0] for label in NOUNS]
PAGES = [
    "admin:index", "admin:figures", "admin:own_settings", "admin:tokens", "admin:notifications", "admin:claims_batch_progress", "admin:import_rows", "admin:load_fixture", "admin:import_checks", "admin:claims_article_workspace", "admin:claims_claim_workspace", "admin:claims_article_new_version", "admin:claims_article_copy", "admin:claims_article_changes", "admin:claims_source_page", "admin:claims_source_difference", "public:front", "public:claims", "public:claim", "public:versions", "public:difference",
    "public:tips", "public:report", "admin:claims_hiding_hide", "admin:claims_claim_merge", "admin:claims_claim_split", "admin:claims_article_intake", "admin:claims_desksettings_judging", "admin:claims_redaction_asked",
    "public:data", "public:feed", "public:corrections-feed", "public:article-feed", "public:rating-feed", "public:embed",
    "public:article-embed", "public:badge-svg",
    "public:timemap", "public:claim-annotations", "public:article-annotations", "public:sitemap", "public:sitemap-claims",
    "public:sitemap-articles",
    "public:articles", "public:article", "public:claimants", "public:claimant", "public:claimant-feed", "public:corrections", "public:ratings", "api:claims", "api:claim", "api:versions",
    "api:articles", "api:article", "api:sources", "api:ratings",
    "admin:claims_article_queries", "admin:claims_article_letter", "admin:claims_article_clearance",
]  # fmt: skip


@dataclass
class Counted:
    """The statements of a page before and after the desk had grown, or what went wrong in between."""

    few: list[str] | str = "not asked"
    many: list[str] | str = "not asked"


@pytest.fixture(scope="module")
def counted(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Counted]]:
    """Every list and page, asked twice, with one growth between: it is the same for all."""
    with standing.standing(django_db_blocker):
        bea, ben, ada = member("bea", "editor"), member("ben", "editor"), member("ada", "admin")
        here = world.build(author=bea, editor=ben, admin=ada)
        client = Client(raise_request_exception=False)
        client.force_login(ada)
        found = {route: Counted() for route in [*LISTS, *PAGES]}
        addresses = {route: reverse(route, args=arguments(route, here)) for route in found}
        for route, one in found.items():
            one.few = asked(client, addresses[route])
        grow(here, author=bea, editor=ben, admin=ada)
        for route, one in found.items():
            one.many = asked(client, addresses[route])
        yield found


def asked(client: Client, address: str) -> list[str] | str:
    try:
        with standing.undone():
            return queries(client, address)
    except AssertionError as error:
        return str(error)


@pytest.fixture
def here(bea: User, ben: User, ada: User) -> World:
    return world.build(author=bea, editor=ben, admin=ada)


@pytest.fixture
def client(ada: User) -> Client:
    made = Client()
    made.force_login(ada)
    return made


def queries(client: Client, address: str) -> list[str]:
    """The statements of one request, after one that warmed what is cached for good."""
    ContentType.objects.clear_cache()
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return [one["sql"] for one in seen.captured_queries]


def grow(here: World, *, author: User, editor: User, admin: User) -> None:
    """Three times as much of everything: on the same article and claim, and elsewhere."""
    version = here.article.latest_version()
    assert version is not None
    for words in ("Ida Holm told reporters", "Nobody keeps a list", "The port of Lowmark"):
        factories.published_claim(author=author, editor=editor, in_version=version, words=words)
    for _ in range(3):
        factories.evidence(here.claim, by=author)
    from claims.models import Claimant

    Claimant.objects.all().update(slug="renamed")
    from claims.models import Origin

    Origin.objects.all().update(slug="renamed")
    world.build(author=author, editor=editor, admin=admin)


@pytest.mark.parametrize("route", [*LISTS, *PAGES])
def test_more_rows_are_no_more_queries(counted: dict[str, Counted], route: str) -> None:
    few, many = counted[route].few, counted[route].many
    assert isinstance(few, list), few
    assert isinstance(many, list), many
    assert few, "a page that asks nothing would be none of this desk's"
    assert len(many) <= len(few), "\n".join(many)


def test_the_claim_workspace_does_not_grow_with_its_claim(client: Client, here: World, bea: User) -> None:
    address = reverse("admin:claims_claim_workspace", args=[here.claim.pk])
    few = queries(client, address)
    for _ in range(4):
        factories.evidence(here.claim, by=bea)
    assert len(queries(client, address)) <= len(few)


def test_the_measure_notices_growth(client: Client, here: World, bea: User) -> None:
    """The measure itself: a query for each row is seen."""

    def one_each() -> int:
        with CaptureQueriesContext(connection) as seen:
            for claim in Claim.objects.all():
                claim.evidence.count()
        return len(seen)

    few = one_each()
    factories.claim(by=bea)
    assert one_each() > few
