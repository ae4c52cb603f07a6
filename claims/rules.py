"""Who may do what: the table of roles, and a predicate for each act. A matter of *state* is not decided here.

Roles are Django's groups, made by migration ``roles``; a test holds the groups against this table.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from claims.exceptions import NotAllowed
from claims.models import Alert, Article, Assessment, Claim, Evidence, Finding, Source, User, Verdict

Person = User | AnonymousUser

DESK_NOUNS = (
    "alert", "appearance", "archivecopy", "archivejob", "article", "articleversion", "assessment", "capturejob",
    "claim", "claimant", "contactattempt", "dismissal", "event", "eventseal", "evidence", "extraction", "extractionjob",
    "finding", "gateoverride", "hostrule", "note", "origin", "probe", "publication", "publicationstate", "rating",
    "ratingscale", "sentence", "snapshot", "source", "verdict", "verdictcitation", "verdictcontributor", "watchrule",
)  # fmt: skip
VIEW = frozenset(f"view_{noun}" for noun in DESK_NOUNS)

READER: frozenset[str] = frozenset()
CONTRIBUTOR = VIEW | {
    "add_source",
    "add_evidence",
    "change_evidence",
    "add_assessment",
    "change_assessment",
    "add_verdict",
}
CHECKER = CONTRIBUTOR | {
    "mark_claim", "add_claim", "change_claim", "add_article", "change_article", "add_claimant", "change_claimant",
    "add_origin", "change_origin", "change_source", "add_note", "change_note", "add_contactattempt",
    "change_sentence", "change_verdict", "submit_verdict",
}  # fmt: skip
EDITOR = CHECKER | {
    "assign_claim", "approve_verdict", "publish_verdict", "override_gate", "dismiss_finding", "resolve_alert",
}  # fmt: skip
ADMIN = EDITOR | {
    "add_user", "change_user", "view_user", "view_group", "add_rating", "change_rating", "add_ratingscale",
    "change_ratingscale", "change_watchrule", "add_hostrule", "change_hostrule", "delete_hostrule",
    "add_webhooksubscription", "change_webhooksubscription", "view_webhooksubscription", "view_webhookdelivery",
    "view_digest",
}  # fmt: skip
ROLES = {"reader": READER, "contributor": CONTRIBUTOR, "checker": CHECKER, "editor": EDITOR, "admin": ADMIN}


def _has(person: Person, codename: str) -> bool:
    return person.is_active and person.has_perm(f"claims.{codename}")


def can_enter_desk(person: Person) -> bool:
    return _has(person, "view_claim")


def can_add_article(person: Person) -> bool:
    return _has(person, "add_article")


def can_edit_article(person: Person, article: Article | None = None) -> bool:
    return _has(person, "change_article")


def can_mark(person: Person) -> bool:
    """Mark claims in an article, rule sentences out, complete them."""
    return _has(person, "mark_claim")


def can_edit_claim(person: Person, claim: Claim | None = None) -> bool:
    return _has(person, "change_claim")


def can_lift_hold(person: Person) -> bool:
    """Anybody who edits claims may set a legal hold; to lift it is for those who decide what is published."""
    return _has(person, "publish_verdict")


def can_assign(person: Person) -> bool:
    return _has(person, "assign_claim")


def can_add_source(person: Person) -> bool:
    return _has(person, "add_source")


def can_edit_source(person: Person, source: Source | None = None) -> bool:
    """Checkers every source; contributors those that they brought."""
    own = source is not None and source.created_by_id is not None and source.created_by_id == person.pk
    return _has(person, "change_source") or (own and _has(person, "add_source"))


def can_add_evidence(person: Person) -> bool:
    return _has(person, "add_evidence")


def can_edit_evidence(person: Person, evidence: Evidence) -> bool:
    """Checkers every piece of evidence; contributors their own."""
    own = evidence.created_by_id is not None and evidence.created_by_id == person.pk
    return _has(person, "change_evidence") and (own or _has(person, "change_claim"))


def can_assess(person: Person) -> bool:
    return _has(person, "add_assessment")


def can_edit_assessment(person: Person, assessment: Assessment) -> bool:
    """An assessment is one reviewer's own: nobody else edits it."""
    return _has(person, "change_assessment") and assessment.reviewer_id == person.pk


def can_draft(person: Person) -> bool:
    return _has(person, "add_verdict")


def can_edit_verdict(person: Person, verdict: Verdict) -> bool:
    """Checkers every draft; contributors those that nobody but they wrote on."""
    if _has(person, "change_verdict"):
        return True
    return _has(person, "add_verdict") and not verdict.contributors.exclude(person_id=person.pk).exists()


def can_submit(person: Person, verdict: Verdict | None = None) -> bool:
    return _has(person, "submit_verdict")


def is_second_person(person: Person, verdict: Verdict) -> bool:
    """Whether this person wrote nothing of the verdict. PostgreSQL asks the same (``verdict_four_eyes``)."""
    return not any(one.person_id == person.pk for one in verdict.contributors.all())


def can_approve(person: Person, verdict: Verdict) -> bool:
    return _has(person, "approve_verdict") and is_second_person(person, verdict)


def can_send_back(person: Person, verdict: Verdict) -> bool:
    """Who approves may send back; who wrote it may take it back."""
    return _has(person, "approve_verdict") or can_edit_verdict(person, verdict)


def can_publish(person: Person, verdict: Verdict | None = None) -> bool:
    return _has(person, "publish_verdict")


def can_override_gate(person: Person) -> bool:
    return _has(person, "override_gate")


def can_dismiss(person: Person, finding: Finding | None = None) -> bool:
    return _has(person, "dismiss_finding")


def can_resolve(person: Person, alert: Alert | None = None) -> bool:
    return _has(person, "resolve_alert")


def can_edit_ratings(person: Person) -> bool:
    return _has(person, "change_rating")


def can_set_watching(person: Person) -> bool:
    """How often sources are looked at, how long hosts are left in peace, and who is told by webhook."""
    return _has(person, "change_watchrule")


def can_manage_people(person: Person) -> bool:
    return _has(person, "change_user")


def require(allowed: bool, act: str) -> None:
    """Raise NotAllowed unless ``allowed``; ``act`` completes the sentence “Your role does not let you …”."""
    if not allowed:
        raise NotAllowed(f"Your role does not let you {act}.")
