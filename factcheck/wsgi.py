"""WSGI entry point of the web server."""

import os
import threading

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

django.setup(set_prefix=False)

from factcheck.handler import WholeAnswers  # noqa: E402 - needs the applications
from factcheck.settling import settle  # noqa: E402 - needs the applications

application = WholeAnswers()
threading.Thread(target=settle, name="settling", daemon=True).start()
