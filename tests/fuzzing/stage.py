"""The desk that is asked: one of everything, a browser and a program of each role, and the WSGI handler itself."""

from __future__ import annotations

import io
import secrets
import time
import traceback
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from django.apps import apps
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import DatabaseError, close_old_connections, connection

from tests import standing, world
from tests.conftest import member

CSRF = secrets.token_hex(16)
DROPPED, UNLAWFUL = 599, 598  # no answer at all; one that would have failed when it was written
PUT_OFF = 503
NO_SUCH_FORMAT = 501  # what oEmbed (1.0, section 2.3.4.1) asks of a provider that doesn't speak the format
ROLES = ("reader", "contributor", "checker", "editor", "admin")


@dataclass
class Asked:
    """A request: ``path`` is percent-encoded, ``headers`` are as WSGI names them, without HTTP_."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def told(self) -> str:
        return f"{self.method} {self.path[:300]}?{self.query[:300]} {str(self.headers)[:400]} {self.body[:400]!r}"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    failure: str  # where an exception came from that nobody caught; empty if there was none

    @property
    def is_failure(self) -> bool:
        """Not so where the desk says when to come back, as of an export that is being made."""
        is_put_off = self.status == PUT_OFF and "Retry-After" in self.headers
        return self.status >= 500 and not is_put_off and self.status != NO_SUCH_FORMAT


class Stage:
    def __init__(self) -> None:
        people = {role: member(f"{role}-1", role) for role in ROLES}
        bea = member("bea", "editor")
        self.world = world.build(author=bea, editor=people["editor"], admin=people["admin"])
        self.people = people
        self.sessions = {role: _session_of(person) for role, person in people.items()}
        self.tokens = {role: _token_of(person) for role, person in people.items() if role != "reader"}
        self.pool = _pool()
        self.handler = WSGIHandler()
        self.failures: list[str] = []
        got_request_exception.connect(self._note)

    def browser(self, role: str) -> dict[str, str]:
        """The headers of a browser of somebody of this role; of a visitor's, where there is no such role."""
        session = f"; sessionid={self.sessions[role]}" if role in self.sessions else ""
        return {"COOKIE": f"csrftoken={CSRF}{session}", "X_CSRFTOKEN": CSRF}

    def program(self, role: str) -> dict[str, str]:
        return {"AUTHORIZATION": f"Bearer {self.tokens[role]}"}

    def _note(self, **_: Any) -> None:
        self.failures.append(traceback.format_exc())

    def ask(self, asked: Asked) -> Answer:
        """What the desk answers. Whatever was written is taken back, after the laws that wait for the end were tried."""
        self.failures.clear()
        begun = time.perf_counter()
        with standing.undone():
            status, headers, body = self._answer(asked)
            if asked.method not in {"GET", "HEAD"} and status < 400 and not self._commits():
                status = UNLAWFUL
        failure = self.failures[0] if self.failures and status >= 500 else ""
        return Answer(status, headers, body, time.perf_counter() - begun, failure)

    def _answer(self, asked: Asked) -> tuple[int, dict[str, str], bytes]:
        told: list[Any] = []
        try:
            answer = self.handler(
                _environ(asked), lambda status, headers, exc=None: told.extend([status, headers])
            )
            body = b"".join(answer)
            answer.close()
        except Exception:  # whatever it is: a server would have dropped the connection
            self.failures.append(traceback.format_exc())
            return DROPPED, {}, b""
        return int(told[0].split()[0]), dict(told[1]), body

    def _commits(self) -> bool:
        """Whether the laws of the database that wait for the end of a transaction hold."""
        try:
            connection.check_constraints()
        except DatabaseError:
            self.failures.append(traceback.format_exc())
            return False
        return True


@contextmanager
def open_stage() -> Iterator[Stage]:
    """Within a transaction that is taken back."""
    with one_connection(), standing.undone():
        yield Stage()


@contextmanager
def one_connection() -> Iterator[None]:
    """Nobody closes it meanwhile: a stage asks within a transaction."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    try:
        yield
    finally:
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)


def _environ(asked: Asked) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": asked.method, "SCRIPT_NAME": "", "QUERY_STRING": asked.query, "SERVER_NAME": "testserver",
        "PATH_INFO": unquote_to_bytes(asked.path).decode("latin-1"), "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1", "CONTENT_LENGTH": str(len(asked.body)), "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(asked.body), "wsgi.errors": io.StringIO(), "wsgi.multithread": True,
        "wsgi.multiprocess": True, "wsgi.run_once": False, "HTTP_HOST": "testserver",
    }  # fmt: skip
    for name, value in asked.headers.items():
        environ[name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"] = value
    return environ


def _session_of(person: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "factcheck.login.MemberBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _token_of(person: Any) -> str:
    from claims import rules
    from claims.models import ApiToken
    from claims.services import authorising

    given = [one for one in ApiToken.Scope.values if rules.can_hold_scope(person, one)]
    return authorising.issue(name="fuzzing", scopes=given, days=1, by=person).secret


def _pool() -> dict[str, list[str]]:
    """What stands in addresses, by the kind of the place: keys and slugs of rows that are there, and a day."""
    found: dict[str, list[str]] = defaultdict(list)
    for model in apps.get_app_config("claims").get_models():
        rows = model._default_manager.order_by("pk")[:5]
        found["int"] += [str(one.pk) for one in rows]
        found["slug"] += [one.slug for one in rows if getattr(one, "slug", "")]
    acts = [
        "note",
        "approve",
        "publish",
        "submit",
        "answer",
        "decline",
        "look-again",
        "csv",
        "docx",
        "xlsx",
        "claim",
        "source",
        "version",
    ]
    found["str"] = [*found["int"][:20], *found["slug"][:20], *acts, *acts]
    found["path"] = [*found["int"], "claims", "a/b"]
    found["day"] = ["2024-11-01", "2025-06-02", "0001-01-01", "9999-12-31"]
    found["slug"] += acts
    return dict(found)
