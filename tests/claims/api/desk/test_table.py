"""The table of the desk's API is whole, and true: by scope, and by role."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from claims.api.desk import urls
from claims.api.desk.base import Added, DeskView, Edited, Step
from claims.api.desk.drafts import ArticleByExternalId
from claims.models import ApiToken, Article, Event, WebhookDelivery
from tests import standing, world
from tests.claims.api.desk.conftest import Program, program
from tests.claims.api.desk.table import TABLE
from tests.conftest import member

ROWS = [(name, method, scope) for name, methods in TABLE.items() for method, scope in methods.items()]
WRITES = [(name, method) for name, method, _ in ROWS if method != "GET"]
LISTS = [name for name, methods in TABLE.items() if "GET" in methods]
PATTERNS: dict[str, URLPattern] = {str(one.name): one for one in urls.urlpatterns}


def view_of(name: str) -> type[DeskView]:
    return PATTERNS[name].callback.view_class  # type: ignore[attr-defined, no-any-return]


def test_every_address_and_method_is_in_the_table() -> None:
    found = {}
    for name in PATTERNS:
        view = view_of(name)
        found[name] = {one.upper() for one in view.http_method_names if hasattr(view, one)} - {"OPTIONS"}
    assert found == {name: set(methods) for name, methods in TABLE.items()}


class Stage:
    """The world, and programs: of an admin with each scope alone and with all others, and of each role with all."""

    def __init__(self) -> None:
        ben, ada = member("ben", "editor"), member("ada", "admin")
        self.bea = member("bea", "editor")
        self.here = world.build(author=self.bea, editor=ben, admin=ada)
        self.ada = ada
        Article.objects.filter(pk=self.here.article.pk).update(external_id="wp-1")
        self.only = {one: program(ada, one) for one in ApiToken.Scope.values}
        self.all_but = {
            one: program(ada, *(other for other in ApiToken.Scope.values if other != one))
            for one in ApiToken.Scope.values
        }
        self.admin, self.contributor = program(ada), program(member("ana", "contributor"))

    def path_of(self, name: str) -> str:
        """The address, of rows that are there."""
        path = str(PATTERNS[name].pattern).replace("<str:external_id>", "wp-1")
        parents = {
            "article": self.here.article.pk,
            "claim": self.here.claim.pk,
            "source": self.here.source.pk,
        }
        parents["version"] = self.here.article.latest_version().pk  # type: ignore[union-attr]
        parents["webhook"] = WebhookDelivery.objects.earliest("pk").subscription_id
        for noun, pk in parents.items():
            path = path.replace(f"<int:{noun}>", str(pk))
        if "<int:pk>" in path:
            first = self.admin.read(
                f"{LIST_OF.get(path.split('/')[0], path.split('/')[0])}/?limit=1".format(**parents)
            )
            path = path.replace("<int:pk>", str(first["results"][0]["id"]))
        return path


LIST_OF = {"versions": "articles/{article}/versions", "sentences": "versions/{version}/sentences",
           "snapshots": "sources/{source}/snapshots", "deliveries": "webhooks/{webhook}/deliveries"}  # fmt: skip


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker) -> Iterator[Stage]:
    with standing.standing(django_db_blocker):
        yield Stage()


@pytest.fixture
def on(stage: Stage) -> Iterator[Stage]:
    with standing.undone():
        yield stage


@pytest.mark.parametrize(("name", "method", "scope"), ROWS)
def test_each_needs_a_token_with_its_scope(on: Stage, name: str, method: str, scope: str) -> None:
    """Whoever hasn't got it learns nothing: not even whether there is such a thing."""
    path = re.sub(r"<\w+:\w+>", "1", str(PATTERNS[name].pattern))
    assert Program(None).ask(method, path, {}).status_code == 401
    assert on.all_but[scope].ask(method, path, {}).status_code == 403
    assert on.only[scope].ask(method, path, {}).status_code not in {401, 403, 500}


@pytest.mark.parametrize("name", LISTS)
def test_every_address_is_read(on: Stage, name: str) -> None:
    answer = on.admin.ask("GET", on.path_of(name))
    assert answer.status_code == 200, answer.content
    if hasattr(view_of(name), "orderings"):
        assert json.loads(answer.content)["results"], "a list without rows shows nothing"
    else:
        assert answer["ETag"]


@pytest.mark.parametrize("name", [one for one in LISTS if hasattr(view_of(one), "orderings")])
def test_lists_ask_no_more_for_more_rows(on: Stage, name: str) -> None:
    path = on.path_of(name)

    def asked(limit: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            on.admin.read(f"{path}?limit={limit}")
        return len(seen)

    asked(1)  # the token’s first use is kept
    few = asked(1)
    assert asked(100) <= few


READ_ONLY = {
    "id": 1, "version": 99, "created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-01T00:00:00Z",
    "created_by": 1, "status": "published", "state": "published", "approved_by": "ada", "published_by": "ada",
    "submitted_by": "ada", "sha256": "0" * 64, "is_superuser": True, "reviewer": "ada", "health": "ok",
    "proposal": "x", "contributors": [], "is_dismissed": True, "written_by": "ada", "asked_by": "ada",
}  # fmt: skip


@pytest.mark.parametrize(("name", "method"), WRITES)
def test_what_is_only_read_is_never_written(on: Stage, name: str, method: str) -> None:
    """Every field that is shown and not written, on every write: refused by name, and nothing changes."""
    view, path = view_of(name), on.path_of(name)
    body = getattr(view, "change", None) or getattr(view, "body", None) or getattr(view, "entry", None)
    may = set(body(context={"person": on.ada}).fields) if body else set()
    sent = {
        field: READ_ONLY.get(field, 1) for field in {*view.shape().fields, *READ_ONLY} if field not in may
    }
    before = Event.objects.count()
    row = path.removesuffix(f"{view.step}/") if issubclass(view, Step) else path
    tag = "" if issubclass(view, Added) else on.admin.tag(row)
    for field, value in sent.items():
        answer = on.admin.ask(method, path, {field: value}, **({"If_Match": tag} if tag else {}))
        assert answer.status_code == 400, (field, answer.content)
        assert f"/{field}" in {one["pointer"] for one in json.loads(answer.content)["errors"]}
    assert Event.objects.count() == before


CHANGES = [(name, method) for name, method in WRITES if issubclass(view_of(name), Edited | Step)]


@pytest.mark.parametrize(("name", "method"), CHANGES)
def test_every_change_gets_as_far_as_its_version(
    on: Stage, monkeypatch: pytest.MonkeyPatch, name: str, method: str
) -> None:
    """The application's role, which may lock nothing of what is only ever added to, is refused nothing before."""
    monkeypatch.setattr(DeskView, "read_body", lambda *_, **__: {})
    answer = on.admin.ask(method, on.path_of(name), {}, If_Match=f'"{"0" * 32}"')
    assert answer.status_code == 412, answer.content


def test_every_write_is_of_a_known_kind() -> None:
    assert {name for name, _ in WRITES} == {
        name for name in PATTERNS if issubclass(view_of(name), Added | Edited | Step | ArticleByExternalId)
    }
