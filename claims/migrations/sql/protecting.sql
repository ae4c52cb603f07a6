-- Who may know a protected source: the list keeps its last person, and the record doesn't name the source.
CREATE FUNCTION claims_sourceaccess_law() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  still_protected boolean;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.source_id, NEW.person_id, NEW.granted_by_id, NEW.granted_at, NEW.reason)
       IS DISTINCT FROM (OLD.id, OLD.source_id, OLD.person_id, OLD.granted_by_id, OLD.granted_at, OLD.reason)
       OR NEW.looks < OLD.looks THEN
      PERFORM claims_verdict_refuse('sourceaccess_stays_as_given', 'who let whom in never changes, and looks only add up');
    END IF;
    RETURN NEW;
  END IF;
  -- Two who take each other off wait for one another here: the second finds themselves alone.
  SELECT is_sensitive INTO still_protected FROM claims_source WHERE id = OLD.source_id FOR NO KEY UPDATE;
  IF still_protected AND NOT EXISTS (
       SELECT FROM claims_sourceaccess WHERE source_id = OLD.source_id AND id <> OLD.id) THEN
    PERFORM claims_verdict_refuse('sourceaccess_never_empty', 'the last who knows a protected source stays on its list');
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER sourceaccess_law BEFORE UPDATE OR DELETE ON claims_sourceaccess
  FOR EACH ROW EXECUTE FUNCTION claims_sourceaccess_law();

CREATE FUNCTION claims_event_names_no_protected() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM claims_source WHERE id::text = NEW.subject_pk AND is_sensitive
             AND left(public_wording, 200) <> NEW.subject_label) THEN
    PERFORM claims_verdict_refuse('event_names_no_protected_source', 'the record names a protected source by its public wording');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER event_names_no_protected BEFORE INSERT ON claims_event
  FOR EACH ROW WHEN (NEW.subject_type = 'source') EXECUTE FUNCTION claims_event_names_no_protected();

CREATE FUNCTION claims_content_tells_no_protected() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.body ?| ARRAY['slug', 'url', 'publisher', 'title', 'witness', 'changes'] AND EXISTS (
       SELECT FROM claims_event e JOIN claims_source s ON s.id::text = e.subject_pk
       WHERE e.id = NEW.event_id AND e.subject_type = 'source' AND s.is_sensitive) THEN
    PERFORM claims_verdict_refuse('content_tells_no_protected_source', 'the record does not say who a protected source is');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER content_tells_no_protected BEFORE INSERT ON claims_eventcontent
  FOR EACH ROW EXECUTE FUNCTION claims_content_tells_no_protected();
ALTER TABLE claims_sourceaccess ENABLE ALWAYS TRIGGER sourceaccess_law;
ALTER TABLE claims_event ENABLE ALWAYS TRIGGER event_names_no_protected;
ALTER TABLE claims_eventcontent ENABLE ALWAYS TRIGGER content_tells_no_protected;
