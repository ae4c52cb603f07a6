"""What has to be done before the web server starts, in one interpreter, because each start of one takes a second.

Run by the supervisor as `python -m factcheck.embedded.prepare`, with DATABASE_URL for the owner of the tables and
APPLICATION_DATABASE_URL for the role that everything else connects as. Prints the demonstration's log-ins.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from urllib.parse import unquote, urlsplit

import django
from django.core.management import CommandError, call_command
from django.db import connection

from claims.exceptions import DomainError


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    django.setup()
    is_new = "django_migrations" not in connection.introspection.table_names()
    call_command("migrate", verbosity=0, interactive=False, stdout=sys.stderr)
    if is_new:
        begin_with_vectors()
    become_application()
    if "--demonstration" in arguments:
        call_command("load_demonstration", stdout=sys.stderr)
        sys.stdout.write(log_ins())


def begin_with_vectors() -> None:
    """A new desk looks for the nearest vectors too, where its PostgreSQL has pgvector; an older one keeps what its
    operator has chosen."""
    from claims.services import installing_vectors  # needs the applications

    with contextlib.suppress(DomainError):
        installing_vectors.turn_on()


def become_application() -> None:
    """Give the application's role what it needs, and go on as it: the demonstration has no more rights than it."""
    address = urlsplit(os.environ["APPLICATION_DATABASE_URL"])
    role = unquote(address.username or "")
    if role in ("", connection.settings_dict["USER"]):
        return
    call_command("grant_application_role", role, stdout=sys.stderr)
    connection.close()
    connection.settings_dict.update(USER=role, PASSWORD=unquote(address.password or ""))


def log_ins() -> str:
    said = io.StringIO()
    call_command("load_demonstration", "--list-logins", stdout=said)
    return said.getvalue()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CommandError as error:  # meant for people: where in the code it was raised says nothing to them
        sys.exit(str(error))
