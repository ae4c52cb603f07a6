-- What a search on the desk finds a claim by beside its statement: who said it, by every name, and the words that
-- articles have for it, where the statement doesn't hold them already. A line each, so that no phrase runs across two;
-- of very long and of very many words the first.
CREATE FUNCTION claims_claim_found_by(claim bigint, statement text, claimant bigint, label text) RETURNS text
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN left(concat_ws(E'\n',
    (SELECT concat_ws(E'\n', c.name, nullif(c.native_name, '')) FROM claims_claimant c WHERE c.id = claimant),
    nullif(label, ''),
    (SELECT string_agg(DISTINCT left(a.exact, 1000), E'\n') FROM claims_appearance a
      WHERE a.claim_id = claim AND a.exact <> '' AND strpos(upper(statement), upper(a.exact)) = 0)), 4000);
END $$;

-- Of what is there already, before there are triggers that would work it out again; statuses stay as they are.
ALTER TABLE claims_claim DISABLE TRIGGER claim_status_is_derived;
UPDATE claims_claim c SET found_by = found.words
  FROM claims_claim had
  CROSS JOIN LATERAL claims_claim_found_by(had.id, had.statement, had.claimant_id, had.claimant_label) AS found(words)
 WHERE c.id = had.id AND found.words <> '';
ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER claim_status_is_derived;

-- Whatever anybody writes into the column, it holds what is true. Who gives a claim to somebody who is being renamed
-- waits for the new name.
CREATE FUNCTION claims_claim_find() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.claimant_id IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.claimant_id IS DISTINCT FROM OLD.claimant_id) THEN
    PERFORM FROM claims_claimant c WHERE c.id = NEW.claimant_id FOR SHARE;
  END IF;
  NEW.found_by := claims_claim_found_by(NEW.id, NEW.statement, NEW.claimant_id, NEW.claimant_label);
  RETURN NEW;
END $$;
CREATE TRIGGER claim_found BEFORE INSERT ON claims_claim FOR EACH ROW EXECUTE FUNCTION claims_claim_find();
CREATE TRIGGER claim_found_anew BEFORE UPDATE ON claims_claim FOR EACH ROW
  WHEN ((NEW.statement, NEW.claimant_id, NEW.claimant_label, NEW.found_by)
        IS DISTINCT FROM (OLD.statement, OLD.claimant_id, OLD.claimant_label, OLD.found_by))
  EXECUTE FUNCTION claims_claim_find();

-- Only claims whose words change are written, and held: an article's new version marks all its claims again, mostly by
-- the same words, while others may be at work on them. What is written is worked out by claim_found_anew, who sees
-- what was committed while this waited. Strict: no rows are nothing to do.
CREATE FUNCTION claims_find_anew(touched bigint[]) RETURNS void LANGUAGE plpgsql STRICT
  SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  UPDATE claims_claim c SET found_by = found.words
    FROM (SELECT had.* FROM claims_claim had WHERE had.id = ANY (touched) ORDER BY had.id) had
    CROSS JOIN LATERAL claims_claim_found_by(had.id, had.statement, had.claimant_id, had.claimant_label) AS found(words)
   WHERE c.id = had.id AND c.found_by <> found.words;
END $$;

CREATE FUNCTION claims_find_where_it_appears() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  CASE TG_OP
    WHEN 'INSERT' THEN PERFORM claims_find_anew((SELECT array_agg(DISTINCT claim_id) FROM added WHERE exact <> ''));
    WHEN 'UPDATE' THEN PERFORM claims_find_anew(ARRAY[OLD.claim_id, NEW.claim_id]);
    ELSE PERFORM claims_find_anew(ARRAY[OLD.claim_id]);
  END CASE;
  RETURN NULL;
END $$;
CREATE TRIGGER claim_found_where_it_appears AFTER INSERT ON claims_appearance REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION claims_find_where_it_appears();
CREATE TRIGGER claim_found_where_it_appears_now AFTER UPDATE OF exact, claim_id ON claims_appearance
  FOR EACH ROW EXECUTE FUNCTION claims_find_where_it_appears();
CREATE TRIGGER claim_found_no_longer_there AFTER DELETE ON claims_appearance
  FOR EACH ROW EXECUTE FUNCTION claims_find_where_it_appears();

-- A claimant may be written after their claims: these keys are held at the end of a transaction only.
CREATE FUNCTION claims_find_by_name() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM claims_find_anew((SELECT array_agg(c.id) FROM claims_claim c JOIN added ON added.id = c.claimant_id));
  ELSE
    PERFORM claims_find_anew((SELECT array_agg(c.id) FROM claims_claim c WHERE c.claimant_id = NEW.id));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER claim_found_by_new_names AFTER INSERT ON claims_claimant REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION claims_find_by_name();
CREATE TRIGGER claim_found_by_another_name AFTER UPDATE ON claims_claimant FOR EACH ROW
  WHEN ((NEW.name, NEW.native_name) IS DISTINCT FROM (OLD.name, OLD.native_name))
  EXECUTE FUNCTION claims_find_by_name();

ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER claim_found, ENABLE ALWAYS TRIGGER claim_found_anew;
ALTER TABLE claims_appearance ENABLE ALWAYS TRIGGER claim_found_where_it_appears,
  ENABLE ALWAYS TRIGGER claim_found_where_it_appears_now, ENABLE ALWAYS TRIGGER claim_found_no_longer_there;
ALTER TABLE claims_claimant ENABLE ALWAYS TRIGGER claim_found_by_new_names,
  ENABLE ALWAYS TRIGGER claim_found_by_another_name;
