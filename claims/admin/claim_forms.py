"""The forms of the claim workspace, one for each act that needs words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.base import QUICKLY, DeskForm, differing
from claims.admin.choosing import ChooseOne
from claims.exceptions import StaleVersion
from claims.models import Alert, Assessment, Claim, Evidence, Note, Rating, Source, User, Verdict
from claims.presenters.both_texts import Both
from claims.text import dates

WORDS = forms.Textarea(attrs={"rows": 3})


class DateInput(forms.DateInput):
    """The browser's own date field: a calendar without a script, in the form that every browser reads."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class ActForm(forms.Form):
    """A form about one claim. Its prefix keeps the fields of the page's forms apart."""

    default_renderer = QUICKLY

    def __init__(self, claim: Claim, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim = claim
        self.by = by


class PlainStep(ActForm):
    """A step that needs no words."""


class DecisionForm(ActForm):
    """A step on the verdict as one read it: ``version`` is that of the verdict on the page, and never left out."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Said above the form: at a hidden field nobody would see it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("version") is None:
            raise forms.ValidationError(
                gettext(
                    "It was not said which version of the verdict you read. Read it as it is now, and decide again."
                )
            )
        return cleaned


class ReasonForm(ActForm):
    reason = forms.CharField(widget=WORDS, label=_("What has to be done before it comes back"))


class AssignForm(ActForm):
    to = forms.ModelChoiceField(
        User.objects.filter(is_active=True, is_staff=True).order_by("username"),
        required=False,
        label=_("Assigned to"),
        empty_label=_("nobody"),
    )
    due_on = forms.DateField(required=False, label=_("due on"), widget=DateInput)

    def clean(self) -> dict[str, Any]:
        """Who takes a claim for themselves sends no day, and changes none."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.add_prefix("due_on") not in self.data:
            cleaned.pop("due_on", None)
        return cleaned


class AssessForm(ActForm):
    rating = forms.ModelChoiceField(Rating.objects.active(), empty_label=None, widget=forms.Select)
    confidence = forms.ChoiceField(
        choices=Assessment.Confidence.choices, initial=Assessment.Confidence.MEDIUM
    )
    reasoning = forms.CharField(
        widget=WORDS, help_text=_("Why, in a few sentences. Colleagues read it, readers don’t.")
    )
    notes = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, mine: Assessment | None = None, **kwargs: Any) -> None:
        initial = (
            {name: getattr(mine, name) for name in ("rating", "confidence", "reasoning", "notes", "version")}
            if mine
            else {}
        )
        super().__init__(*args, initial=initial, **kwargs)
        self.stored: Assessment | None = None

    def catch_up(self, refusal: StaleVersion) -> None:
        """One's own assessment was saved in another window: it is shown beside this one, and saving again counts."""
        self.stored = Assessment.objects.filter(claim=self.claim, reviewer=self.by).first()
        typed: Any = self.data.copy()  # type: ignore[attr-defined]
        typed[self.add_prefix("version")] = str(refusal.current)
        self.data = typed

    def theirs(self) -> list[Both]:
        """What is stored now and what was typed here, wherever they differ, after a stale save."""
        if self.stored is None:
            return []
        names = ("rating", "confidence", "reasoning", "notes")
        return differing(self, {name: getattr(self.stored, name) for name in names})


class NoteForm(ActForm):
    kind = forms.ChoiceField(choices=Note.Kind.choices, initial=Note.Kind.REMARK)
    text = forms.CharField(widget=WORDS, label=_("Note"))


class EvidenceForm(ActForm):
    """A passage from a source of the desk, or from a new one: an address is enough to begin with."""

    # In the order in which one works: most pieces need an address, what it says, and nothing else.
    url = forms.URLField(
        label=_("Address of the source"),
        required=False,
        max_length=2000,
        assume_scheme="https",
        help_text=_("The desk knows whether it has it already."),
    )
    stance = forms.ChoiceField(choices=Evidence.Stance.choices, label=_("What it does to the claim"))
    weight = forms.ChoiceField(
        choices=Evidence.Weight.choices, initial=Evidence.Weight.SUPPORTING, label=_("Weight")
    )
    quote = forms.CharField(
        widget=WORDS,
        label=_("The source’s words"),
        help_text=_("Exactly as they stand there: the desk looks for them."),
    )
    summary = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), required=False, label=_("What it says, in our words")
    )
    source = forms.ModelChoiceField(
        Source.objects.all(),
        required=False,
        label=_("Source"),
        help_text=_("One without an address, or whose address you don’t have at hand."),
    )
    publisher = forms.CharField(label=_("Publisher of a new source"), required=False, max_length=200)
    source_kind = forms.ChoiceField(
        label=_("What it is"), choices=Source.Kind.choices, initial=Source.Kind.NEWSPAPER, required=False
    )
    as_of = forms.CharField(
        max_length=40,
        required=False,
        label=_("As of"),
        help_text=_("When it said so: 2024-10-24, or 2024-10."),
    )
    is_hindsight = forms.BooleanField(required=False, label=_("It postdates the claim"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source: Any = self.fields["source"]
        source.queryset = Source.objects.visible_to(self.by)
        source.widget = ChooseOne(Evidence._meta.get_field("source"), admin.site)
        source.widget.choices = source.choices

    def clean_as_of(self) -> str:
        given: str = self.cleaned_data["as_of"]
        try:
            if given:
                dates.parse(given)
        except ValueError as error:
            raise forms.ValidationError(
                gettext("“{given}” is no date: {error}").format(given=given, error=error)
            ) from error
        return given

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or self.cleaned_data)
        known = Source.objects.filter(url=cleaned.get("url") or "-").first()
        cleaned["source"] = cleaned.get("source") or known
        if not cleaned["source"] and not cleaned.get("publisher"):
            self.add_error(
                "source", gettext("Choose a source, or give the address and publisher of a new one.")
            )
        return cleaned


class PassageForm(ActForm):
    """A suggested passage that doesn't bear on the claim."""

    passage = forms.IntegerField(widget=forms.HiddenInput)


class SearchForm(ActForm):
    where = forms.CharField(
        max_length=300, label=_("Where was looked"), help_text=_("Archive, site, database …")
    )
    words = forms.CharField(max_length=300, label=_("For which words"))
    on = forms.DateField(label=_("When"), initial=timezone.localdate, widget=DateInput)
    summary = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), required=False, label=_("What was found, or not")
    )


