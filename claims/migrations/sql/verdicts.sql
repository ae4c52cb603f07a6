-- The states of a verdict, and four eyes. Python's copy of this law is Verdict.STEPS.
CREATE FUNCTION claims_verdict_refuse(law text, what text) RETURNS void LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '%', what USING ERRCODE = 'check_violation', CONSTRAINT = law;
END $$;

CREATE FUNCTION claims_verdict_born() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  current_one constant bigint := (SELECT v.id FROM claims_verdict v
    WHERE v.claim_id = NEW.claim_id AND v.state = 'published' AND v.change <> 'withdrawal');
BEGIN
  IF NEW.state <> 'draft' OR NEW.proposal <> '' OR num_nonnulls(NEW.submitted_by_id, NEW.submitted_at, NEW.approved_by_id,
       NEW.approved_at, NEW.published_by_id, NEW.published_at) > 0 THEN
    PERFORM claims_verdict_refuse('verdict_starts_as_draft', 'a verdict starts as a draft');
  END IF;
  IF NEW.supersedes_id IS DISTINCT FROM current_one THEN
    PERFORM claims_verdict_refuse('verdict_supersedes_the_published_one',
      'beside a published verdict there is only its own correction or withdrawal, and no correction without one');
  END IF;
  RETURN NEW;
END $$;

-- What an update changed, and what the step it takes may change. A verdict never changes its place, each step writes
-- its own columns, and all the rest is content, which changes in a draft alone.
CREATE FUNCTION claims_verdict_columns_kept(old_row jsonb, new_row jsonb) RETURNS void LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  place constant text[] := ARRAY['id', 'claim_id', 'supersedes_id', 'created_at'];
  signed constant text[] := ARRAY['submitted_by_id', 'submitted_at', 'approved_by_id', 'approved_at', 'published_by_id',
    'published_at', 'sent_back_by_id', 'sent_back_reason', 'proposal'];
  step constant text := (old_row ->> 'state') || ' to ' || (new_row ->> 'state');
  changed constant text[] := ARRAY(SELECT n.key FROM jsonb_each(new_row) n
    WHERE n.value IS DISTINCT FROM old_row -> n.key AND n.key NOT IN ('state', 'version', 'updated_at'));
  own constant text[] := CASE step
    WHEN 'draft to submitted' THEN ARRAY['submitted_by_id', 'submitted_at', 'proposal']
    WHEN 'submitted to approved' THEN ARRAY['approved_by_id', 'approved_at']
    WHEN 'approved to published' THEN ARRAY['published_by_id', 'published_at']
    WHEN 'submitted to draft' THEN signed
    WHEN 'approved to draft' THEN signed
    ELSE ARRAY[]::text[] END;
BEGIN
  IF changed <> '{}' AND old_row ->> 'state' IN ('published', 'corrected', 'withdrawn', 'discarded') THEN
    PERFORM claims_verdict_refuse('verdict_published_is_immutable',
      'a ' || (old_row ->> 'state') || ' verdict is never changed');
  END IF;
  IF changed && place THEN
    PERFORM claims_verdict_refuse('verdict_keeps_its_place', 'a verdict stays what it is, of the claim it is of');
  END IF;
  IF changed && ARRAY['approved_by_id', 'approved_at'] AND NOT own && ARRAY['approved_by_id'] THEN
    PERFORM claims_verdict_refuse('verdict_approved_by_approving', 'an approver is set by approving, and by nothing else');
  END IF;
  IF (step = 'draft to draft' AND changed && signed) OR (step <> 'draft to draft' AND NOT changed <@ own) THEN
    PERFORM claims_verdict_refuse('verdict_edited_only_as_draft',
      'the text of a verdict changes only while it is a draft, and who took a step only by that step');
  END IF;
END $$;

