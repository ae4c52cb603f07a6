-- What capturing learns is written once, as everything that was captured.
CREATE TRIGGER probe_append_only BEFORE UPDATE OR DELETE ON claims_probe
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER probe_no_truncate BEFORE TRUNCATE ON claims_probe
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_probe ENABLE ALWAYS TRIGGER probe_append_only, ENABLE ALWAYS TRIGGER probe_no_truncate;

CREATE TRIGGER extraction_append_only BEFORE UPDATE OR DELETE ON claims_extraction
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER extraction_no_truncate BEFORE TRUNCATE ON claims_extraction
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_extraction ENABLE ALWAYS TRIGGER extraction_append_only, ENABLE ALWAYS TRIGGER extraction_no_truncate;

CREATE TRIGGER archivecopy_append_only BEFORE UPDATE OR DELETE ON claims_archivecopy
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER archivecopy_no_truncate BEFORE TRUNCATE ON claims_archivecopy
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_archivecopy ENABLE ALWAYS TRIGGER archivecopy_append_only, ENABLE ALWAYS TRIGGER archivecopy_no_truncate;

-- An alert is opened and resolved, once each. What it is about never changes, and nothing about it once it is resolved.
CREATE FUNCTION claims_alert_steps() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'an alert is never deleted'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'alert_never_deleted';
  END IF;
  IF OLD.state = 'resolved' THEN
    RAISE EXCEPTION 'alert % is resolved: it never changes again', OLD.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'alert_resolved_for_good';
  END IF;
  IF (NEW.verdict_id, NEW.evidence_id, NEW.opened_at, NEW.opened_by_id)
     IS DISTINCT FROM (OLD.verdict_id, OLD.evidence_id, OLD.opened_at, OLD.opened_by_id) THEN
    RAISE EXCEPTION 'what alert % is about never changes', OLD.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'alert_about_the_same';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER alert_steps BEFORE UPDATE OR DELETE ON claims_alert
  FOR EACH ROW EXECUTE FUNCTION claims_alert_steps();
ALTER TABLE claims_alert ENABLE ALWAYS TRIGGER alert_steps;
