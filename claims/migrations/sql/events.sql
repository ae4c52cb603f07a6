-- Ids of events are given out under a shared lock that is kept to the end of the transaction. Who holds it
-- exclusively (the sealer) knows that no event with a lower id than the highest one can still appear.
CREATE FUNCTION claims_event_number() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7220351);
  NEW.id := nextval(pg_get_serial_sequence('claims_event', 'id'));
  NEW.recorded_at := clock_timestamp();
  IF NEW.happened_at > NEW.recorded_at + interval '5 minutes' THEN
    RAISE EXCEPTION 'nothing is recorded before it happens'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'event_happened_before_it_was_recorded';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER event_numbered_under_the_lock BEFORE INSERT ON claims_event
  FOR EACH ROW EXECUTE FUNCTION claims_event_number();
ALTER TABLE claims_event ENABLE ALWAYS TRIGGER event_numbered_under_the_lock;
