"""A web process settles in: what every page needs is loaded beside the first requests, not by whoever comes first."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone, translation

from claims.admin.base import QUICKLY
from claims.admin.staying import REHEARSED
from claims.models import Article, Claim, User
from claims.text import checkworthiness, quotations
from factcheck import collector
from factcheck.reader import chosen

logger = logging.getLogger(__name__)

SAMPLE = """“We have spent 2.4 million crowns on the harbour since 2019, more than any town on this coast,” she told the
council on Tuesday. The mayor said the work would be finished by spring.
"""
CAST = 20  # people who are asked whether they may see anything
REHEARSALS = 3  # a page is made as fast as it will ever be from the fourth time on


def settle() -> None:
    """Load views, templates and the small models, and tell the collector of garbage that they stay."""
    get_resolver().url_patterns  # noqa: B018 - imports them
    for folder in settings.TEMPLATES[0]["DIRS"]:
        load_templates(Path(folder))
    for name in QUICKLY.engine.env.list_templates():  # type: ignore[attr-defined]
        QUICKLY.get_template(name)
    quotations.attributions(SAMPLE * 10)
    checkworthiness.score([SAMPLE])
    try:
        rehearse()
    except Exception:
        logger.exception("Settled in without a rehearsal.")  # the first pages are slower, and nothing else
    finally:
        connection.close()
    collector.spare()


def load_templates(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        engines["django"].get_template(str(path.relative_to(folder)))


def rehearse() -> None:
    """Make the pages that editors open most, of the newest article and claim, and show them to nobody: the first time a
    page takes five times as long. Nothing can be written meanwhile, not even that somebody looked."""
    person = somebody()
    newest = {
        "admin:claims_article_workspace": Article.objects.filter(versions__isnull=False)
        .order_by("-pk")
        .first(),
        "admin:claims_claim_workspace": Claim.objects.exclude(evidence__source__is_sensitive=True)
        .order_by("-pk")
        .first(),
    }
    for name, row in newest.items():
        for _ in range(REHEARSALS):
            if person and row:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION READ ONLY")
                    make(reverse(name, args=[row.pk]), person)


def somebody() -> User | None:
    """Who was here last of those who may see claims."""
    staff = User.objects.filter(is_active=True, is_staff=True).order_by(F("last_login").desc(nulls_last=True))
    return next((one for one in staff[:CAST] if one.has_perm("claims.view_claim")), None)


def make(path: str, person: User) -> HttpResponse:
    """The page at ``path`` as this person would be shown it, if a browser fetched it ahead."""
    request = HttpRequest()
    request.method, request.path, request.user = "GET", path, person
    host = urlsplit(settings.DESK_URL).netloc
    request.META = {"SCRIPT_NAME": "", "HTTP_HOST": host, "HTTP_SEC_PURPOSE": "prefetch", REHEARSED: "1"}
    language, zone = chosen(person)
    with translation.override(language), timezone.override(zone):
        found = resolve(path)
        answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
        if isinstance(answer, SimpleTemplateResponse):
            answer.render()
    return answer