CREATE FUNCTION claims_verdict_changed() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  step constant text := OLD.state || ' to ' || NEW.state;
BEGIN
  PERFORM claims_verdict_columns_kept(to_jsonb(OLD), to_jsonb(NEW));
  NEW.version := OLD.version + 1;  -- whoever writes: no opened form may overlook it
  CASE step
    WHEN 'draft to draft', 'submitted to submitted', 'approved to approved', 'published to published',
         'corrected to corrected', 'withdrawn to withdrawn', 'discarded to discarded', 'draft to discarded' THEN
      NULL;
    WHEN 'draft to submitted' THEN
      IF NEW.submitted_by_id IS NULL OR NEW.rating_id IS NULL OR NEW.summary = '' OR NEW.proposal = '' THEN
        PERFORM claims_verdict_refuse('verdict_submitted_whole',
          'a submitted verdict has a rating, a summary, what is proposed to readers, and who submitted it');
      END IF;
    WHEN 'submitted to draft', 'approved to draft' THEN
      IF num_nonnulls(NEW.approved_by_id, NEW.submitted_by_id, NEW.published_by_id) > 0 OR NEW.proposal <> '' THEN
        PERFORM claims_verdict_refuse('verdict_sent_back_clears', 'sending back clears submission and approval');
      END IF;
    WHEN 'submitted to approved' THEN
      IF NEW.approved_by_id IS NULL THEN
        PERFORM claims_verdict_refuse('verdict_approved_by_approving', 'an approval names who approves');
      END IF;
      IF EXISTS (SELECT FROM claims_verdictcontributor c
                  WHERE c.verdict_id = NEW.id AND c.person_id = NEW.approved_by_id)
         OR NEW.approved_by_id IN (NEW.edited_by_id, NEW.submitted_by_id) THEN
        PERFORM claims_verdict_refuse('verdict_four_eyes', 'who wrote any of a verdict cannot approve it');
      END IF;
      IF NOT EXISTS (SELECT FROM claims_user u WHERE u.id = NEW.approved_by_id AND u.is_active) THEN
        PERFORM claims_verdict_refuse('verdict_approver_is_active', 'the second person must be an active member of the desk');
      END IF;
    WHEN 'approved to published' THEN
      IF NEW.published_by_id IS NULL OR NEW.published_at IS NULL THEN
        PERFORM claims_verdict_refuse('verdict_published_by_somebody', 'a publication names who published, and when');
      END IF;
    WHEN 'published to corrected', 'published to withdrawn' THEN
      IF NOT EXISTS (
        SELECT FROM claims_verdict v
         WHERE v.supersedes_id = OLD.id AND v.state IN ('approved', 'published')
           AND (v.change = 'withdrawal') = (NEW.state = 'withdrawn')
      ) THEN
        PERFORM claims_verdict_refuse('verdict_ends_by_a_successor',
          'a published verdict ends only by an approved correction or withdrawal');
      END IF;
    ELSE
      PERFORM claims_verdict_refuse('verdict_steps', 'no step leads from ' || step);
  END CASE;
  RETURN NEW;
END $$;

CREATE FUNCTION claims_verdict_contributors() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO claims_verdictcontributor (verdict_id, person_id)
  SELECT NEW.id, person FROM unnest(ARRAY[NEW.edited_by_id, NEW.submitted_by_id]) person WHERE person IS NOT NULL
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE FUNCTION claims_verdict_settled() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE now_state text := (SELECT state FROM claims_verdict WHERE id = NEW.id);
BEGIN
  IF now_state = 'published' AND NOT EXISTS (SELECT FROM claims_publication p WHERE p.verdict_id = NEW.id) THEN
    PERFORM claims_verdict_refuse('verdict_published_has_a_document', 'a published verdict has its frozen document');
  END IF;
  IF now_state = 'published' AND NOT EXISTS (
    SELECT FROM claims_publicationstate s JOIN claims_publication p ON p.id = s.publication_id WHERE p.verdict_id = NEW.id
  ) THEN
    PERFORM claims_verdict_refuse('publication_has_a_standing', 'a publication is current, superseded or withdrawn');
  END IF;
  IF now_state IN ('corrected', 'withdrawn') AND NOT EXISTS (
    SELECT FROM claims_verdict v WHERE v.supersedes_id = NEW.id AND v.state IN ('published', 'corrected', 'withdrawn')
  ) THEN
    PERFORM claims_verdict_refuse('verdict_ends_by_a_successor', 'the successor was not published');
  END IF;
  RETURN NULL;
END $$;

