"""What PostgreSQL works out beside what was published, so that no list of the readers asks for it (sql/showing.sql)."""

from __future__ import annotations

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models


class Derived(models.Model):
    """A row that triggers write, as the tables' owner: the application's role may only read it."""

    class Meta:
        abstract = True
        default_permissions = ()


class Showing(Derived):
    """When readers are shown a number of a claim: a row of each that is on show, or will be by the passing of time.

    ``during`` begins where its embargo ends, and ends where a later number is out.
    """

    publication = models.OneToOneField(
        "claims.Publication", primary_key=True, on_delete=models.PROTECT, related_name="showing"
    )
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="+")
    during = DateTimeRangeField()

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.during}"


class Doubt(Derived):
    """Anything was ever the matter with a page that the verdict cites; whether it still is, ``presenters.live`` says.

    A verdict may stand here twice: whoever writes it waits for nobody, which a unique constraint would ask for, and a
    foreign key as well.
    """

    verdict = models.ForeignKey(
        "claims.Verdict", on_delete=models.PROTECT, db_constraint=False, related_name="doubts"
    )

    def __str__(self) -> str:
        return str(self.verdict_id)
