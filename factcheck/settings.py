"""Settings, one file, grouped. Every value comes through env.py with a development default that is safe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from factcheck import languages
from factcheck.caching import keep_while_asking
from factcheck.env import (
    env_address,
    env_bool,
    env_database,
    env_int,
    env_key,
    env_list,
    env_secret,
    env_str,
)

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What kind of run this is ---------------------------------------------------------------------------------
PRODUCTION = env_bool("PRODUCTION")
DEBUG = env_bool("DEBUG")
DEMONSTRATION = env_bool("DEMONSTRATION")
DEMONSTRATION_ORIGIN = env_str("DEMONSTRATION_ORIGIN", "http://127.0.0.1:8000")
SECRET_KEY = env_secret("SECRET_KEY", required=PRODUCTION, default="development-only-" + "x" * 50)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS must name this desk's hosts in production, and may not be '*'.")
if PRODUCTION and DEMONSTRATION:
    raise ImproperlyConfigured("DEMONSTRATION creates known log-ins and is refused in production.")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured(
        "DEBUG shows the insides of the desk to strangers and is refused in production."
    )

# --- The desk ---------------------------------------------------------------------------------------------------
DESK_NAME = env_str("DESK_NAME", "The Claim Desk")
DESK_URL = env_str("DESK_URL", DEMONSTRATION_ORIGIN)
DESK_LANGUAGE = env_str("DESK_LANGUAGE", "en")
# Addresses of pages that say by what rules the desk works, who pays for it, and who hears of holes in it.
DESK_ETHICS_POLICY = env_str("DESK_ETHICS_POLICY")
DESK_FUNDING = env_str("DESK_FUNDING")
DESK_SECURITY_CONTACT = env_str("DESK_SECURITY_CONTACT")

# --- Applications -----------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "claims.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "csp",
    "claims.apps.ClaimsConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "factcheck.policy.PolicyWrittenOnce",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "factcheck.reader.OwnLanguageAndTime",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # last, as its documentation asks
]
ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            BASE_DIR / "claims" / "templates"
        ],  # before the admin's own: the theme overrides some of them
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {  # for the words of an article with hundreds of marks (claims/jinja2); it escapes by itself
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
    },
]

# --- PostgreSQL -------------------------------------------------------------------------------------------------
# Web, worker and beat connect as a role that owns no table; migrations run as the owner, by another DATABASE_URL.
DATABASES = {"default": env_database("DATABASE_URL", "postgresql://factcheck_app@127.0.0.1:5432/factcheck")}
# A new connection knows no table yet, and the first page on it waits until it does.
DATABASES["default"].update(CONN_MAX_AGE=3600, CONN_HEALTH_CHECKS=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Who is who -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "claims.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "factcheck.login.MemberBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "public:front"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "factcheck.login.address_of"
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", 0)  # between a reader and this desk

# --- Language and time ------------------------------------------------------------------------------------------
LANGUAGES = languages.spoken(BASE_DIR / "claims" / "locale")
LANGUAGE_CODE = languages.of_the_desk(DESK_LANGUAGE, LANGUAGES)
TIME_ZONE = env_str("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

FORMS_URLFIELD_ASSUME_HTTPS = True  # what Django 6 does anyway; goes with it

# --- Static files -----------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = (
    BASE_DIR / "staticfiles" if PRODUCTION else None
)  # elsewhere files are served from where they lie
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "factcheck.static.HashedStaticFiles"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_MIMETYPES = {".speculationrules": "application/speculationrules+json"}
if not PRODUCTION:
    # Names without a hash must not be kept for long; but a page need not wait until forty files are asked after anew.
    WHITENOISE_ADD_HEADERS_FUNCTION = keep_while_asking

# --- Security ---------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # the admin's own style sheets carry some pictures as data
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes come from inside, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if env_bool("BEHIND_TLS_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

# --- Fetching sources -------------------------------------------------------------------------------------------
SOURCE_FETCH_ALLOW_LOOPBACK = env_bool("SOURCE_FETCH_ALLOW_LOOPBACK")
if PRODUCTION and SOURCE_FETCH_ALLOW_LOOPBACK:
    raise ImproperlyConfigured(
        "SOURCE_FETCH_ALLOW_LOOPBACK lets sources reach this machine; refused in production."
    )
SOURCE_FETCH_USER_AGENT = env_str("SOURCE_FETCH_USER_AGENT", f"ClaimDesk/0.1 (+{DESK_URL}/methodology/)")
SOURCE_FETCH_GAP_SECONDS = env_int("SOURCE_FETCH_GAP_SECONDS", 2)  # between two requests to one host

# --- Web archives -----------------------------------------------------------------------------------------------
# Off without keys. The addresses are for tests; keys are sent to them, so they are https in production.
WAYBACK_ACCESS_KEY, WAYBACK_SECRET_KEY = env_key("WAYBACK_ACCESS_KEY"), env_key("WAYBACK_SECRET_KEY")
PERMA_API_KEY = env_key("PERMA_API_KEY")
if bool(WAYBACK_ACCESS_KEY) != bool(WAYBACK_SECRET_KEY):
    raise ImproperlyConfigured("WAYBACK_ACCESS_KEY and WAYBACK_SECRET_KEY go together: set both, or neither.")
WAYBACK_URL = env_address("WAYBACK_URL", "https://web.archive.org", secure=PRODUCTION)
WAYBACK_LOOKUP_URL = env_address("WAYBACK_LOOKUP_URL", "https://archive.org", secure=PRODUCTION)
PERMA_URL = env_address("PERMA_URL", "https://perma.cc", secure=PRODUCTION)
PERMA_API_URL = env_address("PERMA_API_URL", "https://api.perma.cc", secure=PRODUCTION)

# --- E-mail -----------------------------------------------------------------------------------------------------
# Without a server no mail is written in production; in development it is printed where the worker runs.
EMAIL_HOST = env_str("EMAIL_HOST")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", PRODUCTION)  # STARTTLS
EMAIL_PORT = env_int("EMAIL_PORT", 587 if EMAIL_USE_TLS else 25, at_least=1)
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env_str("EMAIL_HOST_PASSWORD")
EMAIL_TIMEOUT = 10  # seconds for each answer of the server; a mail is sent within a job's lease
DEFAULT_FROM_EMAIL = env_str("DEFAULT_FROM_EMAIL", "desk@localhost")
if EMAIL_HOST and PRODUCTION and not env_str("DEFAULT_FROM_EMAIL"):
    raise ImproperlyConfigured(
        "DEFAULT_FROM_EMAIL must name the sender of the desk's mails where EMAIL_HOST is set."
    )
DIGEST_HOUR = env_int("DIGEST_HOUR", 7)  # of the day, in TIME_ZONE
if DIGEST_HOUR > 23:
    raise ImproperlyConfigured(f"DIGEST_HOUR is an hour of the day, 0 to 23, not {DIGEST_HOUR}.")

# --- Celery -----------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env_str("BROKER_URL", "redis://127.0.0.1:6379/0")
CELERY_TASK_IGNORE_RESULT = True  # results are rows
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = (
    True  # a second run is harmless: claiming the row is the guard, and its attempt is the fence
)
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 45  # lease 90 s > hard 60 s > soft 45 s > fetch deadline 30 s
CELERY_TASK_TIME_LIMIT = 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_TASK_PUBLISH_RETRY = False  # the dispatcher finds the row again seconds later
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,  # above the hard limit
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "max_retries": 0,  # of connecting in order to publish: kombu would try for 6 seconds
}
# A page costs a hundred times as much to extract as to look at: extractions must not keep captures waiting.
CELERY_TASK_ROUTES = {"claims.tasks.extract_page": {"queue": "extraction"}}
CELERY_BEAT_SCHEDULE = {
    # Sends the keys of due job rows; any number may run, SKIP LOCKED keeps them apart.
    "dispatch": {"task": "claims.tasks.dispatch", "schedule": 1.0, "options": {"expires": 5}},
    # Writes the rows of the day's e-mails, in the hours for it, and of urgent ones at any hour.
    "prepare-digests": {
        "task": "claims.tasks.prepare_digests",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    # Tells what is due, before the day's e-mails are written; a matter is told once a day at most.
    "remind": {"task": "claims.tasks.remind", "schedule": 600.0, "options": {"expires": 300}},
    # Removes readers' names and addresses whose time is over.
    "forget-readers": {"task": "claims.tasks.forget_readers", "schedule": 900.0, "options": {"expires": 600}},
    # Removes what programs were told more than a day ago, for requests that they might repeat.
    "forget-first-answers": {
        "task": "claims.tasks.forget_first_answers",
        "schedule": 3600.0,
        "options": {"expires": 1800},
    },
    # Tells the reviewers of what is hidden and was not reviewed in time.
    "remind-of-hidings": {
        "task": "claims.tasks.remind_of_hidings",
        "schedule": 900.0,
        "options": {"expires": 600},
    },
    # Computes the embeddings by which matching weighs new wordings; without them it makes them when it is asked.
    "embed-wordings": {"task": "claims.tasks.embed_wordings", "schedule": 15.0, "options": {"expires": 14}},
    # Cuts what sources say into passages, from which evidence is suggested.
    "cut-passages": {"task": "claims.tasks.cut_passages", "schedule": 15.0, "options": {"expires": 14}},
    # Sketches texts that came in unsketched, by which the same text under another masthead is known.
    "sketch-texts": {"task": "claims.tasks.sketch_texts", "schedule": 60.0, "options": {"expires": 59}},
    # Counts how common each word is, by which matching knows the rare ones; anew where a tenth came in since.
    "count-words": {"task": "claims.tasks.count_words", "schedule": 60.0, "options": {"expires": 59}},
    # Has the files of all that is published made anew after a change, and lets go of what may not be shown any more.
    "renew-corpus": {"task": "claims.tasks.renew_corpus", "schedule": 60.0, "options": {"expires": 50}},
    # Puts the latest events under the hash chain.
    "seal-events": {"task": "claims.tasks.seal_events", "schedule": 5.0, "options": {"expires": 10}},
}

# --- API --------------------------------------------------------------------------------------------------------
# Requests a minute, by token, or by address without one; 0 counts nothing. See docs/api.md.
API_REQUESTS_OF_TOKEN = env_int("API_REQUESTS_OF_TOKEN", 1200)
API_REQUESTS_OF_ADDRESS = env_int("API_REQUESTS_OF_ADDRESS", 600)
API_LONGEST_BODY = DATA_UPLOAD_MAX_MEMORY_SIZE
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAdminUser"
    ],  # deny by default; views open themselves
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "claims.api.problems.exception_handler",
    "URL_FORMAT_OVERRIDE": None,  # "format" is a parameter like any other, and unknown
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Claim Desk API",
    "DESCRIPTION": "What the desk has published, as frozen, numbered documents, for everybody; and the desk’s own work "
    "under /api/v1/desk/, with a token.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "claims.api.desk.describe.tidied",
    ],
    "ENUM_NAME_OVERRIDES": {
        "Reach": "claims.models.verdict.Verdict.Reach",
        "ClaimStatus": "claims.models.claim.Claim.Status",
        "ClaimKind": "claims.models.claim.Claim.Kind",
        "ClaimantKind": "claims.models.claimant.Claimant.Kind",
        "SourceKind": "claims.models.source.Source.Kind",
        "ChangeClass": "claims.models.verdict.Verdict.Change",
    },
}

# --- Logs -------------------------------------------------------------------------------------------------------
LOG_LEVEL = env_str("LOG_LEVEL", "INFO").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{", "datefmt": "%H:%M:%S"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "claims": {"level": LOG_LEVEL},
        "factcheck": {"level": LOG_LEVEL},
        "celery": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
    },
}
