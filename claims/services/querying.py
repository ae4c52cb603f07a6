"""Queries to the author of an article: asked, put off, answered or taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import Article, ArticleVersion, Claim, Notification, Query, User
from claims.services import auditing, clearing, notifying, stored_words


@transaction.atomic
def ask(
    version: ArticleVersion,
    *,
    question: str,
    by: User,
    start: int | None = None,
    end: int | None = None,
    claim: Claim | None = None,
    proposed: str = "",
    addressee: str = "",
    due_at: datetime | None = None,
    at: datetime | None = None,
) -> Query:
    """Ask the author about the words at ``start``–``end`` (code points), or about the whole article without them.

    What was signed off is open again by it, and so is a later text: it may say the same. Raises InvalidInput for a
    place outside the text or an empty question.
    """
    rules.require(rules.can_ask(by), _("put queries to authors"))
    _refuse_nonsense(version, start, end, claim)
    article = Article.objects.select_for_update(no_key=True).get(
        pk=version.article_id
    )  # numbers have no gaps
    last = version.queries.aggregate(last=Max("number"))["last"] or 0
    query = Query(
        article_version=version, number=last + 1, claim=claim, start=start, end=end,
        exact=version.text[start:end] if start is not None else "", question=question.strip(),
        proposed=proposed.strip(), addressee=addressee.strip(), due_at=due_at, asked_by=by,
        **({"asked_at": at} if at else {}),
    )  # fmt: skip
    query.full_clean(exclude=["asked_by", "article_version", "asked_at", "claim"])
    query.save(force_insert=True)
    auditing.record(
        "query.asked", query, by=by, at=at, article=article, claim=claim, number=query.number, exact=query.exact,
        question=query.question, proposed=query.proposed, addressee=query.addressee, due_at=due_at,
    )  # fmt: skip
    clearing.lapse_from(
        version,
        why=stored_words.stored("Query {number} was put to the author.", number=query.number),
        by=by,
        at=at,
    )
    return query


def _refuse_nonsense(
    version: ArticleVersion, start: int | None, end: int | None, claim: Claim | None
) -> None:
    if (start is None) != (end is None) or (
        start is not None and end is not None and not 0 <= start < end <= len(version.text)
    ):
        raise InvalidInput(
            _("These words don’t stand in the text."), problems=(("exact", _("not a place in the text")),)
        )
    if claim is not None and not claim.appearances.filter(article_version=version).exists():
        raise InvalidInput(
            _("This claim is not in this text."), problems=(("claim", _("not marked in this version")),)
        )
    if start is None and claim is not None:
        raise InvalidInput(_("Say which words it is about."), problems=(("exact", _("no words")),))


@transaction.atomic
def put_off(query: Query, *, due_at: datetime | None, by: User, version: int, addressee: str = "") -> Query:
    """Give an open query another due time, or another addressee. Raises StaleVersion if it was changed meanwhile."""
    rules.require(rules.can_ask(by), _("put queries off"))
    now = _open(query)
    before = {"due_at": now.due_at, "addressee": now.addressee}
    after = {"due_at": due_at, "addressee": addressee.strip()}
    Query.objects.save_version(now.pk, version=version, **after)
    _record("query.put_off", now, by=by, changes=auditing.changes(before, after))
    return _fresh(now)


@transaction.atomic
def answer(
    query: Query,
    *,
    answer: str,
    by: User,
    version: int,
    words: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> Query:
    """Record what the author answered: changed (and to which words), cut, or stet (and why). Once, and for good."""
    rules.require(rules.can_answer(by, query), _("record an author’s answers"))
    now = _open(query)
    words, reason = words.strip(), reason.strip()
    _refuse_half_an_answer(answer, words, reason)
    Query.objects.save_version(
        now.pk, version=version, state=Query.State.ANSWERED, answer=answer, answer_reason=reason,
        answer_words=words if answer == Query.Answer.CHANGED else "", answered_at=at or Now(),
        answer_recorded_by=by,
    )  # fmt: skip
    _record("query.answered", now, by=by, at=at, answer=answer, words=words, reason=reason)
    notifying.tell(
        [now.asked_by], Notification.Kind.ANSWERED,
        stored_words.stored(
            "Query {number} was answered: {label}.", number=now.number, label=Query.Answer(answer).label
        ),
        path=place_of(now), by=by, key=f"query:{now.pk}:answered",
    )  # fmt: skip
    return _fresh(now)


def _refuse_half_an_answer(answer: str, words: str, reason: str) -> None:
    if answer not in Query.Answer.values:
        raise InvalidInput(_("Say what the author answered."), problems=(("answer", f"not {answer!r}"),))
    if answer == Query.Answer.STET and not reason:
        raise InvalidInput(_("Say why it stands as it is."), problems=(("reason", _("stet needs a reason")),))
    if answer == Query.Answer.CHANGED and not words:
        raise InvalidInput(
            _("Say what it says now."), problems=(("words", _("changed needs the new words")),)
        )


@transaction.atomic
def take_back(query: Query, *, by: User, version: int, reason: str, at: datetime | None = None) -> Query:
    """Withdraw a question that nobody has to answer any more, and say why."""
    rules.require(rules.can_ask(by), _("take queries back"))
    if not reason.strip():
        raise InvalidInput(_("Say why it is taken back."), problems=(("reason", "empty"),))
    now = _open(query)
    Query.objects.save_version(
        now.pk, version=version, state=Query.State.TAKEN_BACK, answer_reason=reason.strip()
    )
    _record("query.taken_back", now, by=by, at=at, reason=reason.strip())
    return _fresh(now)


def place_of(query: Query) -> str:
    """Where on the desk it stands: among those of its article, in the text it is about."""
    address = reverse("admin:claims_article_queries", args=[query.article_version.article_id])
    return f"{address}?version={query.article_version.number}#query-{query.pk}"


def _open(query: Query) -> Query:
    now = (
        Query.objects.select_related("article_version__article", "asked_by", "claim")
        .select_for_update(no_key=True, of=("self",))
        .get(pk=query.pk)
    )
    if now.state != Query.State.OPEN:
        raise IllegalTransition(
            _("Query {number} is {state} already. Ask again if there is more to ask.").format(
                number=now.number, state=now.get_state_display()
            )
        )
    return now


def _record(kind: str, query: Query, *, by: User, at: datetime | None = None, **content: Any) -> None:
    article = query.article_version.article
    auditing.record(
        kind, query, by=by, at=at, article=article, claim=query.claim, number=query.number, **content
    )


def _fresh(query: Query) -> Query:
    return Query.objects.select_related("article_version__article").get(pk=query.pk)
