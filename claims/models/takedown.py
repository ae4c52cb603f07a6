"""Taking down: hiding at once with a second person's review, legal redaction, and showing one thing to an outsider."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models.base import AppendOnly


class HidingQuerySet(models.QuerySet["Hiding"]):
    def in_force(self) -> Self:
        """Those under which readers see nothing: not reviewed yet, or upheld."""
        return self.exclude(outcome=Hiding.Outcome.LIFTED)

    def unreviewed(self) -> Self:
        return self.filter(outcome="")


class Hiding(models.Model):
    """Nothing that was published of the claim is shown, from ``hidden_at`` on. A second person decides within a day.

    After an upheld hiding the desk withdraws or corrects; a new publication is shown when the hiding is lifted.
    """

    class Outcome(models.TextChoices):
        UPHELD = "upheld", gettext_lazy("it stays hidden")
        LIFTED = "lifted", gettext_lazy("it is shown again")

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="hidings")
    reason = models.TextField()
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    hidden_at = models.DateTimeField(db_default=Now())
    review_due_at = models.DateTimeField()
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True)
    review_reason = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(HidingQuerySet)()

    class Meta:
        ordering = ["-pk"]
        permissions = [("hide_publication", "Can hide what is published, and review what others hid")]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=~Q(outcome="lifted"), name="hiding_one_in_force"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hiding_has_a_reason"),
            models.CheckConstraint(
                condition=Q(outcome="", reviewed_by__isnull=True, reviewed_at__isnull=True)
                | (
                    ~Q(outcome="")
                    & ~Q(review_reason="")
                    & Q(reviewed_by__isnull=False, reviewed_at__isnull=False)
                ),
                name="hiding_reviewed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("hidden_by")),
                name="hiding_reviewed_by_another",
            ),
        ]
        indexes = [
            # Every public list leaves out what is hidden.
            models.Index(fields=["claim"], condition=~Q(outcome="lifted"), name="hiding_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.reason[:60]}"

    @property
    def record_label(self) -> str:
        """Why it was hidden may say what must not be said: the record has that in a content, which can be erased."""
        return _("hiding of claim {claim_id}").format(claim_id=self.claim_id)


class Redaction(AppendOnly):
    """The law called for the destruction of a content. The row is the tombstone: what, why, who, the old hash."""

    kind = models.CharField(
        max_length=20, help_text=gettext_lazy("What held it: publication, snapshot, event, comment …")
    )
    key = models.CharField(max_length=40)
    claim = models.ForeignKey(
        "claims.Claim", null=True, blank=True, on_delete=models.PROTECT, related_name="redactions"
    )
    sha256 = models.CharField(max_length=64, blank=True, help_text=gettext_lazy("Of what was destroyed."))
    legal_basis = models.CharField(max_length=300)
    reason = models.TextField()
    public_wording = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    carried_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    carried_out_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]
        permissions = [("redact", "Can destroy contents where the law calls for it")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="redaction_once"),
            models.CheckConstraint(condition=~Q(legal_basis="") & ~Q(reason=""), name="redaction_says_why"),
            models.CheckConstraint(condition=~Q(asked_by=F("carried_out_by")), name="redaction_takes_two"),
        ]

    def __str__(self) -> str:
        return _("{kind} {key}, redacted").format(kind=self.kind, key=self.key)


class PreviewLink(models.Model):
    """One thing shown to one outsider until it expires. Only a hash of the token is kept."""

    verdict = models.ForeignKey(
        "claims.Verdict", null=True, blank=True, on_delete=models.PROTECT, related_name="previews"
    )
    article_version = models.ForeignKey(
        "claims.ArticleVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="previews"
    )
    for_whom = models.CharField(
        max_length=200, help_text=gettext_lazy("The expert, the lawyer, the person concerned.")
    )
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        permissions = [("share_preview", "Can show an outsider what is not published")]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__isnull=False, article_version__isnull=True)
                | Q(verdict__isnull=True, article_version__isnull=False),
                name="previewlink_shows_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return _("for {whom}, until {moment}").format(
            whom=self.for_whom, moment=f"{self.expires_at:%Y-%m-%d %H:%M}"
        )

    @property
    def record_label(self) -> str:
        """Who the outsider is, the record says in a content, which can be erased; never in a label."""
        return _("preview link {pk}").format(pk=self.pk)
