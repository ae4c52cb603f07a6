"""Clearing an article: a named person signs for exactly one text, and what undoes it afterwards.

A sign-off is made by PostgreSQL's leave alone (``claims_clearance_unmet``); what is refused here is refused there too.
Whatever undoes a line calls ``lapse`` in the same transaction, so that the record names who did it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import DomainError, IllegalTransition, InvalidInput
from claims.models import Article, ArticleVersion, Claim, SignOff, SignOffLapse, User
from claims.presenters import clearance
from claims.services import auditing, delivering


class NotCleared(DomainError):
    """Lines of the clearance are unmet. ``lines`` are their codes."""

    code = "not_cleared"

    def __init__(self, message: str, *, lines: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.lines = lines


@transaction.atomic
def sign_off(
    version: ArticleVersion, *, by: User, sha256: str, note: str = "", at: datetime | None = None
) -> SignOff:
    """Clear a text: ``sha256`` is the hash of the text that the person read. Raises NotCleared naming what is unmet."""
    rules.require(rules.can_clear(by), _("sign articles off"))
    article = Article.objects.select_for_update(no_key=True).get(pk=version.article_id)
    if sha256 != version.sha256:
        raise IllegalTransition(_("This is another text than the one you read. Read it, and sign then."))
    if clearance.standing(version):
        raise IllegalTransition(_("This text is signed off already."))
    lines = clearance.lines(version)
    if unmet := [line for line in lines if not line.met]:
        told = " ".join(
            _("{text}: {count} in the way.").format(text=line.text, count=line.count) for line in unmet
        )
        raise NotCleared(_("Not signed. {told}").format(told=told), lines=tuple(line.code for line in unmet))
    signed = SignOff(
        article_version=version, sha256=sha256, signed_by=by, note=note.strip(),
        state_of_work={line.code: line.text for line in lines}, **({"signed_at": at} if at else {}),
    )  # fmt: skip
    with _database_law():
        signed.save(force_insert=True)
    event = auditing.record(
        "article.cleared", signed, by=by, at=at, article=article, version=version.number, sha256=sha256,
        note=signed.note,
    )  # fmt: skip
    delivering.tell_of_article(event, version)
    return signed


@transaction.atomic
def take_back(version: ArticleVersion, *, by: User, why: str, at: datetime | None = None) -> SignOffLapse:
    """Who may sign may open an article again, and says why."""
    rules.require(rules.can_clear(by), _("open a cleared article again"))
    if not why.strip():
        raise InvalidInput(_("Say why it is opened again."), problems=(("why", "empty"),))
    lapsed = lapse(version, why=why.strip(), by=by, at=at)
    if lapsed is None:
        raise IllegalTransition(_("No sign-off of this text stands any more."))
    return lapsed


@transaction.atomic
def lapse(
    version: ArticleVersion, *, why: str, by: User | None, at: datetime | None = None
) -> SignOffLapse | None:
    """End the sign-off that clears this text, if one does; None if none did. ``by=None``: nobody's act."""
    standing = SignOff.objects.standing().filter(article_version=version)
    if not standing.exists():
        return None
    Article.objects.select_for_update(no_key=True).get(pk=version.article_id)
    signed = standing.first()  # looked at again: somebody else may have ended it meanwhile
    if signed is None:
        return None
    made = SignOffLapse(sign_off=signed, why=why[:300], lapsed_by=by, **({"lapsed_at": at} if at else {}))
    made.save(force_insert=True)
    event = auditing.record("article.reopened", signed, by=by, at=at, article=version.article, why=made.why)
    delivering.tell_of_article(event, version)
    return made


def lapse_from(version: ArticleVersion, *, why: str, by: User | None, at: datetime | None = None) -> None:
    """End the sign-off of this text, and of the later one that it left behind."""
    signed = SignOff.objects.standing().filter(article_version__article=version.article_id)
    cleared = ArticleVersion.objects.filter(sign_offs__in=signed, number__gte=version.number)
    for one in cleared.select_related("article").order_by("pk"):
        lapse(one, why=why, by=by, at=at)


def lapse_for(claim: Claim, *, why: str, by: User | None, at: datetime | None = None) -> None:
    """End the sign-offs of every text that this claim appears in."""
    signed = SignOff.objects.standing().filter(article_version__appearances__claim=claim)
    cleared = ArticleVersion.objects.filter(sign_offs__in=signed).select_related("article").order_by("pk")
    for version in cleared.distinct():
        lapse(version, why=why, by=by, at=at)


@contextmanager
def _database_law() -> Iterator[None]:
    """Turn a refusal of PostgreSQL, which keeps the same law, into the desk's own words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        law = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        if not law.startswith("signoff_"):
            raise
        raise NotCleared(
            _("Not signed. Something changed while you were reading; look at the lines again."), lines=(law,)
        ) from error
