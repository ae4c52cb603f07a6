"""The demonstration: invented staff with known log-ins, two articles with their history, and four sources that
the desk serves itself, so that its background work can be watched without the internet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from claims.exceptions import NotAllowed
from claims.models import Event, Source, User
from claims.services import auditing, checklists, citing, importing, replaying, stored_words

PASSWORD = "demonstration"  # noqa: S105  known to everybody, and therefore served on loopback only
EVENT = "demonstration.loaded"
PATH = "/demonstration/sources/"
PAGES = {
    "saltmere-minutes": "minutes",
    "saltmere-budget": "budget",
    "saltmere-register": "register",
    "saltmere-ferry-notices": "ferry-notices",
}  # the sources that this desk serves itself, and the names of their pages

# The invented article comes first, so that its sources are the first to be captured.
STAFF = ("demonstration/staff",)
INVENTED = ("seed/ratings", "demonstration")
SEED = ("seed",)
HISTORIES = ("history/demonstration", "history/seed")
BROUGHT_IN = {INVENTED: datetime(2026, 10, 21, 18, tzinfo=UTC), SEED: datetime(2024, 10, 25, 8, tzinfo=UTC)}


def load() -> Iterator[str]:
    """Load what is not there yet, and say what was done, a line each. Quick when there is nothing to do.

    What people changed since is never taken back: a demonstration is loaded once, in whatever form it had.
    """
    _require()
    earlier = Event.objects.filter(kind=EVENT).order_by("-pk").values_list("subject_pk", flat=True).first()
    sha256 = _hash()
    if earlier is None:
        yield from _load_all(sha256)
    elif earlier != sha256:
        yield _("The demonstration is here in an earlier form, which stays. `manage.py reset` starts over.")
    else:
        yield _("The demonstration is here already.")
    yield from _point_sources_here()


def log_ins() -> Iterator[str]:
    """“ana · contributor · password demonstration”, for each member who has that password."""
    _require()
    people = User.objects.filter(is_demonstration=True, is_active=True).exclude(
        password__startswith=UNUSABLE_PASSWORD_PREFIX
    )
    for person in people.order_by("pk").prefetch_related("groups"):
        roles = ", ".join(group.name for group in person.groups.all())
        yield f"{person.username} · {roles} · password {PASSWORD}"


def _require() -> None:
    if not settings.DEMONSTRATION:
        raise NotAllowed(
            _("The demonstration makes log-ins that everybody knows. Set DEMONSTRATION=1 to have it.")
        )


def _hash() -> str:
    """Of all files of the demonstration, so that a changed one is noticed."""
    folder = Path(settings.BASE_DIR) / "fixtures"
    told = hashlib.sha256()
    for file in sorted(folder.rglob("*.json")):
        told.update(f"{file.relative_to(folder)}\n".encode() + file.read_bytes())
    return told.hexdigest()


@transaction.atomic
def _load_all(sha256: str) -> list[str]:
    importing.load_fixtures(STAFF)
    _give_passwords()
    ada = User.objects.get(username="ada")
    later = replaying.evidence_brought(HISTORIES)
    loads = [
        importing.load_fixtures(fixtures, by=ada, at=at, without=later) for fixtures, at in BROUGHT_IN.items()
    ]
    replays = replaying.replay_history(HISTORIES)
    checklists.add_usual(by=ada)
    auditing.record(
        EVENT, auditing.Subject("demonstration", sha256, stored_words.stored("the demonstration")), by=ada
    )
    return [*map(str, loads), *(f"{replay}." for replay in replays)]


def _give_passwords() -> None:
    """The known password, to those of the demonstration who have none."""
    without = User.objects.filter(is_demonstration=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    without.update(password=make_password(PASSWORD))


def _point_sources_here() -> Iterator[str]:
    """The desk may be served from another port than last time: its own sources follow it."""
    for source in Source.objects.filter(slug__in=PAGES):
        url = address(PAGES[source.slug])
        if source.url != url and urlsplit(source.url).path == urlsplit(url).path:
            citing.edit_source(source, version=source.version, by=None, url=url)
            yield _("{slug} is at {url} now.").format(slug=source.slug, url=url)


def address(page: str) -> str:
    """Where this desk serves a page of the demonstration."""
    return f"{settings.DEMONSTRATION_ORIGIN.rstrip('/')}{PATH}{page}/"


def was_captured(page: str) -> bool:
    """Whether the desk has seen what this page said at first."""
    slugs = [slug for slug, name in PAGES.items() if name == page]
    return Source.objects.filter(slug__in=slugs, snapshots__failure="", snapshots__status=200).exists()
