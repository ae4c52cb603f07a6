-- A tip is decided once and answered once; what a reader wrote never changes, and personal data that is gone stays gone.
CREATE FUNCTION claims_tip_steps() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM claims_verdict_refuse('tip_never_deleted', 'a tip is never deleted: what was declined stays on record');
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'new' THEN
      PERFORM claims_verdict_refuse('tip_begins_undecided', 'a tip begins undecided');
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.kind, NEW.text, NEW.url, NEW.publication_id, NEW.received_at)
     IS DISTINCT FROM (OLD.id, OLD.kind, OLD.text, OLD.url, OLD.publication_id, OLD.received_at) THEN
    PERFORM claims_verdict_refuse('tip_says_what_was_sent', 'what a reader sent never changes');
  END IF;
  IF OLD.state <> 'new' AND (NEW.state, NEW.claim_id, NEW.duplicate_of_id, NEW.decided_by_id, NEW.decided_at, NEW.reason)
     IS DISTINCT FROM (OLD.state, OLD.claim_id, OLD.duplicate_of_id, OLD.decided_by_id, OLD.decided_at, OLD.reason) THEN
    PERFORM claims_verdict_refuse('tip_decided_once', 'this tip was decided');
  END IF;
  -- An answer may name the reader: their name goes out of it with their other personal data, in the same step.
  IF OLD.answered_at IS NOT NULL AND (NEW.answered_at IS DISTINCT FROM OLD.answered_at OR (
       NEW.answer IS DISTINCT FROM OLD.answer
       AND (OLD.personal_removed_at IS NOT NULL OR NEW.personal_removed_at IS NULL OR OLD.name || OLD.email = ''))) THEN
    PERFORM claims_verdict_refuse('tip_answered_once', 'this tip was answered');
  END IF;
  -- Personal data can only be emptied, never written, and kept no longer than the reader was told.
  IF (NEW.name <> OLD.name AND NEW.name <> '') OR (NEW.email <> OLD.email AND NEW.email <> '')
     OR (OLD.personal_removed_at IS NOT NULL AND NEW.personal_removed_at IS DISTINCT FROM OLD.personal_removed_at)
     OR NEW.personal_until > OLD.personal_until OR (NEW.personal_until IS NULL AND OLD.personal_until IS NOT NULL) THEN
    PERFORM claims_verdict_refuse('tip_personal_data_stays_gone', 'personal data is only ever removed');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tip_steps BEFORE INSERT OR UPDATE OR DELETE ON claims_tip
  FOR EACH ROW EXECUTE FUNCTION claims_tip_steps();
CREATE TRIGGER tip_no_truncate BEFORE TRUNCATE ON claims_tip
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_tip ENABLE ALWAYS TRIGGER tip_steps, ENABLE ALWAYS TRIGGER tip_no_truncate;
