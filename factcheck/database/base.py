"""Whether a connection that was kept is well is asked at every request; the answer is nearly always at hand."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base
from psycopg2 import InterfaceError


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """A server that has gone, or ended this connection, has said so or hung up: then, and after an error, it is
        asked. One that has said nothing is there: between two questions it never speaks."""
        if self.connection is None or self.errors_occurred or self._was_told_something():
            return bool(super().is_usable())
        return True

    def _was_told_something(self) -> bool:
        """Whether anything waits to be read, the end of the line included."""
        waiting = select.poll()
        try:
            waiting.register(self.connection.fileno(), select.POLLIN)
        except InterfaceError:  # closed on our side
            return True
        return bool(waiting.poll(0))
