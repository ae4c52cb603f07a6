"""What can be done about an alert: a form for each way out, and the service that it calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.claim_forms import WORDS, ActForm, CorrectForm, WithdrawForm
from claims.models import Alert, Evidence, User
from claims.services import alerting, reviewing

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class NoEffectForm(ActForm):
    reason = forms.CharField(widget=WORDS, label=gettext_lazy("Why the verdict holds all the same"))


class ReplacedForm(ActForm):
    stand_in = forms.ModelChoiceField(
        Evidence.objects.none(),
        required=False,
        label=gettext_lazy("What stands in for it"),
        empty_label=gettext_lazy("the same source, elsewhere"),
    )
    reason = forms.CharField(widget=WORDS, label=gettext_lazy("Why"))

    def __init__(self, *args: Any, alert: Alert, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["stand_in"]
        others = Evidence.objects.filter(claim=alert.verdict.claim_id).exclude(source=None)
        choice.queryset = others.exclude(source=alert.evidence.source_id).select_related("source")
        choice.label_from_instance = told


def told(evidence: Evidence) -> str:
    """A piece of evidence as a choice: whose words they are, and how they begin."""
    if evidence.source and evidence.source.is_sensitive:
        return str(evidence)
    publisher = evidence.source.publisher if evidence.source else ""
    words = evidence.quote if len(evidence.quote) <= 80 else evidence.quote[:80].rsplit(" ", 1)[0] + " …"
    return f"{publisher}: “{words}”"


Do = Callable[[Alert, User, dict[str, Any]], str]


class Act(NamedTuple):
    """``do`` takes the alert, the person and the cleaned form and returns a sentence; ``button`` is what is pressed.
    What ``goes_on`` leads to the claim's workspace, where the work goes on."""

    form: type[ActForm]
    do: Do
    button: StrOrPromise
    goes_on: bool = False
    is_grave: bool = False


def _no_effect(alert: Alert, by: User, said: dict[str, Any]) -> str:
    alerting.resolve(alert, resolution=Alert.Resolution.NO_EFFECT, reason=said["reason"], by=by)
    return _("Resolved: it has no effect on the verdict.")


def _replaced(alert: Alert, by: User, said: dict[str, Any]) -> str:
    stand_in = said["stand_in"]
    reason = (
        _("{what} In its place: {stand_in}").format(what=said["reason"].strip(), stand_in=told(stand_in))
        if stand_in
        else said["reason"]
    )
    alerting.resolve(alert, resolution=Alert.Resolution.SOURCE_REPLACED, reason=reason, by=by)
    return _("Resolved: the source was replaced.")


def _correct(alert: Alert, by: User, said: dict[str, Any]) -> str:
    reviewing.draft_correction(alert.verdict, by=by, **said)
    return _(
        "A correction is begun: change the draft below, then submit it. The alert ends when it is published."
    )


def _withdraw(alert: Alert, by: User, said: dict[str, Any]) -> str:
    reviewing.draft_withdrawal(alert.verdict, by=by, **said)
    return _(
        "A withdrawal is drafted. Submit it; a second person approves it. The alert ends when it is published."
    )


# By the names of the ways out, as triaging knows them.
ACTS = {
    "no_effect": Act(NoEffectForm, _no_effect, gettext_lazy("It has no effect")),
    "source_replaced": Act(ReplacedForm, _replaced, gettext_lazy("The source was replaced")),
    "correct": Act(CorrectForm, _correct, gettext_lazy("Begin the correction"), goes_on=True),
    "withdraw": Act(
        WithdrawForm, _withdraw, gettext_lazy("Draft the withdrawal"), goes_on=True, is_grave=True
    ),
}


def form_for(name: str, alert: Alert, *, by: User, data: Any = None) -> ActForm:
    more: dict[str, Any] = {"alert": alert} if name == "source_replaced" else {}
    return ACTS[name].form(alert.verdict.claim, data, by=by, prefix=name, **more)


def after(name: str, alert: Alert) -> str:
    """Where one is led when it is done."""
    if ACTS[name].goes_on:
        return reverse("admin:claims_claim_workspace", args=[alert.verdict.claim_id]) + "#verdict"
    return reverse("admin:claims_alert_change", args=[alert.pk])
