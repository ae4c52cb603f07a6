"""WSGI entry point of Django's own admin, for `benchmarks.stock`."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

from benchmarks import stock

stock.configure()
django.setup(set_prefix=False)

from factcheck.handler import WholeAnswers  # noqa: E402 - needs the applications

application = WholeAnswers()
