"""How answers are handed to the web server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse


class WholeAnswers(WSGIHandler):
    """Hands an answer that is there as a whole over as a whole.

    Granian sends a list with its length, in one piece. Anything else it sends bit by bit from another thread, which
    takes longer than to find fifty claims, and closes the answer there, where this thread's connections are not.
    """

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        answer = super().__call__(environ, start_response)
        if not isinstance(answer, HttpResponse):
            return answer
        try:
            return [answer.content]
        finally:
            answer.close()
