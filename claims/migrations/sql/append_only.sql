-- Every function of the desk names its search path, with pg_temp last: otherwise a temporary table of the same name,
-- which anybody may create, would stand in for the real one in the middle of a guard.

-- Rows that are written once. Row triggers stop UPDATE and DELETE; only a statement trigger stops TRUNCATE.
CREATE FUNCTION claims_refuse() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;

CREATE TRIGGER articleversion_append_only BEFORE UPDATE OR DELETE ON claims_articleversion
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER articleversion_no_truncate BEFORE TRUNCATE ON claims_articleversion
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_articleversion ENABLE ALWAYS TRIGGER articleversion_append_only, ENABLE ALWAYS TRIGGER articleversion_no_truncate;

CREATE TRIGGER snapshot_append_only BEFORE UPDATE OR DELETE ON claims_snapshot
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER snapshot_no_truncate BEFORE TRUNCATE ON claims_snapshot
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_snapshot ENABLE ALWAYS TRIGGER snapshot_append_only, ENABLE ALWAYS TRIGGER snapshot_no_truncate;

CREATE TRIGGER blob_append_only BEFORE UPDATE OR DELETE ON claims_blob
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER blob_no_truncate BEFORE TRUNCATE ON claims_blob
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_blob ENABLE ALWAYS TRIGGER blob_append_only, ENABLE ALWAYS TRIGGER blob_no_truncate;

CREATE TRIGGER finding_append_only BEFORE UPDATE OR DELETE ON claims_finding
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER finding_no_truncate BEFORE TRUNCATE ON claims_finding
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_finding ENABLE ALWAYS TRIGGER finding_append_only, ENABLE ALWAYS TRIGGER finding_no_truncate;

CREATE TRIGGER dismissal_append_only BEFORE UPDATE OR DELETE ON claims_dismissal
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER dismissal_no_truncate BEFORE TRUNCATE ON claims_dismissal
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_dismissal ENABLE ALWAYS TRIGGER dismissal_append_only, ENABLE ALWAYS TRIGGER dismissal_no_truncate;

CREATE TRIGGER publication_append_only BEFORE UPDATE OR DELETE ON claims_publication
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER publication_no_truncate BEFORE TRUNCATE ON claims_publication
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_publication ENABLE ALWAYS TRIGGER publication_append_only, ENABLE ALWAYS TRIGGER publication_no_truncate;

CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON claims_event
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON claims_event
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_event ENABLE ALWAYS TRIGGER event_append_only, ENABLE ALWAYS TRIGGER event_no_truncate;

CREATE TRIGGER eventseal_append_only BEFORE UPDATE OR DELETE ON claims_eventseal
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER eventseal_no_truncate BEFORE TRUNCATE ON claims_eventseal
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_eventseal ENABLE ALWAYS TRIGGER eventseal_append_only, ENABLE ALWAYS TRIGGER eventseal_no_truncate;

CREATE TRIGGER verdictcontributor_append_only BEFORE UPDATE OR DELETE ON claims_verdictcontributor
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER verdictcontributor_no_truncate BEFORE TRUNCATE ON claims_verdictcontributor
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_verdictcontributor ENABLE ALWAYS TRIGGER verdictcontributor_append_only, ENABLE ALWAYS TRIGGER verdictcontributor_no_truncate;

CREATE TRIGGER gateoverride_append_only BEFORE UPDATE OR DELETE ON claims_gateoverride
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER gateoverride_no_truncate BEFORE TRUNCATE ON claims_gateoverride
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_gateoverride ENABLE ALWAYS TRIGGER gateoverride_append_only, ENABLE ALWAYS TRIGGER gateoverride_no_truncate;

-- The content of an event may be destroyed by a lawful erasure (as the owner: the application's role has no
-- DELETE here), but never changed.
CREATE TRIGGER eventcontent_append_only BEFORE UPDATE ON claims_eventcontent
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER eventcontent_no_truncate BEFORE TRUNCATE ON claims_eventcontent
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_eventcontent
  ENABLE ALWAYS TRIGGER eventcontent_append_only, ENABLE ALWAYS TRIGGER eventcontent_no_truncate;
