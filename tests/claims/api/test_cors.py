"""Scripts of other sites read the public API, and nothing else."""

from __future__ import annotations

import pytest

from tests.claims.api.desk.conftest import program
from tests.conftest import member

ORIGIN = {"origin": "https://news.example"}
PREFLIGHT = ORIGIN | {
    "access-control-request-method": "GET",
    "access-control-request-headers": "if-none-match",
}
PUBLIC = [
    "claims/",
    "claims/nothing/",
    "articles/",
    "badges/?external_id=a",
    "sources/",
    "ratings/?colour=red",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_any_site_reads_it_without_credentials(stranger, path):
    answer = stranger.get(f"/api/v1/{path}", headers=ORIGIN)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert {"ETag", "Retry-After"} <= set(answer["Access-Control-Expose-Headers"].split(", "))


@pytest.mark.parametrize("path", PUBLIC)
def test_a_browser_that_asks_first_is_let_read(stranger, path):
    answer = stranger.options(f"/api/v1/{path}", headers=PREFLIGHT)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["get", "options"])
def test_the_desks_own_work_is_closed_to_other_sites(db, method):
    told = getattr(program(member("ada", "admin")), method)("/api/v1/desk/articles/", headers=PREFLIGHT)
    assert not [name for name in told.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("path", ["/", "/desk/login/", "/tips/", "/api/docs/"])
def test_nor_are_pages_opened(stranger, path):
    assert "Access-Control-Allow-Origin" not in stranger.get(path, headers=ORIGIN)
