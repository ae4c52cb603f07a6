"""Two who were in each other's way in the database: whoever was broken off is done again, and told nothing."""

from __future__ import annotations

from typing import Any

import psycopg2.errors
import pytest
from django.contrib.admin import site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from claims.models import User


class Broken:
    """A view that is broken off so many times, and reads the files that it is sent."""

    def __init__(self, times: int, reason: type[Exception]) -> None:
        self.times, self.reason = times, reason
        self.read: list[bytes] = []

    def __call__(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.read += [file.read() for file in request.FILES.values()]
        if len(self.read) <= self.times:
            raise OperationalError from self.reason()
        return HttpResponse("done")


@pytest.fixture
def sent(rf: RequestFactory, chae: User) -> HttpRequest:
    request = rf.post("/desk/", {"file": SimpleUploadedFile("rows.csv", b"a,b")})
    request.user = chae
    request._dont_enforce_csrf_checks = True
    return request


class Deadlock(psycopg2.errors.DeadlockDetected):
    pgcode = "40P01"


class Gone(psycopg2.OperationalError):
    pgcode = "57P01"


def test_what_was_broken_off_is_done_again_with_all_that_was_sent(sent: HttpRequest) -> None:
    view = Broken(1, Deadlock)
    assert site.admin_view(view)(sent).content == b"done"
    assert view.read == [b"a,b", b"a,b"]


@pytest.mark.parametrize(("times", "reason"), [(2, Deadlock), (1, Gone)])
def test_it_is_not_done_a_third_time_nor_after_anything_else(
    sent: HttpRequest, times: int, reason: type[Exception]
) -> None:
    view = Broken(times, reason)
    with pytest.raises(OperationalError):
        site.admin_view(view)(sent)
    assert len(view.read) == times
