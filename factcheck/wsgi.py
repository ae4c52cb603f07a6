"""WSGI entry point of the web server."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

application = get_wsgi_application()

from factcheck.settling import settle  # noqa: E402 - needs the applications

threading.Thread(target=settle, name="settling", daemon=True).start()
