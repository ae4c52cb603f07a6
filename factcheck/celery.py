"""The Celery app. A message is only a nudge: the job is a row in PostgreSQL, and nothing here has to keep it."""

from __future__ import annotations

import os
import sys

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

# Beat sends names by the clock and runs nothing: without the models and all that stands on them it is half as large.
IS_BEAT = "beat" in sys.argv[1:]

app = Celery("factcheck", fixups=[] if IS_BEAT else None)
app.config_from_object("django.conf:settings", namespace="CELERY")
if not IS_BEAT:
    app.autodiscover_tasks()
