"""Is this process alive, and can the desk do its work? Nothing here tells a stranger more than yes, no, how many and
for how long."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from celery import current_app
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from claims.services import overseeing

log = logging.getLogger("claims.health")

PATIENCE = 0.9  # seconds for the broker: whoever probes is told within one
SOCKETS = {"socket_connect_timeout": 0.4, "socket_timeout": 0.4}

# The broker's client tries again on its own account; one thread bears with it, and the page goes on.
_asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="broker-probe")


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponseBase:
    """The process answers; asks nothing of anybody else."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponseBase:
    """200 when database, migrations and broker are all there, else 503; and how the background work keeps up.

    Jobs that wait are no reason to send readers away, so they decide nothing here, unless the monitor that asks is to
    call somebody: with ``?strict=1`` the answer is 503 when they are behind too.
    """
    checks = {name: _holds(name, probe) for name, probe in PROBES.items()}
    jobs = _jobs() if checks["database"] and checks["migrations"] else None
    is_ready = all(checks.values())
    if request.GET.get("strict") == "1":
        is_ready = is_ready and jobs is not None and not jobs["behind"]
    return JsonResponse({**checks, "jobs": jobs}, status=200 if is_ready else 503)


def _jobs() -> dict[str, Any] | None:
    """How the background work stands; None if that can't be told."""
    try:
        state = overseeing.state()
    except Exception:
        log.warning("Not known: how the background work stands.", exc_info=True)
        return None
    return {
        "behind": state.behind,
        "oldest_due_job_seconds": state.oldest_due_seconds,
        "sentence": state.sentence,
    }


def _holds(name: str, probe: Callable[[], bool]) -> bool:
    """A probe's answer; whatever it raises is a no, and stands in the log."""
    try:
        return probe()
    except Exception:
        log.warning("Not ready: %s.", name, exc_info=True)
        return False


def database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def migrations() -> bool:
    return _wanted() <= MigrationRecorder(connection).applied_migrations().keys()


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    """The migrations of this code, read from disk once."""
    return frozenset(MigrationLoader(None).disk_migrations)


def broker() -> bool:
    return _asking.submit(_reach_broker).result(timeout=PATIENCE)


def _reach_broker() -> bool:
    with current_app.connection_for_write(transport_options=SOCKETS) as link:
        link.connect()
    return True


PROBES: dict[str, Callable[[], bool]] = {"database": database, "migrations": migrations, "broker": broker}
