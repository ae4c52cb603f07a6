"""Who may do what: the table of roles, and a predicate for each act. A matter of *state* is not decided here.

Roles are Django's groups, made by migration ``roles``; a test holds the groups against this table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from claims.exceptions import NotAllowed
from claims.models import (
    Alert,
    ApiToken,
    Article,
    Assessment,
    Batch,
    Claim,
    Comment,
    Evidence,
    Finding,
    Hiding,
    Merge,
    Query,
    SavedFilter,
    Source,
    User,
    Verdict,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


Person = User | AnonymousUser

DESK_NOUNS = (
    "alert", "appearance", "archivecopy", "archivejob", "article", "articleversion", "assessment", "capturejob",
    "claim", "claimant", "contactattempt", "dismissal", "event", "eventseal", "evidence", "extraction", "extractionjob",
    "finding", "gateoverride", "hostrule", "note", "origin", "probe", "publication", "publicationstate", "rating",
    "ratingscale", "sentence", "snapshot", "source", "verdict", "verdictcitation", "verdictcontributor", "watchrule",
    "batch", "checklistitem", "checklisttick", "comment", "correctionrequest", "hiding", "match", "query",
    "reanchoring", "redaction", "signoff", "signofflapse", "topic", "externalcheck", "ratingmapping",
    "merge", "split", "feed", "feedentry",
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
    "add_comment",
}
CHECKER = CONTRIBUTOR | {
    "mark_claim", "add_claim", "change_claim", "add_article", "change_article", "add_claimant", "change_claimant",
    "add_origin", "change_origin", "change_source", "add_note", "change_note", "add_contactattempt",
    "change_sentence", "change_verdict", "submit_verdict", "add_query", "change_query", "add_checklisttick",
    "delete_checklisttick", "add_match", "change_match", "change_contactattempt", "add_correctionrequest",
    "change_correctionrequest", "add_topic", "change_topic", "view_tip", "change_tip", "view_answertemplate",
    "change_reanchoring",
}  # fmt: skip
EDITOR = CHECKER | {
    "assign_claim", "approve_verdict", "publish_verdict", "override_gate", "dismiss_finding", "resolve_alert",
    "clear_article", "hide_publication", "share_preview", "view_previewlink", "add_answertemplate",
    "change_answertemplate", "add_ratingmapping", "change_ratingmapping", "merge_claim", "add_feed",
    "change_feed",
}  # fmt: skip
ADMIN = EDITOR | {
    "add_user", "change_user", "view_user", "view_group", "add_rating", "change_rating", "add_ratingscale",
    "change_ratingscale", "change_watchrule", "add_hostrule", "change_hostrule", "delete_hostrule",
    "add_webhooksubscription", "change_webhooksubscription", "view_webhooksubscription", "view_webhookdelivery",
    "view_digest", "view_desksettings", "change_desksettings", "add_checklistitem", "change_checklistitem", "redact",
    "import_rows", "load_fixture", "import_checks", "view_sourceaccess", "add_sourceaccess", "delete_sourceaccess",
    "view_outgoingmail", "view_corpus",
}  # fmt: skip
ROLES = {"reader": READER, "contributor": CONTRIBUTOR, "checker": CHECKER, "editor": EDITOR, "admin": ADMIN}


def _has(person: Person, codename: str) -> bool:
    return person.is_active and person.has_perm(f"claims.{codename}")


def can_enter_desk(person: Person) -> bool:
    return _has(person, "view_claim")


def can_add_article(person: Person) -> bool:
    return _has(person, "add_article")


def can_follow(person: Person) -> bool:
    """Say which feeds the desk follows, and how."""
    return _has(person, "add_feed")


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


def can_know_source(person: Person, source: Source) -> bool:
    """Who a protected source is, those on its list know, whatever their role."""
    if not can_enter_desk(person):
        return False
    return not source.is_sensitive or source.access.filter(person=person.pk).exists()


def can_edit_source(person: Person, source: Source | None = None) -> bool:
    """Checkers every source; contributors those that they brought; and of a protected one only who may know it."""
    if source is not None and source.is_sensitive and not can_know_source(person, source):
        return False
    own = source is not None and source.created_by_id is not None and source.created_by_id == person.pk
    return _has(person, "change_source") or (own and _has(person, "add_source"))


def can_add_evidence(person: Person) -> bool:
    return _has(person, "add_evidence")


def can_edit_evidence(person: Person, evidence: Evidence) -> bool:
    """Checkers every piece of evidence; contributors their own; and who may know the source that it is from."""
    if evidence.source is not None and not can_know_source(person, evidence.source):
        return False
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


def can_approve_many(person: Person) -> bool:
    """Approve several article lines at once; each of them still by a second person."""
    return _has(person, "approve_verdict")


def can_send_back(person: Person, verdict: Verdict) -> bool:
    """Who approves may send back; who wrote it may take it back."""
    return _has(person, "approve_verdict") or can_edit_verdict(person, verdict)


def can_publish(person: Person, verdict: Verdict | None = None) -> bool:
    return _has(person, "publish_verdict")


def can_override_gate(person: Person) -> bool:
    return _has(person, "override_gate")


def can_dismiss(person: Person, finding: Finding | None = None) -> bool:
    may = _has(person, "dismiss_finding")
    return may and (finding is None or can_know_source(person, finding.snapshot.source))


def can_resolve(person: Person, alert: Alert | None = None) -> bool:
    may, source = _has(person, "resolve_alert"), alert.evidence.source if alert else None
    return may and (source is None or can_know_source(person, source))


def can_edit_ratings(person: Person) -> bool:
    return _has(person, "change_rating")


def can_set_watching(person: Person) -> bool:
    """How often sources are looked at, how long hosts are left in peace, and who is told by webhook."""
    return _has(person, "change_watchrule")


def can_ask(person: Person) -> bool:
    """Put queries to an article's author, and take them back."""
    return _has(person, "add_query")


