-- Guards of marking: what may be taken back, and what became of old marks.

-- A mark is taken back on the record, which keeps all of it, or not at all. The event stands in the transaction that
-- deletes the row, and a minute is more than that takes.
CREATE FUNCTION claims_is_taken_back(noun text, key bigint) RETURNS boolean LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM claims_event e
     WHERE e.subject_type = noun AND e.subject_pk = key::text AND e.kind = noun || '.unmarked'
       AND e.recorded_at > clock_timestamp() - interval '1 minute')
$$;

-- Only a claim that nobody worked on: one that was reviewed stays, whatever is on record.
CREATE FUNCTION claims_claim_taken_back() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.status <> 'unreviewed' OR NOT claims_is_taken_back('claim', OLD.id) THEN
    RAISE EXCEPTION 'claim % is not taken back on the record: it stays', OLD.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'claim_only_taken_back';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER claim_only_taken_back BEFORE DELETE ON claims_claim
  FOR EACH ROW EXECUTE FUNCTION claims_claim_taken_back();
ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER claim_only_taken_back;

-- A mark is young, and no verdict was handed in while it stood in the text.
CREATE FUNCTION claims_appearance_taken_back() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT claims_is_taken_back('appearance', OLD.id)
     OR OLD.created_at < clock_timestamp() - interval '20 minutes'
     OR EXISTS (SELECT FROM claims_verdict v WHERE v.claim_id = OLD.claim_id AND v.submitted_at >= OLD.created_at) THEN
    RAISE EXCEPTION 'mark % is not taken back on the record: it stays', OLD.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'appearance_only_taken_back';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER appearance_only_taken_back BEFORE DELETE ON claims_appearance
  FOR EACH ROW EXECUTE FUNCTION claims_appearance_taken_back();
ALTER TABLE claims_appearance ENABLE ALWAYS TRIGGER appearance_only_taken_back;

-- What became of an old mark: of the same article and the same claim, told once, settled once. A mark that settled it
-- can be taken back while it is young: then it is unsettled again.
CREATE FUNCTION claims_reanchoring_guard() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (
       (NEW.article_version_id, NEW.appearance_id, NEW.outcome)
         IS DISTINCT FROM (OLD.article_version_id, OLD.appearance_id, OLD.outcome)
       OR (OLD.settled_at IS NOT NULL AND NEW.settled_at IS NOT NULL
           AND (NEW.settled_as, NEW.settled_by_id, NEW.settled_at, NEW.became_id)
             IS DISTINCT FROM (OLD.settled_as, OLD.settled_by_id, OLD.settled_at, OLD.became_id))) THEN
    RAISE EXCEPTION 'what became of a mark is told once'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'reanchoring_told_once';
  END IF;
  IF NOT EXISTS (
    SELECT FROM claims_articleversion now, claims_articleversion was, claims_appearance a
     WHERE now.id = NEW.article_version_id AND a.id = NEW.appearance_id AND was.id = a.article_version_id
       AND was.article_id = now.article_id AND was.number < now.number)
     OR (NEW.became_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM claims_appearance a, claims_appearance b
     WHERE a.id = NEW.appearance_id AND b.id = NEW.became_id AND b.claim_id = a.claim_id
       AND b.article_version_id = NEW.article_version_id)) THEN
    RAISE EXCEPTION 'a mark is followed from an earlier version of the article, with its claim'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'reanchoring_follows_the_claim';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reanchoring_guard BEFORE INSERT OR UPDATE ON claims_reanchoring
  FOR EACH ROW EXECUTE FUNCTION claims_reanchoring_guard();
ALTER TABLE claims_reanchoring ENABLE ALWAYS TRIGGER reanchoring_guard;
