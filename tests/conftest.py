"""The cast, and noise: rows that no test speaks of and that every query has to leave alone."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import DjangoDbBlocker

from claims.models import Rating, User
from tests import factories
from tests.database.base import as_owner

# Of what is made while tests are collected nothing is ever thrown away: looking for it again and again took a third of
# the time of collecting.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules with slow tests begin first: begun last, one of them would keep all others waiting.

    Those in a browser keep the processors busy, the others mostly wait for what they started: they stand among them.
    """
    slow = list(dict.fromkeys(item.path for item in items if item.get_closest_marker("slow")))
    busy = [path for path in slow if "browser" in path.parts]
    idle = [path for path in slow if "browser" not in path.parts]
    turns = {path: (at + 0.5) / len(some) for some in (busy, idle) for at, path in enumerate(some)}
    items.sort(key=lambda item: turns.get(item.path, 1.0))


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """The test database, for whoever asks for this fixture.

    pytest-django's makes one only if a test of the run carries its mark: a world that stands for a module (`standing`)
    would else be built in whatever database the settings name.
    """
    with django_db_blocker.unblock():
        keeps = django_db_keepdb and not django_db_createdb
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set(), keepdb=keeps)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


NEEDS_DATABASE = {"db", "transactional_db"}


def needs_database(request: pytest.FixtureRequest) -> bool:
    return bool(request.node.get_closest_marker("django_db") or NEEDS_DATABASE & set(request.fixturenames))


@pytest.fixture(autouse=True)
def speaking_as(request: pytest.FixtureRequest) -> Iterator[None]:
    """As the role that the product runs as; where a test says so (``as_owner``), as the tables' owner."""
    if request.node.get_closest_marker("as_owner") is None:
        yield
        return
    yield from speaking_as_owner(request)


def speaking_as_owner(request: pytest.FixtureRequest) -> Iterator[None]:
    request.getfixturevalue("_django_db_helper")
    with as_owner():
        yield


def member(username: str, role: str) -> User:
    person = User.objects.create_user(username, password="a long enough secret", is_staff=role != "reader")
    person.groups.add(Group.objects.get(name=role))
    return User.objects.get(pk=person.pk)


@pytest.fixture
def ana(db: None) -> User:
    return member("ana", "contributor")


@pytest.fixture
def chae(db: None) -> User:
    return member("chae", "checker")


@pytest.fixture
def ben(db: None) -> User:
    return member("ben", "editor")


@pytest.fixture
def bea(db: None) -> User:
    return member("bea", "editor")


@pytest.fixture
def cleo(db: None) -> User:
    return member("cleo", "reader")


@pytest.fixture
def ada(db: None) -> User:
    return member("ada", "admin")


@pytest.fixture
def scale(db: None) -> dict[str, Rating]:
    """The default ratings that most tests need, by slug."""
    return factories.scale()


@pytest.fixture
def noise(chae: User, ben: User, scale: dict[str, Rating]) -> None:
    """Another article with a claim, a source, evidence and a draft, which nothing under test may touch."""
    claim = factories.claim(by=chae, statement="The bridge in Lowmark opened in 1932.")
    factories.evidence(claim, by=chae, quote="opened to traffic in 1932")
    factories.draft(claim, by=chae, rating=scale["accurate"])
