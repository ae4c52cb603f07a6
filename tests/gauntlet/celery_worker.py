"""The product's Celery worker with its beat, on BROKER_URL, with short leases and pages out of thin air."""

from __future__ import annotations

import os
import sys
import time

import django


def main() -> None:
    django.setup()
    from claims.clients import http, pages
    from factcheck.celery import app
    from tests import captures
    from tests.gauntlet import short

    def fetch(url: str, **options: object) -> http.Fetched:
        time.sleep(0.1)
        return captures.answering(captures.page())(url)

    short.shorten()
    http.fetch_politely, pages.read = fetch, captures.read  # type: ignore[assignment]
    app.conf.broker_url = os.environ["BROKER_URL"]
    app.worker_main(["worker", "--beat", "--concurrency=2", "--loglevel=WARNING", "--schedule", sys.argv[1]])


if __name__ == "__main__":
    main()
