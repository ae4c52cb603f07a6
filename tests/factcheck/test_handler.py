"""Answers reach the web server whole where they are whole, and are closed where they were made."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from factcheck.handler import WholeAnswers


def whole(request: HttpRequest) -> HttpResponse:
    return HttpResponse([b"one ", b"and all"])


def in_pieces(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter([b"one ", b"by one"]))


urlpatterns = [path("whole/", whole), path("pieces/", in_pieces)]


@pytest.fixture
def finished() -> Iterator[list[int]]:
    """In which threads answers were closed."""
    threads: list[int] = []

    def note(**kwargs: Any) -> None:
        threads.append(threading.get_ident())

    # What Django does then would end the connection of the tests.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    request_finished.connect(note)
    yield threads
    request_finished.disconnect(note)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def ask() -> Iterator[Any]:
    def ask(address: str, **more: str) -> tuple[Any, str, dict[str, str]]:
        environ: dict[str, Any] = {"PATH_INFO": address, "wsgi.input": BytesIO(), **more}
        setup_testing_defaults(environ)
        told: list[Any] = []
        body = WholeAnswers()(environ, lambda *said: told.extend(said))
        return body, told[0], dict(told[1])

    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        yield ask


def test_an_answer_that_is_there_is_one_piece_and_closed_at_once(ask, finished):
    body, status, _ = ask("/whole/")
    assert (body, status) == ([b"one and all"], "200 OK")
    assert finished == [threading.get_ident()]


def test_a_stream_stays_one_and_is_closed_by_the_server(ask, finished):
    body, status, _ = ask("/pieces/")
    assert not isinstance(body, list)
    assert (list(body), status, finished) == ([b"one ", b"by one"], "200 OK", [])
    body.close()
    assert finished == [threading.get_ident()]
