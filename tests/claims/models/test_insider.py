"""One person alone, with the application's own access to the database: what they try, and which law stops it.

What SQL cannot know is who types it: somebody with the application's password can name a colleague. All that they
write then is refused unless it stands in the sealed record as that colleague's act.
"""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, connection, transaction

from claims.exceptions import InvalidInput
from claims.models import Claim, Evidence, Publication, Snapshot, User, Verdict
from claims.presenters import document
from claims.services import auditing, citing, installing, publishing, reviewing
from tests import factories
from tests.claims.models.as_application import allowed, refused
from tests.database.creation import APPLICATION as ROLE

pytestmark = pytest.mark.usefixtures("app_role")
APPROVE = (
    "UPDATE claims_verdict SET state = 'approved', approved_by_id = %s, approved_at = now() WHERE id = %s"
)


def drafted(chae: User) -> Verdict:
    return factories.draft(factories.claim(by=chae), by=chae)


def approved(chae: User, ben: User) -> Verdict:
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae)
    return factories.approved(claim, by=chae, approver=ben)


def written_by_ben_too(chae: User, ben: User) -> Verdict:
    verdict = drafted(chae)
    verdict = reviewing.edit(verdict, by=ben, version=verdict.version, summary="A comma, moved.")
    verdict = reviewing.edit(verdict, by=chae, version=verdict.version, summary="A comma, moved back.")
    return reviewing.submit(verdict, by=chae)


def test_a_table_of_the_same_name_hides_no_contributor(chae: User, ben: User) -> None:
    verdict = written_by_ben_too(chae, ben)
    allowed("CREATE TEMP TABLE claims_verdictcontributor (LIKE public.claims_verdictcontributor)")
    assert refused(APPROVE, ben.pk, verdict.pk) == "verdict_four_eyes"


def test_every_function_of_the_desk_has_a_safe_search_path() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'claims_%' AND proconfig IS NULL")
        assert cursor.fetchall() == []


def test_a_draft_stays_with_its_claim(chae: User) -> None:
    verdict, other = drafted(chae), factories.claim(by=chae)
    law = refused("UPDATE claims_verdict SET claim_id = %s WHERE id = %s", other.pk, verdict.pk)
    assert law == "verdict_keeps_its_place"


def test_a_draft_does_not_leave_its_contributors_behind(chae: User) -> None:
    verdict = drafted(chae)
    law = refused("UPDATE claims_verdict SET id = id + 1000 WHERE id = %s", verdict.pk)
    assert law == "verdict_keeps_its_place"


@pytest.mark.parametrize("column", ["submitted_by_id", "published_by_id", "edited_by_id", "sent_back_by_id"])
def test_names_are_not_swapped_after_the_approval(chae: User, ben: User, bea: User, column: str) -> None:
    verdict = approved(chae, ben)
    law = refused(f"UPDATE claims_verdict SET {column} = %s WHERE id = %s", bea.pk, verdict.pk)
    assert law == "verdict_edited_only_as_draft"


def test_a_draft_is_not_signed_beforehand(chae: User, ben: User) -> None:
    verdict = drafted(chae)
    law = refused("UPDATE claims_verdict SET published_by_id = %s WHERE id = %s", ben.pk, verdict.pk)
    assert law == "verdict_edited_only_as_draft"


@pytest.mark.parametrize("state", ["discarded", "withdrawn", "corrected"])
def test_an_ended_verdict_is_not_taken_up_again(chae: User, ben: User, state: str) -> None:
    if state == "discarded":
        reviewing.discard(drafted(chae), by=chae)
    else:
        old = factories.published_claim(author=chae, editor=ben).verdicts.get()
        make = {"withdrawn": _withdrawal, "corrected": _correction}[state]
        factories.publish(reviewing.approve(reviewing.submit(make(old, chae), by=chae), by=ben), by=ben)
    law = refused("UPDATE claims_verdict SET state = 'draft' WHERE state = %s", state)
    assert law == "verdict_steps"


def _withdrawal(old: Verdict, by: User) -> Verdict:
    return reviewing.draft_withdrawal(old, by=by, public_note="The time was guessed.")


def _correction(old: Verdict, by: User) -> Verdict:
    return reviewing.draft_correction(
        old, by=by, change="other_correction", public_note="A report was left out."
    )


def test_an_approval_that_is_not_on_record_is_refused(chae: User, ben: User) -> None:
    verdict = factories.submitted(factories.claim(by=chae), by=chae)
    assert refused(APPROVE, ben.pk, verdict.pk) == "verdict_on_record"


def test_an_approval_on_record_as_somebody_elses_is_refused(chae: User, ben: User, bea: User) -> None:
    verdict = factories.submitted(factories.claim(by=chae), by=chae)
    auditing.record("verdict.approved", verdict, by=bea)
    assert refused(APPROVE, ben.pk, verdict.pk) == "verdict_on_record"


def test_a_saved_row_rises_its_version(chae: User) -> None:
    verdict = drafted(chae)
    verdict.summary = "Saved past the service."
    verdict.save()
    verdict.refresh_from_db()
    assert verdict.version == 2


