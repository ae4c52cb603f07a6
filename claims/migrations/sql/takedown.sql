-- A hiding begins unreviewed and is reviewed once, by another than who hid; one that was upheld may be lifted later, when
-- the desk has corrected or withdrawn. What it is about never changes.
CREATE FUNCTION claims_hiding_steps() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM claims_verdict_refuse('hiding_never_deleted', 'a hiding is never deleted');
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.outcome <> '' THEN
      PERFORM claims_verdict_refuse('hiding_begins_unreviewed', 'a hiding begins unreviewed');
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.claim_id, NEW.reason, NEW.hidden_by_id, NEW.hidden_at, NEW.review_due_at)
     IS DISTINCT FROM (OLD.claim_id, OLD.reason, OLD.hidden_by_id, OLD.hidden_at, OLD.review_due_at) THEN
    PERFORM claims_verdict_refuse('hiding_about_the_same', 'what was hidden, why and by whom never changes');
  END IF;
  IF (OLD.outcome || ' to ' || NEW.outcome) NOT IN (' to upheld', ' to lifted', 'upheld to lifted') THEN
    PERFORM claims_verdict_refuse('hiding_reviewed_once', 'this hiding was reviewed');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hiding_steps BEFORE INSERT OR UPDATE OR DELETE ON claims_hiding
  FOR EACH ROW EXECUTE FUNCTION claims_hiding_steps();
CREATE TRIGGER hiding_no_truncate BEFORE TRUNCATE ON claims_hiding
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_hiding ENABLE ALWAYS TRIGGER hiding_steps, ENABLE ALWAYS TRIGGER hiding_no_truncate;

-- A link shows the same one thing to the same person until the same moment; it is revoked once and for good.
CREATE FUNCTION claims_previewlink_steps() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM claims_verdict_refuse('previewlink_never_deleted', 'who was shown what stays on record');
  END IF;
  IF to_jsonb(NEW) - ARRAY['revoked_at', 'opened', 'last_opened_at']
     <> to_jsonb(OLD) - ARRAY['revoked_at', 'opened', 'last_opened_at'] THEN
    PERFORM claims_verdict_refuse('previewlink_shows_the_same', 'what a link shows, to whom and how long never changes');
  END IF;
  IF OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
    PERFORM claims_verdict_refuse('previewlink_revoked_for_good', 'this link was revoked');
  END IF;
  IF NEW.opened < OLD.opened OR (NEW.opened > OLD.opened AND OLD.revoked_at IS NOT NULL) THEN
    PERFORM claims_verdict_refuse('previewlink_openings_counted', 'openings are counted, and only of a link that is open');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER previewlink_steps BEFORE UPDATE OR DELETE ON claims_previewlink
  FOR EACH ROW EXECUTE FUNCTION claims_previewlink_steps();
CREATE TRIGGER previewlink_no_truncate BEFORE TRUNCATE ON claims_previewlink
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_previewlink ENABLE ALWAYS TRIGGER previewlink_steps, ENABLE ALWAYS TRIGGER previewlink_no_truncate;

-- Whether the law called for the destruction of a content: the tombstone stands.
CREATE FUNCTION claims_redacted(what text, which text) RETURNS boolean LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM claims_redaction r WHERE r.kind = what AND r.key = which)
$$;

-- Two people: the request is on record as the act of who asked, before somebody else carries it out.
CREATE FUNCTION claims_redaction_asked() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM claims_event e WHERE e.kind = 'redaction.asked' AND e.actor_pk = NEW.asked_by_id
       AND e.subject_type = NEW.kind AND e.subject_pk = NEW.key
  ) THEN
    PERFORM claims_verdict_refuse('redaction_asked_on_record', 'nobody of this name asked for this redaction');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER redaction_asked BEFORE INSERT ON claims_redaction
  FOR EACH ROW EXECUTE FUNCTION claims_redaction_asked();
ALTER TABLE claims_redaction ENABLE ALWAYS TRIGGER redaction_asked;

