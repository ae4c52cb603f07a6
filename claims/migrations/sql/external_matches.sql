-- As for two claims of the desk: what was decided is of this claim and this check.
CREATE FUNCTION claims_externalmatch_changed() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (OLD.id, OLD.claim_id, OLD.external_check_id) IS DISTINCT FROM (NEW.id, NEW.claim_id, NEW.external_check_id) THEN
    PERFORM claims_discussion_refuse('externalmatch_keeps_its_pair', 'what was decided about a claim and a check is of these two');
  END IF;
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER externalmatch_changed BEFORE UPDATE ON claims_externalmatch
  FOR EACH ROW EXECUTE FUNCTION claims_externalmatch_changed();
ALTER TABLE claims_externalmatch ENABLE ALWAYS TRIGGER externalmatch_changed;
