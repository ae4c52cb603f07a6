"""The product's settings, with a database backend that can empty append-only tables in a test database only."""

from factcheck.settings import *  # noqa: F403
from factcheck.settings import DATABASES

DATABASES["default"]["ENGINE"] = "tests.database"
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
CELERY_BROKER_URL = "memory://"
DESK_URL = "https://desk.example"
SOURCE_FETCH_GAP_SECONDS = 0
WHITENOISE_AUTOREFRESH = True  # looked up when asked for, not gathered at every client's start
API_REQUESTS_OF_TOKEN = API_REQUESTS_OF_ADDRESS = 0  # counted where a test is about that