def can_answer(person: Person, query: Query | None = None) -> bool:
    """Record what the author answered."""
    return _has(person, "change_query")


def can_tick(person: Person) -> bool:
    return _has(person, "add_checklisttick")


def can_clear(person: Person) -> bool:
    """Sign an article version off."""
    return _has(person, "clear_article")


def can_settle_reanchoring(person: Person) -> bool:
    return _has(person, "change_reanchoring")


def can_decide_match(person: Person) -> bool:
    """Confirm or refuse that two claims are one, or related, and undo it."""
    return _has(person, "add_match")


def can_merge(person: Person) -> bool:
    """Make one claim of two, or two of one; and take a merge apart again."""
    return _has(person, "merge_claim")


def can_carry_out_merge(person: Person, merge: Merge) -> bool:
    """Where readers know the claim, a second person does. PostgreSQL: ``merge_of_published_takes_two``."""
    return can_merge(person) and not (merge.is_public and merge.asked_by_id == person.pk)


def can_comment(person: Person) -> bool:
    return _has(person, "add_comment")


def can_take_back_comment(person: Person, comment: Comment) -> bool:
    """A comment is its writer's alone."""
    return _has(person, "add_comment") and comment.written_by_id == person.pk


def can_ask_for_correction(person: Person) -> bool:
    """Track what was asked of the outlet that printed a wrong claim."""
    return _has(person, "add_correctionrequest")


def can_organise(person: Person) -> bool:
    """Topics, beats and series."""
    return _has(person, "change_topic")


def can_triage(person: Person) -> bool:
    """Read and decide what readers send in."""
    return _has(person, "change_tip")


def can_write_templates(person: Person) -> bool:
    return _has(person, "change_answertemplate")


def can_hide(person: Person) -> bool:
    """Take what is published out of readers' sight at once."""
    return _has(person, "hide_publication")


def can_review_hiding(person: Person, hiding: Hiding) -> bool:
    """A second person decides; PostgreSQL asks the same (``hiding_reviewed_by_another``)."""
    return _has(person, "hide_publication") and hiding.hidden_by_id != person.pk


def can_redact(person: Person) -> bool:
    return _has(person, "redact")


def can_share_preview(person: Person) -> bool:
    return _has(person, "share_preview")


def can_grant_source_access(person: Person, source: Source) -> bool:
    """Say who may know a protected source: those who know it, and admins, who so can let nobody in unnoticed."""
    return source.is_sensitive and (_has(person, "add_sourceaccess") or can_know_source(person, source))


def can_import(person: Person) -> bool:
    return _has(person, "import_rows")


def can_import_checks(person: Person) -> bool:
    """Bring in what other publishers have checked, to match against."""
    return _has(person, "import_checks")


def can_load_fixture(person: Person) -> bool:
    return _has(person, "load_fixture")


def can_start_batch(person: Person, batch: Batch) -> bool:
    """What one prepared and looked at, one starts oneself."""
    return can_enter_desk(person) and batch.asked_by_id == person.pk


def can_cancel_batch(person: Person, batch: Batch) -> bool:
    """Who asked for long work may call it off, and who manages the desk’s people may."""
    return can_enter_desk(person) and (batch.asked_by_id == person.pk or can_manage_people(person))


def can_take_output(person: Person, batch: Batch) -> bool:
    """What an export made is for whoever asked for it: another’s role may show less."""
    return can_enter_desk(person) and batch.asked_by_id == person.pk


def can_export(person: Person) -> bool:
    """Take lists out of the desk, as they are shown."""
    return can_enter_desk(person)


def can_let_filter_go(person: Person, kept: SavedFilter) -> bool:
    """Who keeps a list lets it go; one that the whole desk sees, an admin may tidy away."""
    return kept.owner_id == person.pk or (kept.is_shared and can_manage_people(person))


def can_set_desk(person: Person) -> bool:
    return _has(person, "change_desksettings")


def can_write_checklists(person: Person) -> bool:
    return _has(person, "change_checklistitem")


def can_manage_people(person: Person) -> bool:
    return _has(person, "change_user")


def can_log_in(person: User) -> bool:
    """Whether anything lets them in: not who left, nor the demonstration's people outside of it."""
    return person.is_active and (settings.DEMONSTRATION or not person.is_demonstration)


def can_hold_scope(person: Person, scope: str) -> bool:
    """Whether this person's role may do anything of what a token's scope is for."""
    needed = {
        ApiToken.Scope.READ: "view_claim",
        ApiToken.Scope.MARK: "mark_claim",
        ApiToken.Scope.EVIDENCE: "add_evidence",
        ApiToken.Scope.ASSESS: "add_assessment",
        ApiToken.Scope.DRAFT: "add_verdict",
        ApiToken.Scope.PUBLISH: "publish_verdict",
        ApiToken.Scope.TRIAGE: "change_tip",
        ApiToken.Scope.WEBHOOKS: "change_webhooksubscription",
    }
    return _has(person, needed[ApiToken.Scope(scope)])


def can_revoke_token(person: Person, token: ApiToken) -> bool:
    """One's own always; who manages people, anybody's."""
    return token.owner_id == person.pk or can_manage_people(person)


def require(allowed: bool, act: StrOrPromise) -> None:
    """Raise NotAllowed unless ``allowed``; ``act`` completes the sentence “Your role does not let you …”."""
    if not allowed:
        raise NotAllowed(_("Your role does not let you {act}.").format(act=act))
