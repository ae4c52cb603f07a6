"""Verdicts: drafted, and taken from step to step. Four eyes hold as everywhere."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from claims.api.desk import filters
from claims.api.desk.base import Added, DeskView, Edited, Given, Step
from claims.api.desk.findings import Reason
from claims.api.desk.verdict_shapes import (
    Correction,
    DeskVerdict,
    NewVerdict,
    Overrides,
    PublicNote,
    VerdictWords,
)
from claims.models import Verdict
from claims.services import publishing, reviewing


class OfVerdicts(DeskView):
    noun = "verdicts"
    shape = DeskVerdict
    writes = "draft"
    queryset = Verdict.objects.none()

    def get_queryset(self) -> QuerySet[Verdict]:
        return Verdict.objects.with_parts().with_people()

    def locked(self) -> Any:
        return reviewing.locked(self.found())


class VerdictList(OfVerdicts, Added):
    entry = NewVerdict
    orderings = ("id", "updated_at", "created_at")
    filters = {
        "claim": filters.key("claim", "On this claim."),
        "state": filters.word("state", Verdict.State.values, "How far they are."),
    }

    def add(self, given: Given) -> Verdict:
        """Open the claim’s verdict: one at a time."""
        return reviewing.draft(given.pop("claim"), by=self.person, **given)


class VerdictDetail(OfVerdicts, Edited):
    change = VerdictWords

    def edit(self, row: Any, given: Given) -> Any:
        """Change a draft. Who edits becomes a contributor for good, and can’t approve this verdict any more."""
        return reviewing.edit(row, by=self.person, version=row.version, **given)


class Submit(OfVerdicts, Step):
    """Hand the draft over for approval: what readers will be told is frozen."""

    step = "submit"

    def act(self, row: Any, given: Given) -> Any:
        return reviewing.submit(row, by=self.person, version=row.version)


class Discard(OfVerdicts, Step):
    """Give a draft up. It stays on record."""

    step = "discard"

    def act(self, row: Any, given: Given) -> Any:
        return reviewing.discard(row, by=self.person)


class SendBack(OfVerdicts, Step):
    """Back to draft, with a reason; a given approval is void."""

    step = "send-back"
    body = Reason

    def act(self, row: Any, given: Given) -> Any:
        return reviewing.send_back(row, by=self.person, **given)


class Approve(OfVerdicts, Step):
    """A second person’s approval of exactly what was submitted."""

    step = "approve"
    writes = "publish"

    def act(self, row: Any, given: Given) -> Any:
        return reviewing.approve(row, by=self.person, version=row.version)


class Publish(OfVerdicts, Step):
    """Publish an approved verdict. 409 *gate_not_met* names the lines of the gate that are not met."""

    step = "publish"
    writes = "publish"
    body = Overrides

    def act(self, row: Any, given: Given) -> Any:
        publishing.publish(row, by=self.person, version=row.version, **given)
        return row


class Correct(OfVerdicts, Step):
    """Open a correction of a published verdict: the answer is the new draft, which takes the same steps."""

    step = "correct"
    body = Correction

    def act(self, row: Any, given: Given) -> Any:
        return reviewing.draft_correction(row, by=self.person, **given)


class Withdraw(OfVerdicts, Step):
    """Open the withdrawal of a published verdict: the answer is the new draft, which takes the same steps."""

    step = "withdraw"
    body = PublicNote

    def act(self, row: Any, given: Given) -> Any:
        return reviewing.draft_withdrawal(row, by=self.person, **given)


STEPS = (Submit, Discard, SendBack, Approve, Publish, Correct, Withdraw)
