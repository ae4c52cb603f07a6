-- Guards of discussion: what was said stays said, what was sent stays as it was sent, and a pair stays a pair.

-- Has this been checked before? (services.matching): claims that share some telling words with a statement.
CREATE INDEX claim_by_words ON claims_claim USING gin (to_tsvector('simple'::regconfig, COALESCE(statement, '')));
-- By the index, always: where words are rare, the planner believes that so many rows are soon found without it.
CREATE FUNCTION claims_sharing_words(wanted text, at_most integer) RETURNS SETOF bigint LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
  SELECT id FROM claims_claim
   WHERE to_tsvector('simple'::regconfig, COALESCE(statement, '')) @@ to_tsquery('simple'::regconfig, wanted)
   LIMIT at_most
$$;

CREATE FUNCTION claims_discussion_refuse(law text, why text) RETURNS void LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '%', why USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = law;
END $$;

CREATE FUNCTION claims_comment_written() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.taken_back_at IS NOT NULL THEN
    PERFORM claims_discussion_refuse('comment_is_said_first', 'a comment is said before it is taken back');
  END IF;
  IF NEW.answers_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM claims_comment c
     WHERE c.id = NEW.answers_id AND c.claim_id = NEW.claim_id AND c.answers_id IS NULL AND c.id <> NEW.id
  ) THEN
    PERFORM claims_discussion_refuse('comment_answers_one_level_deep',
      'an answer is given to a comment on the same claim that is no answer itself');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER comment_written BEFORE INSERT ON claims_comment
  FOR EACH ROW EXECUTE FUNCTION claims_comment_written();

-- Its writer may take a comment back, once. Its words go only where a redaction of it is on record.
CREATE FUNCTION claims_comment_changed() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.text IS DISTINCT FROM OLD.text AND NOT (NEW.text = '[redacted]' AND EXISTS (
    SELECT FROM claims_redaction r WHERE r.kind = 'comment' AND r.key = OLD.id::text
  )) THEN
    PERFORM claims_discussion_refuse('comment_stays_said', 'a comment is never reworded');
  END IF;
  IF OLD.taken_back_at IS NOT NULL AND NEW.taken_back_at IS DISTINCT FROM OLD.taken_back_at
     OR (to_jsonb(NEW) - 'text' - 'taken_back_at') IS DISTINCT FROM (to_jsonb(OLD) - 'text' - 'taken_back_at') THEN
    PERFORM claims_discussion_refuse('comment_stays_said', 'a comment stays where it is, and who took it back did');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER comment_changed BEFORE UPDATE ON claims_comment
  FOR EACH ROW EXECUTE FUNCTION claims_comment_changed();
CREATE TRIGGER comment_not_deleted BEFORE DELETE ON claims_comment
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER comment_no_truncate BEFORE TRUNCATE ON claims_comment
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_comment ENABLE ALWAYS TRIGGER comment_written, ENABLE ALWAYS TRIGGER comment_changed,
  ENABLE ALWAYS TRIGGER comment_not_deleted, ENABLE ALWAYS TRIGGER comment_no_truncate;

CREATE TRIGGER comment_mentions_append_only BEFORE UPDATE OR DELETE ON claims_comment_mentions
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER comment_mentions_no_truncate BEFORE TRUNCATE ON claims_comment_mentions
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_comment_mentions ENABLE ALWAYS TRIGGER comment_mentions_append_only,
  ENABLE ALWAYS TRIGGER comment_mentions_no_truncate;

-- A letter stays as it was sent; what came of it is added, and every change of that is another version.
CREATE FUNCTION claims_contactattempt_changed() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (OLD.id, OLD.claim_id, OLD.channel, OLD.contacted_at, OLD.contacted_by_id, OLD.recipient, OLD.letter, OLD.answer_by)
     IS DISTINCT FROM
     (NEW.id, NEW.claim_id, NEW.channel, NEW.contacted_at, NEW.contacted_by_id, NEW.recipient, NEW.letter, NEW.answer_by)
  THEN
    PERFORM claims_discussion_refuse('contactattempt_as_sent', 'a letter stays as it was sent, and to whom, and until when');
  END IF;
  IF OLD.replied_at IS NOT NULL AND NEW.replied_at IS NULL OR OLD.reply <> '' AND NEW.reply = '' THEN
    PERFORM claims_discussion_refuse('contactattempt_reply_stays', 'a reply that came in is not unsaid');
  END IF;
  NEW.version := OLD.version + 1;  -- whoever writes: no opened form may overlook it
  RETURN NEW;
END $$;
CREATE TRIGGER contactattempt_changed BEFORE UPDATE ON claims_contactattempt
  FOR EACH ROW EXECUTE FUNCTION claims_contactattempt_changed();
ALTER TABLE claims_contactattempt ENABLE ALWAYS TRIGGER contactattempt_changed;

CREATE FUNCTION claims_correctionrequest_changed() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.outcome IN ('corrected', 'partly') AND NEW.proof_url = '' THEN
    PERFORM claims_discussion_refuse('correctionrequest_proved', 'where a correction stands is said');
  END IF;
  IF NEW.outcome_on < NEW.asked_on THEN
    PERFORM claims_discussion_refuse('correctionrequest_asked_first', 'it was not answered before it was asked');
  END IF;
  IF TG_OP = 'INSERT' THEN
    RETURN NEW;
  END IF;
  IF (OLD.id, OLD.claim_id, OLD.outlet, OLD.asked_whom, OLD.asked_on, OLD.asked_by_id, OLD.words)
     IS DISTINCT FROM
     (NEW.id, NEW.claim_id, NEW.outlet, NEW.asked_whom, NEW.asked_on, NEW.asked_by_id, NEW.words) THEN
    PERFORM claims_discussion_refuse('correctionrequest_as_asked', 'what was asked of an outlet, and when, stays as it was');
  END IF;
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER correctionrequest_changed BEFORE INSERT OR UPDATE ON claims_correctionrequest
  FOR EACH ROW EXECUTE FUNCTION claims_correctionrequest_changed();
ALTER TABLE claims_correctionrequest ENABLE ALWAYS TRIGGER correctionrequest_changed;

CREATE FUNCTION claims_match_changed() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (OLD.id, OLD.claim_id, OLD.other_id) IS DISTINCT FROM (NEW.id, NEW.claim_id, NEW.other_id) THEN
    PERFORM claims_discussion_refuse('match_keeps_its_pair', 'what was decided about two claims is of these two');
  END IF;
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER match_changed BEFORE UPDATE ON claims_match
  FOR EACH ROW EXECUTE FUNCTION claims_match_changed();
ALTER TABLE claims_match ENABLE ALWAYS TRIGGER match_changed;
