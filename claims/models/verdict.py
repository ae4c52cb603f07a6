"""Verdict: the desk's decision on a claim, one row a round, with its contributors and citations.

The law of its states stands twice: in STEPS here, and in PostgreSQL (migration ``guards``: ``verdict_guard``).
"""

from __future__ import annotations

from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.exceptions import IllegalTransition, StaleVersion
from claims.models.base import AppendOnly, AppendOnlyQuerySet, Versioned, VersionedQuerySet


class Step(NamedTuple):
    leaves: frozenset[str]
    reaches: str


class VerdictQuerySet(VersionedQuerySet["Verdict"]):
    def open(self) -> Self:
        return self.filter(state__in=Verdict.OPEN_STATES)

    def published(self) -> Self:
        return self.filter(state=Verdict.State.PUBLISHED)

    def current(self) -> Self:
        """What readers are told now: published, and no notice of a withdrawal."""
        return self.published().exclude(change=Verdict.Change.WITHDRAWAL)

    def open_or_current(self) -> Self:
        return self.filter(
            Q(state__in=Verdict.OPEN_STATES)
            | Q(state=Verdict.State.PUBLISHED) & ~Q(change=Verdict.Change.WITHDRAWAL)
        )

    def approvable_by(self, person: Any) -> Self:
        """Submitted verdicts that this person wrote no part of."""
        wrote = VerdictContributor.objects.filter(verdict=OuterRef("pk"), person=person)
        return self.filter(~Exists(wrote), state=Verdict.State.SUBMITTED)

    def with_parts(self) -> Self:
        """Not who handed it over and who approved it (``with_people``): a draft has neither, most acts need neither."""
        writers = VerdictContributor.objects.select_related("person")
        parts = models.Prefetch("contributors", writers)
        return self.select_related("claim", "rating__scale").prefetch_related(parts)

    def with_people(self) -> Self:
        return self.select_related("submitted_by", "approved_by", "published_by")