-- Whoever writes a verdict says so in the record, in the same transaction; a step by the name of who took it.
CREATE FUNCTION claims_verdict_recorded() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  is_step constant boolean := TG_OP = 'UPDATE' AND OLD.state IS DISTINCT FROM NEW.state;
  needed constant text := CASE WHEN is_step THEN 'verdict.' || CASE NEW.state
    WHEN 'draft' THEN 'sent_back' WHEN 'withdrawn' THEN 'superseded' WHEN 'corrected' THEN 'superseded'
    ELSE CASE WHEN NEW.state = 'published' AND NEW.change = 'withdrawal' THEN 'withdrawn' ELSE NEW.state END END END;
  who constant bigint := CASE WHEN is_step THEN CASE NEW.state
    WHEN 'submitted' THEN NEW.submitted_by_id WHEN 'approved' THEN NEW.approved_by_id
    WHEN 'published' THEN NEW.published_by_id WHEN 'draft' THEN NEW.sent_back_by_id END END;
BEGIN
  IF NOT EXISTS (
    SELECT FROM claims_event e
     WHERE e.subject_type = 'verdict' AND e.subject_pk = NEW.id::text AND e.recorded_at >= transaction_timestamp()
       AND e.kind = coalesce(needed, e.kind) AND coalesce(e.actor_pk = who, who IS NULL)
  ) THEN
    PERFORM claims_verdict_refuse('verdict_on_record', 'this act is not in the record');
  END IF;
  RETURN NULL;
END $$;

-- A verdict is not deleted: a discarded one is still the record of who wrote what.
CREATE TRIGGER verdict_never_deleted BEFORE DELETE ON claims_verdict FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER verdict_no_truncate BEFORE TRUNCATE ON claims_verdict FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER verdict_born BEFORE INSERT ON claims_verdict FOR EACH ROW EXECUTE FUNCTION claims_verdict_born();
CREATE TRIGGER verdict_guard BEFORE UPDATE ON claims_verdict FOR EACH ROW EXECUTE FUNCTION claims_verdict_changed();
CREATE TRIGGER verdict_contributors AFTER INSERT OR UPDATE OF edited_by_id, submitted_by_id ON claims_verdict
  FOR EACH ROW EXECUTE FUNCTION claims_verdict_contributors();
CREATE CONSTRAINT TRIGGER verdict_settled AFTER UPDATE ON claims_verdict DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION claims_verdict_settled();
CREATE CONSTRAINT TRIGGER verdict_on_record AFTER INSERT OR UPDATE ON claims_verdict DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION claims_verdict_recorded();
ALTER TABLE claims_verdict
  ENABLE ALWAYS TRIGGER verdict_never_deleted, ENABLE ALWAYS TRIGGER verdict_no_truncate,
  ENABLE ALWAYS TRIGGER verdict_born, ENABLE ALWAYS TRIGGER verdict_guard,
  ENABLE ALWAYS TRIGGER verdict_contributors, ENABLE ALWAYS TRIGGER verdict_settled,
  ENABLE ALWAYS TRIGGER verdict_on_record;

-- Citations are written while the verdict is a draft (submitting does it) and frozen from then on.
CREATE FUNCTION claims_citation_guard() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE touched bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.verdict_id ELSE NEW.verdict_id END;
BEGIN
  IF (SELECT state FROM claims_verdict WHERE id = touched FOR UPDATE) <> 'draft'
     OR (TG_OP = 'UPDATE' AND OLD.verdict_id <> NEW.verdict_id) THEN
    PERFORM claims_verdict_refuse('verdictcitation_frozen', 'what a submitted verdict relied on is frozen');
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF NOT EXISTS (SELECT FROM claims_evidence e JOIN claims_verdict v ON v.claim_id = e.claim_id
                  WHERE e.id = NEW.evidence_id AND v.id = NEW.verdict_id) THEN
    PERFORM claims_verdict_refuse('verdictcitation_of_its_claim', 'a verdict cites evidence of its own claim');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER verdictcitation_frozen BEFORE INSERT OR UPDATE OR DELETE ON claims_verdictcitation
  FOR EACH ROW EXECUTE FUNCTION claims_citation_guard();
CREATE TRIGGER verdictcitation_no_truncate BEFORE TRUNCATE ON claims_verdictcitation
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_verdictcitation
  ENABLE ALWAYS TRIGGER verdictcitation_frozen, ENABLE ALWAYS TRIGGER verdictcitation_no_truncate;
