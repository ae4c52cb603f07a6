"""A list of many costs as many queries as a list of one, and nothing is counted."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories


def asked(stranger, path):
    with CaptureQueriesContext(connection) as queries:
        stranger.read(path)
    return [query["sql"] for query in queries]


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("claims/", 1), ("claims/?q=harbour&rating=accurate&kind=statistic&language=en", 2), ("claims/?article=harbour", 1),
        ("claims/{claim}/", 1), ("claims/{claim}/versions/", 1), ("claims/{claim}/versions/1/", 1), ("articles/", 1),
        ("articles/{article}/", 4), ("sources/", 1), ("ratings/", 1), ("claimants/", 1), ("corrections/", 1), ("tombstones/", 1),
        ("publications/?q=harbour&change=first&updated_since=2020-01-01T00:00:00Z", 2),
        ("publications/?ordering=published_at&fields=slug", 1), ("claims/?ordering=published_at&fields=sha256", 1),
    ],
)  # fmt: skip
def test_queries_do_not_grow(stranger, published, chae, path, most):
    version = factories.version(by=chae)
    claim = published(in_version=version)
    path = "/api/v1/" + path.format(claim=claim.slug, article=version.article.slug)
    one = asked(stranger, path)
    for _ in range(4):
        published(in_version=version, with_evidence=4)
        factories.article(by=chae)
    many = asked(stranger, path)
    assert len(one) == len(many) <= most
    assert not any("COUNT(*) AS" in sql and "sentence" not in sql for sql in many)
