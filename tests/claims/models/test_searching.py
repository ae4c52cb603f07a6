"""What is searched on the desk is found by an index, however large the tables are."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from claims.models import Article, Claim, Source


@pytest.mark.parametrize(
    ("model", "field", "index"),
    [
        (Claim, "statement", "claim_statement_like"),
        (Source, "publisher", "source_publisher_like"),
        (Source, "title", "source_title_like"),
        (Source, "url", "source_url_like"),
        (Article, "title", "article_title_like"),
        (Article, "outlet", "article_outlet_like"),
    ],
)
def test_a_part_of_the_words_is_looked_up(db: None, model: Any, field: str, index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    plan = model.objects.order_by().filter(**{f"{field}__icontains": "harbour"}).explain()
    assert index in plan