def _published_by_sql(verdict: Verdict, by: User, **other: object) -> str:
    """Publish an approved verdict by SQL, with a document of one's own."""
    built = document.build(verdict, number=1, at=verdict.approved_at) | other  # type: ignore[arg-type]
    auditing.record("verdict.published", verdict, by=by)
    return refused(
        "UPDATE claims_verdict SET state = 'published', published_by_id = %(by)s, published_at = now()"
        " WHERE id = %(verdict)s;"
        " INSERT INTO claims_publication (claim_id, verdict_id, number, slug, change, reach, rating_slug, language, title,"
        " public_note, document, sha256, published_by_id) VALUES (%(claim)s, %(verdict)s, 1, %(slug)s, 'first',"
        " 'fact_check', 'accurate', 'en', 't', '', %(text)s, encode(sha256(convert_to(%(text)s, 'UTF8')), 'hex'), %(by)s)"
        .replace("%(by)s", str(by.pk)).replace("%(verdict)s", str(verdict.pk))
        .replace("%(claim)s", str(verdict.claim_id)).replace("%(slug)s", f"'{verdict.claim.slug}'")
        .replace("%(text)s", "$doc$" + json.dumps(built) + "$doc$")
    )  # fmt: skip


@pytest.mark.parametrize("other", [{"summary": "Not what was read."}, {"citations": []}, {"rating": None}])
def test_a_document_says_what_was_approved(chae: User, ben: User, other: dict[str, object]) -> None:
    law = _published_by_sql(approved(chae, ben), ben, **other)
    assert law == "publication_says_what_was_approved"


def test_a_publication_has_a_standing(chae: User, ben: User) -> None:
    assert _published_by_sql(approved(chae, ben), ben) == "publication_has_a_standing"


def test_a_publication_is_not_hidden(chae: User, ben: User) -> None:
    factories.published_claim(author=chae, editor=ben)
    law = refused("UPDATE claims_publicationstate SET standing = 'superseded'")
    assert law == "publicationstate_follows_the_numbers"


def test_cited_evidence_stays_with_its_claim(chae: User) -> None:
    evidence = factories.evidence(factories.claim(by=chae), by=chae)
    other = factories.claim(by=chae)
    law = refused("UPDATE claims_evidence SET claim_id = %s WHERE id = %s", other.pk, evidence.pk)
    assert law == "evidence_keeps_its_place"


def test_anchored_words_do_not_change(chae: User) -> None:
    source = factories.source(by=chae)
    snapshot = Snapshot.objects.create(
        job=source.capture_jobs.get(), source=source, url=source.url, status=200, text="4,200 ships called."
    )
    citing.cite(snapshot, quote="4,200 ships", claim=factories.claim(by=chae), stance="supports", by=chae)
    assert refused("UPDATE claims_evidence SET quote = '9,900 ships'") == "evidence_anchored_words_stay"


def test_no_first_verdict_stands_beside_a_published_one(chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    with pytest.raises(IntegrityError, match="published verdict"), transaction.atomic():
        Verdict(claim=claim, edited_by=chae).save()


def test_an_alert_on_a_withdrawal_puts_nothing_at_risk(chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    notice = _withdrawal(claim.verdicts.get(), chae)
    factories.publish(reviewing.approve(reviewing.submit(notice, by=chae), by=ben), by=ben)
    allowed(
        "INSERT INTO claims_alert (verdict_id, evidence_id, state, severity, why, resolution, resolution_reason)"
        " VALUES (%s, %s, 'open', 2, 'w', '', '')",
        notice.pk, Evidence.objects.earliest("pk").pk,
    )  # fmt: skip
    assert Claim.objects.get(pk=claim.pk).status == "withdrawn"


@pytest.mark.parametrize("noun", ["claim", "appearance"])
def test_the_application_deletes_no_mark_that_is_not_taken_back(noun: str, chae: User) -> None:
    factories.claim(by=chae)
    law = refused(f"DELETE FROM claims_{noun}")
    assert law == f"{noun}_only_taken_back"


@pytest.mark.parametrize("noun", ["evidence", "source", "assessment", "alert", "note", "user", "capturejob"])
def test_the_application_deletes_no_record(noun: str) -> None:
    assert "permission denied" in refused(f"DELETE FROM claims_{noun}")


def test_the_application_makes_no_objects() -> None:
    assert "permission denied" in refused("CREATE TABLE public.mine (id int)")
    assert "permission denied" in refused(
        "CREATE TRIGGER zzz BEFORE UPDATE ON claims_verdict FOR EACH ROW EXECUTE FUNCTION claims_refuse()"
    )


def test_a_right_given_by_mistake_is_taken_back(ada: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f"GRANT ALL ON claims_verdict TO {ROLE}")
        installing.grant_application_role(ROLE)
        cursor.execute("SELECT has_table_privilege(%s, 'claims_verdict', 'TRIGGER')", [ROLE])
        assert cursor.fetchone() == (False,)


def test_the_whole_path_works_for_the_applications_role(chae: User, ben: User) -> None:
    publishing.publish(approved(chae, ben), by=ben, overrides={"captured": "By hand."})
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("power", ["SUPERUSER", "CREATEROLE", "IN ROLE {owner}"])
def test_a_role_that_could_act_as_the_owner_is_refused(power: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT current_user")
        cursor.execute(f"CREATE ROLE factcheck_too_strong {power.format(owner=cursor.fetchone()[0])}")
    with pytest.raises(InvalidInput):
        installing.grant_application_role("factcheck_too_strong")