class Verdict(Versioned):
    class State(models.TextChoices):
        DRAFT = "draft", gettext_lazy("draft")
        SUBMITTED = "submitted", gettext_lazy("submitted")
        APPROVED = "approved", gettext_lazy("approved")
        PUBLISHED = "published", gettext_lazy("published")
        CORRECTED = "corrected", gettext_lazy("corrected")
        WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")
        DISCARDED = "discarded", gettext_lazy("discarded")

    class Reach(models.TextChoices):
        FACT_CHECK = "fact_check", gettext_lazy("fact-check (a page of its own)")
        ARTICLE_LINE = "article_line", gettext_lazy("article line (shown on the article only)")
        INTERNAL = "internal", gettext_lazy("internal")

    class Change(models.TextChoices):
        FIRST = "first", gettext_lazy("first publication")
        RATING_CORRECTION = "rating_correction", gettext_lazy("correction of the rating")
        OTHER_CORRECTION = "other_correction", gettext_lazy("other correction")
        UPDATE = "update", gettext_lazy("update (the world moved)")
        MINOR = "minor", gettext_lazy("minor change")
        WITHDRAWAL = "withdrawal", gettext_lazy("withdrawal")

    OPEN_STATES = (State.DRAFT, State.SUBMITTED, State.APPROVED)
    STEPS = {
        "edit": Step(frozenset({State.DRAFT}), State.DRAFT),
        "submit": Step(frozenset({State.DRAFT}), State.SUBMITTED),
        "send_back": Step(frozenset({State.SUBMITTED, State.APPROVED}), State.DRAFT),
        "discard": Step(frozenset({State.DRAFT}), State.DISCARDED),
        "approve": Step(frozenset({State.SUBMITTED}), State.APPROVED),
        "publish": Step(frozenset({State.APPROVED}), State.PUBLISHED),
        "correct": Step(frozenset({State.PUBLISHED}), State.CORRECTED),
        "withdraw": Step(frozenset({State.PUBLISHED}), State.WITHDRAWN),
    }
    # What the reader is told; frozen from submission on.
    CONTENT = (
        "rating", "reach", "summary", "explanation", "how_checked", "would_change", "as_of", "recheck_on",
        "methodology", "credits", "language", "interests", "why_chosen", "sole_authority_reason",
        "no_primary_reason", "no_contact_reason", "one_sided_reason", "change", "public_note",
    )  # fmt: skip

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="verdicts")
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors", editable=False
    )
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT, editable=False)
    rating = models.ForeignKey(
        "claims.Rating", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reach = models.CharField(max_length=12, choices=Reach, default=Reach.FACT_CHECK)
    summary = models.CharField(max_length=300, blank=True, help_text=gettext_lazy("One line."))
    explanation = models.TextField(blank=True)
    how_checked = models.TextField(gettext_lazy("how it was checked"), blank=True)
    would_change = models.TextField(gettext_lazy("what would change it"), blank=True)
    as_of = models.DateField(gettext_lazy("as-of date"), null=True, blank=True)
    recheck_on = models.DateField(gettext_lazy("re-check date"), null=True, blank=True)
    methodology = models.CharField(max_length=300, blank=True)
    credits = models.CharField(
        max_length=300, blank=True, help_text=gettext_lazy("The only staff that readers see.")
    )
    language = models.CharField(max_length=35, default="en")
    interests = models.TextField(
        gettext_lazy("interests disclosed"),
        blank=True,
        help_text=gettext_lazy("Write “none” where there are none."),
    )
    why_chosen = models.TextField(gettext_lazy("why this claim was chosen"), blank=True)
    sole_authority_reason = models.TextField(blank=True)
    no_primary_reason = models.TextField(gettext_lazy("why no primary source"), blank=True)
    no_contact_reason = models.TextField(gettext_lazy("why the claimant was not contacted"), blank=True)
    one_sided_reason = models.TextField(gettext_lazy("why no contrary evidence was found"), blank=True)
    change = models.CharField(
        gettext_lazy("class of change"), max_length=17, choices=Change, default=Change.FIRST
    )
    public_note = models.TextField(
        blank=True, help_text=gettext_lazy("What readers are told about a change.")
    )
    proposal = models.TextField(
        blank=True,
        editable=False,
        help_text=gettext_lazy("What readers will be told, frozen when it was submitted (JSON)."),
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    published_at = models.DateTimeField(null=True, editable=False)
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    sent_back_reason = models.TextField(blank=True, editable=False)

    objects = models.Manager.from_queryset(VerdictQuerySet)()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(state__in=["draft", "submitted", "approved"]),
                name="verdict_one_open_per_claim",
            ),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(state="published") & ~Q(change="withdrawal"),
                name="verdict_one_published_per_claim",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "discarded"], approved_by__isnull=True)
                | Q(state__in=["approved", "published", "corrected", "withdrawn"], approved_by__isnull=False),
                name="verdict_approved_has_an_approver",
            ),
            models.CheckConstraint(
                condition=Q(change="first", supersedes__isnull=True)
                | (
                    ~Q(change="first")
                    & Q(supersedes__isnull=False)
                    & (~Q(public_note="") | Q(state__in=["draft", "discarded"]))
                ),
                name="verdict_change_names_what_it_changes",
            ),
        ]
        permissions = [
            ("submit_verdict", "Can submit a verdict for approval"),
            ("approve_verdict", "Can approve verdicts and send them back"),
            ("publish_verdict", "Can publish, correct and withdraw"),
            ("override_gate", "Can override a line of the publication gate"),
        ]

    def __str__(self) -> str:
        return f"{self.rating or 'no rating yet'} ({self.get_state_display()})"

    @classmethod
    def step(cls, name: str, pk: int, *, version: int | None = None, **fields: Any) -> None:
        """Take the step as a guarded UPDATE.

        Raises IllegalTransition if the state forbids it or a rival was first, StaleVersion if the state allows it
        and the text is another one than at ``version``.
        """
        law = cls.STEPS[name]
        rows = cls.objects.filter(pk=pk, state__in=law.leaves)
        if version is not None:
            rows = rows.filter(version=version)
        taken = rows.update(state=law.reaches, version=models.F("version") + 1, updated_at=Now(), **fields)
        if not taken:
            state, current = cls.objects.values_list("state", "version").get(pk=pk)
            if state in law.leaves:
                raise StaleVersion(
                    _(
                        "This verdict was changed after you opened it. Read it as it is now, and decide again."
                    ),
                    current=current,
                )
            allowed = " or ".join(sorted(law.leaves))
            raise IllegalTransition(
                _(
                    "This verdict is {state} now; the step “{name}” leaves {allowed}. Reload to see what "
                    "happened."
                ).format(state=state, name=name.replace("_", " "), allowed=allowed)
            )

    def may(self, step: str) -> bool:
        """Whether the state allows the step; who may take it is a matter of rules.py."""
        return self.state in self.STEPS[step].leaves


class VerdictContributor(AppendOnly):
    """Who wrote any of a verdict. Rows come from a trigger at every save of a draft, and stay for good."""

    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="contributors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(db_default=Now())

    objects = models.Manager.from_queryset(AppendOnlyQuerySet["VerdictContributor"])()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["verdict", "person"], name="verdictcontributor_once")]

    def __str__(self) -> str:
        return _("{person} wrote on verdict {verdict_id}").format(
            person=self.person, verdict_id=self.verdict_id
        )


class VerdictCitation(models.Model):
    """A piece of evidence that a verdict relied on; its words as they were then are in the verdict's proposal.

    Written at submission, frozen by a trigger outside drafts.
    """

    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="citations")
    evidence = models.ForeignKey("claims.Evidence", on_delete=models.PROTECT, related_name="citations")
    snapshot = models.ForeignKey(
        "claims.Snapshot", null=True, on_delete=models.PROTECT, related_name="citations"
    )
    weight = models.CharField(max_length=10)
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["verdict", "number"]
        constraints = [models.UniqueConstraint(fields=["verdict", "evidence"], name="verdictcitation_once")]

    def __str__(self) -> str:
        return f"[{self.number}] {self.evidence}"


class GateOverride(AppendOnly):
    """An editor published although a line of the gate was unmet, and said why. Counted on the dashboard."""

    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="overrides")
    line = models.CharField(max_length=40)
    reason = models.TextField()
    overridden_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    overridden_at = models.DateTimeField(db_default=Now())

    objects = models.Manager.from_queryset(AppendOnlyQuerySet["GateOverride"])()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["verdict", "line"], name="gateoverride_once_for_each_line"),
            models.CheckConstraint(condition=~Q(reason=""), name="gateoverride_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(
                    line__in=["content", "embargo", "legal", "public_note", "second_person", "unchanged"]
                ),
                name="gateoverride_never_these_lines",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