class CorrectForm(ActForm):
    change = forms.ChoiceField(
        label=_("Class of change"),
        choices=[
            pair
            for pair in Verdict.Change.choices
            if pair[0] not in {Verdict.Change.FIRST, Verdict.Change.WITHDRAWAL}
        ],
    )
    public_note = forms.CharField(widget=WORDS, label=_("What readers are told"))


class WithdrawForm(ActForm):
    public_note = forms.CharField(widget=WORDS, label=_("What readers are told"))


class AlertForm(ActForm):
    evidence = forms.ModelChoiceField(Evidence.objects.none(), label=_("The evidence that went bad"))
    why = forms.CharField(max_length=500, widget=WORDS, label=_("Why the verdict is at risk"))
    severity = forms.TypedChoiceField(
        choices=Alert.Severity.choices, initial=Alert.Severity.SERIOUS, coerce=int, label=_("How bad")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["evidence"]
        choice.queryset = self.claim.evidence.select_related("source")


class ResolveForm(ActForm):
    alert = forms.ModelChoiceField(Alert.objects.none(), widget=forms.HiddenInput)
    resolution = forms.ChoiceField(
        label=_("How it ends"),
        choices=[
            (Alert.Resolution.NO_EFFECT, _("It has no effect on the verdict")),
            (Alert.Resolution.SOURCE_REPLACED, _("The source was replaced")),
        ],
    )
    reason = forms.CharField(widget=WORDS, label=_("Why"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["alert"]
        choice.queryset = Alert.objects.open().filter(verdict__claim=self.claim)


class DismissForm(ActForm):
    finding = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), label=_("Why it can be dismissed"))


class VerdictForm(DeskForm):
    """The words of a verdict: what the reader is told, and what the publication gate asks for."""

    default_renderer = QUICKLY

    class Meta:
        model = Verdict
        fields = (
            "rating", "reach", "summary", "explanation", "how_checked", "would_change", "as_of", "recheck_on",
            "methodology", "credits", "language", "why_chosen", "interests", "sole_authority_reason",
            "no_primary_reason", "no_contact_reason", "one_sided_reason", "public_note",
        )  # fmt: skip
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "explanation": forms.Textarea(attrs={"rows": 6}),
            "how_checked": WORDS,
            "would_change": WORDS,
            "as_of": DateInput,
            "recheck_on": DateInput,
            "interests": forms.TextInput,
            "why_chosen": forms.TextInput,
            "sole_authority_reason": forms.TextInput,
            "no_primary_reason": forms.TextInput,
            "no_contact_reason": forms.TextInput,
            "one_sided_reason": forms.TextInput,
            "public_note": WORDS,
        }

        labels = {
            "sole_authority_reason": _("Why one authority suffices"),
            "public_note": _("What readers are told about the change"),
        }

    TELLS = ("rating", "summary", "explanation", "how_checked", "would_change", "public_note")
    FACTS = ("reach", "as_of", "recheck_on", "methodology", "credits", "language")
    GATE = (
        "why_chosen", "interests", "sole_authority_reason", "no_primary_reason", "no_contact_reason",
        "one_sided_reason",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"prefix": "verdict"} | kwargs))
        rating: Any = self.fields["rating"]
        rating.queryset = Rating.objects.active()
        rating.empty_label = gettext("no rating yet")
        verdict: Any = self.instance
        if verdict.supersedes_id is None:
            del self.fields["public_note"]

    def clean_summary(self) -> str:
        """One line, however it was wrapped while it was written."""
        return " ".join(self.cleaned_data["summary"].split())

    def group(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    def tells(self) -> list[forms.BoundField]:
        """What the reader is told."""
        return self.group(self.TELLS)

    def facts(self) -> list[forms.BoundField]:
        return self.group(self.FACTS)

    def for_the_gate(self) -> list[forms.BoundField]:
        """Reasons and disclosures that meet a line of the gate."""
        return self.group(self.GATE)
