"""The forms of what people say about a claim: the discussion, letters and replies, requests to outlets, matches."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.admin.base import differing
from claims.admin.claim_forms import WORDS, ActForm, DateInput
from claims.exceptions import StaleVersion
from claims.models import Comment, ContactAttempt, CorrectionRequest, ExternalMatch, Match
from claims.presenters.both_texts import Both

FEW_WORDS = forms.Textarea(attrs={"rows": 2})


class MomentInput(forms.DateTimeInput):
    """The browser's own field for a day and an hour, in the form that every browser reads."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


def auto_id(pk: int) -> str:
    """How the fields of a form about this row are named on a page that has one for every row."""
    return f"row-{pk}-%s"


class RowForm(ActForm):
    """A form about one row beside the claim, which stands on the page once for each of them.

    ``row`` names the row, ``version`` how it was when it was read. A stale save shows both texts, as every form does.
    """

    row: forms.ModelChoiceField[Any] = forms.ModelChoiceField(None, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    model: ClassVar[type[Model]]
    WRITES: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, of: Any = None, **kwargs: Any) -> None:
        if of is not None:
            kwargs["auto_id"] = auto_id(of.pk)
            names = (*self.WRITES, *(["version"] if hasattr(of, "version") else []))
            kwargs["initial"] = {"row": of.pk} | {name: getattr(of, name) for name in names}
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["row"]
        choice.queryset = self.rows()
        self.stored: Any = None

    def rows(self) -> QuerySet[Any]:
        """The rows that the form may be about."""
        return self.model._default_manager.filter(claim=self.claim)

    @property
    def row_pk(self) -> int | None:
        """The row that was sent, or that the form was made for."""
        given = str(self["row"].value() or "")
        return int(given) if given.isdecimal() else None

    def catch_up(self, refusal: StaleVersion) -> None:
        """Somebody saved meanwhile: theirs is shown beside this, and saving again counts."""
        self.stored = self.rows().filter(pk=self.row_pk).first()
        typed: Any = self.data.copy()  # type: ignore[attr-defined]
        typed[self.add_prefix("version")] = str(refusal.current)
        self.data = typed

    def theirs(self) -> list[Both]:
        if self.stored is None:
            return []
        return differing(self, {name: getattr(self.stored, name) for name in self.WRITES})


class CommentForm(ActForm):
    text = forms.CharField(
        widget=WORDS,
        label=_("Comment"),
        help_text=_("Colleagues read it, readers don’t. @name calls somebody in."),
    )


class AnswerForm(RowForm):
    """An answer to the comment that ``row`` names."""

    model = Comment
    text = forms.CharField(widget=FEW_WORDS, label=_("Answer"))

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(answers=None)


class TakeBackForm(RowForm):
    model = Comment


class ContactForm(ActForm):
    channel = forms.CharField(
        max_length=100, label=_("Channel"), help_text=_("E-mail, telephone, press office …")
    )
    recipient = forms.CharField(
        max_length=200, required=False, label=_("To whom"), help_text=_("Who was written to or called.")
    )
    answer_by = forms.DateTimeField(
        required=False,
        label=_("Answer asked for by"),
        widget=MomentInput,
        help_text=_("Overdue from then on."),
    )
    letter = forms.CharField(
        required=False,
        label=_("Letter"),
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "Change it as you need, send it, and record it here as it was sent. Empty it for a call."
        ),
    )
    outcome = forms.CharField(
        required=False, widget=FEW_WORDS, label=_("Outcome"), help_text=_("Left empty: no answer yet.")
    )


class ReplyForm(RowForm):
    """What came of an attempt to reach the claimant."""

    model = ContactAttempt
    WRITES = ("outcome", "reply")
    outcome = forms.CharField(widget=FEW_WORDS, label=_("Outcome"))
    reply = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 5}), label=_("The reply, word for word")
    )


class RequestForm(ActForm):
    outlet = forms.CharField(max_length=200, label=_("Outlet"), help_text=_("Who printed the wrong claim."))
    asked_whom = forms.CharField(max_length=200, required=False, label=_("Asked whom"))
    asked_on = forms.DateField(label=_("When"), initial=timezone.localdate, widget=DateInput)
    words = forms.CharField(widget=WORDS, label=_("What was asked"))


class AnswerOfOutletForm(RowForm):
    """What an outlet did about a request."""

    model = CorrectionRequest
    WRITES = ("outcome", "outcome_on", "proof_url")
    outcome = forms.ChoiceField(choices=CorrectionRequest.Outcome.choices, label=_("Outcome"))
    outcome_on = forms.DateField(
        required=False, label=_("When"), widget=DateInput, help_text=_("Left empty: today.")
    )
    proof_url = forms.URLField(
        required=False, max_length=2000, label=_("Where the correction stands"), assume_scheme="https"
    )


class MatchForm(ActForm):
    """What another claim is to this one."""

    SAID = (*Match.Relation.choices, ("refuse", _("not related")))
    other = forms.IntegerField(widget=forms.HiddenInput)
    said = forms.ChoiceField(choices=SAID)


class UndoMatchForm(RowForm):
    model = Match

    def rows(self) -> QuerySet[Any]:
        return Match.objects.about(self.claim.pk).exclude(state=Match.State.UNDONE)


class CheckMatchForm(MatchForm):
    """What the check of another publisher is to this claim; ``other`` is its key."""


class UndoCheckMatchForm(RowForm):
    model = ExternalMatch

    def rows(self) -> QuerySet[Any]:
        return ExternalMatch.objects.standing().filter(claim=self.claim)