-- Append-only, but for a redaction: it takes the place of the content alone, once, and of nothing beside it. The
-- application's role may not even try: it holds no UPDATE on these tables, and goes by claims_redact() below.
CREATE FUNCTION claims_refuse_unless_redacted() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  was constant jsonb := to_jsonb(OLD);
  becomes constant jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(NEW) END;
  content constant text[] := CASE TG_TABLE_NAME
    WHEN 'claims_publication' THEN ARRAY['document', 'sha256', 'title', 'public_note', 'search']
    WHEN 'claims_snapshot' THEN ARRAY['text', 'text_sha256', 'title', 'byline', 'headers', 'body_id']
    WHEN 'claims_extraction' THEN ARRAY['text', 'title', 'byline']
    WHEN 'claims_blob' THEN ARRAY['compressed'] ELSE ARRAY[]::text[] END;
  is_lawful constant boolean := TG_OP = 'UPDATE' AND was - content = becomes - content AND CASE TG_TABLE_NAME
    WHEN 'claims_publication' THEN claims_redacted('publication', was ->> 'id')
      AND NOT (was ->> 'document')::jsonb ? 'redacted' AND (becomes ->> 'document')::jsonb ? 'redacted'
    WHEN 'claims_snapshot' THEN claims_redacted('snapshot', was ->> 'id') AND becomes ->> 'text' = ''
    WHEN 'claims_extraction' THEN becomes ->> 'text' = '' AND EXISTS (
      SELECT FROM claims_redaction r WHERE r.kind = 'snapshot' AND r.sha256 = was ->> 'blob_id')
    WHEN 'claims_blob' THEN becomes ->> 'compressed' = '\x' AND EXISTS (
      SELECT FROM claims_redaction r WHERE r.kind = 'snapshot' AND r.sha256 = was ->> 'sha256')
    ELSE false END;
BEGIN
  IF is_lawful THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;
DROP TRIGGER publication_append_only ON claims_publication;
CREATE TRIGGER publication_append_only BEFORE UPDATE OR DELETE ON claims_publication
  FOR EACH ROW EXECUTE FUNCTION claims_refuse_unless_redacted();
ALTER TABLE claims_publication ENABLE ALWAYS TRIGGER publication_append_only;
DROP TRIGGER snapshot_append_only ON claims_snapshot;
CREATE TRIGGER snapshot_append_only BEFORE UPDATE OR DELETE ON claims_snapshot
  FOR EACH ROW EXECUTE FUNCTION claims_refuse_unless_redacted();
ALTER TABLE claims_snapshot ENABLE ALWAYS TRIGGER snapshot_append_only;
DROP TRIGGER extraction_append_only ON claims_extraction;
CREATE TRIGGER extraction_append_only BEFORE UPDATE OR DELETE ON claims_extraction
  FOR EACH ROW EXECUTE FUNCTION claims_refuse_unless_redacted();
ALTER TABLE claims_extraction ENABLE ALWAYS TRIGGER extraction_append_only;
DROP TRIGGER blob_append_only ON claims_blob;
CREATE TRIGGER blob_append_only BEFORE UPDATE OR DELETE ON claims_blob
  FOR EACH ROW EXECUTE FUNCTION claims_refuse_unless_redacted();
ALTER TABLE claims_blob ENABLE ALWAYS TRIGGER blob_append_only;

-- The one way to destroy a content: as the tables' owner, and only where the tombstone stands. The application's role may
-- call it (services/installing.py), and nobody else.
CREATE FUNCTION claims_redact(what text, which text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  stone claims_redaction%ROWTYPE;
  touched integer;
BEGIN
  SELECT * INTO stone FROM claims_redaction r WHERE r.kind = what AND r.key = which;
  IF NOT FOUND THEN
    PERFORM claims_verdict_refuse('redaction_leaves_a_tombstone', 'no redaction of this is on record');
  END IF;
  CASE what
    WHEN 'publication' THEN
      WITH told AS (
        SELECT p.id, jsonb_build_object('slug', p.slug, 'number', p.number, 'redacted', jsonb_build_object(
          'on', to_char(stone.carried_out_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), 'wording', stone.public_wording,
          'sha256', p.sha256))::text AS document
          FROM claims_publication p WHERE p.id = which::bigint
      )
      UPDATE claims_publication p SET document = told.document, title = 'Redacted', public_note = '',
             sha256 = encode(sha256(convert_to(told.document, 'UTF8')), 'hex')
        FROM told WHERE p.id = told.id;
    WHEN 'snapshot' THEN
      UPDATE claims_snapshot SET text = '', text_sha256 = '', title = '', byline = '', headers = '[]', body_id = NULL
       WHERE id = which::bigint;
    WHEN 'event' THEN
      DELETE FROM claims_eventcontent WHERE event_id = which::bigint;
    WHEN 'comment' THEN
      UPDATE claims_comment SET text = '[redacted]' WHERE id = which::bigint;
  END CASE;
  GET DIAGNOSTICS touched = ROW_COUNT;
  IF touched = 0 THEN
    PERFORM claims_verdict_refuse('redaction_destroys_something', 'there is no content of this (any more)');
  END IF;
  -- Bytes that no other capture holds go too, with the article that was read out of them.
  IF what = 'snapshot' AND stone.sha256 <> ''
     AND NOT EXISTS (SELECT FROM claims_snapshot s WHERE s.body_id = stone.sha256) THEN
    UPDATE claims_extraction SET text = '', title = '', byline = '' WHERE blob_id = stone.sha256;
    UPDATE claims_blob SET compressed = '' WHERE sha256 = stone.sha256;
  END IF;
END $$;
REVOKE ALL ON FUNCTION claims_redact(text, text) FROM PUBLIC;
