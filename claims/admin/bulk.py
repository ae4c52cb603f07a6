"""Acts on many rows of a list: chosen there, looked at on a page of their own, and only then done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from claims.admin.bulk_forms import FORMS, OptionsForm
from claims.exceptions import DomainError
from claims.models import Batch, User
from claims.services import bulk_acts
from claims.services.bulk_acts import Act, Line

SHOWN = 100  # rows of a preview, of those that can be done and of those that can't


class Preview(NamedTuple):
    """What would be done, and what can't be. Long lists are cut; the counts are whole."""

    can: list[Line]
    cannot: list[Line]

    @property
    def can_shown(self) -> list[Line]:
        return self.can[:SHOWN]

    @property
    def cannot_shown(self) -> list[Line]:
        return self.cannot[:SHOWN]

    @property
    def can_more(self) -> int:
        return max(len(self.can) - SHOWN, 0)

    @property
    def cannot_more(self) -> int:
        return max(len(self.cannot) - SHOWN, 0)


def actions_of(model: Any, by: User) -> dict[str, tuple[Callable[..., HttpResponse | None], str, Any]]:
    """As ModelAdmin.get_actions has them: what this person may do to many rows of the noun."""
    return {act.name: (_preparing(act), act.name, act.words) for act in bulk_acts.of(model, by=by)}


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _preparing(act: Act) -> Callable[..., HttpResponse | None]:
    def prepare(desk: Any, request: HttpRequest, rows: Any) -> HttpResponse | None:
        """Draft the batch and show what it would do; nothing is done yet."""
        keys = list(rows.values_list("pk", flat=True)[: bulk_acts.AT_MOST + 1])
        try:
            batch = bulk_acts.prepare(act, keys, by=_person(request), back=request.get_full_path()[:1000])
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return None
        return redirect("admin:claims_batch_change", batch.pk)

    return prepare


def form_of(batch: Batch, posted: Any = None) -> OptionsForm:
    return FORMS.get(batch.plan.get("act", ""), OptionsForm)(posted, initial={"to": batch.asked_by_id})


def preview(batch: Batch, by: User) -> dict[str, Any]:
    """What the page of a draft shows besides its form."""
    lines = bulk_acts.lines(batch, by=by)
    shown = Preview([one for one in lines if not one.why_not], [one for one in lines if one.why_not])
    return {"preview": shown, "act": bulk_acts.ACTS[batch.plan["act"]]}


def start(batch: Batch, by: User, form: Any) -> Batch:
    return bulk_acts.start(batch, by=by, options=form.chosen())
