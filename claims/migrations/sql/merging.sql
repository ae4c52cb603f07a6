-- Merging and splitting: what belongs to a claim goes to another only along a merge or a split that is on record, and a
-- claim that was merged takes nothing any more.

-- Where a row that stays with its claim may stand now. The step that lets it go is taken in the same transaction, and a
-- minute is more than that takes.
CREATE FUNCTION claims_place(was bigint, becomes bigint) RETURNS bigint LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN was = becomes THEN was
    WHEN EXISTS (SELECT FROM claims_merge m WHERE m.state = 'done' AND m.claim_id = was AND m.into_id = becomes
                    AND m.decided_at > clock_timestamp() - interval '1 minute')
      OR EXISTS (SELECT FROM claims_merge m WHERE m.state = 'undone' AND m.into_id = was AND m.claim_id = becomes
                    AND m.undone_at > clock_timestamp() - interval '1 minute')
      OR EXISTS (SELECT FROM claims_split s WHERE s.claim_id = was AND s.made_id = becomes
                    AND s.split_at > clock_timestamp() - interval '1 minute') THEN becomes
    ELSE was END
$$;

CREATE FUNCTION claims_merge_refuse(law text, why text) RETURNS void LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '%', why USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = law;
END $$;

-- What readers know of a claim: 2 a fact-check, 1 a line of an article, 0 nothing. ``now``: what they are told just now.
CREATE FUNCTION claims_reach_of(claim bigint, now boolean) RETURNS integer LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(max(CASE p.reach WHEN 'fact_check' THEN 2 WHEN 'article_line' THEN 1 ELSE 0 END), 0)
    FROM claims_publication p JOIN claims_publicationstate s ON s.publication_id = p.id
   WHERE p.claim_id = claim AND (s.standing = 'current' OR NOT now)
$$;

-- The first thing that stands in the way of a merge, as the name of its law. Python's copy, with words for people, is
-- services/merging.py.
CREATE FUNCTION claims_merge_unmet(loser bigint, winner bigint) RETURNS text LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE
    WHEN EXISTS (SELECT FROM claims_merge m WHERE m.claim_id IN (loser, winner) AND m.state = 'done') THEN 'merge_of_living_claims'
    WHEN EXISTS (SELECT FROM claims_verdict v WHERE v.claim_id = loser AND v.state IN ('draft', 'submitted', 'approved'))
      THEN 'merge_no_open_verdict'
    WHEN EXISTS (SELECT FROM claims_claim c WHERE c.id IN (loser, winner) AND c.legal_hold) THEN 'merge_no_legal_hold'
    WHEN EXISTS (SELECT FROM claims_claim c WHERE c.id = loser AND c.status = 'at_risk') THEN 'merge_no_open_alert'
    WHEN EXISTS (SELECT FROM claims_hiding h WHERE h.claim_id IN (loser, winner) AND h.outcome <> 'lifted') THEN 'merge_nothing_hidden'
    WHEN claims_reach_of(loser, false) > claims_reach_of(winner, true) THEN 'merge_into_the_published'
  END
$$;

CREATE FUNCTION claims_merge_guard() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE unmet text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM claims_merge_refuse('merge_never_deleted', 'a merge is never deleted');
  ELSIF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'asked' THEN
      PERFORM claims_merge_refuse('merge_is_asked_first', 'a merge begins by being asked for');
    END IF;
  ELSIF (NEW.id, NEW.claim_id, NEW.into_id, NEW.reason, NEW.asked_by_id, NEW.asked_at)
     IS DISTINCT FROM (OLD.id, OLD.claim_id, OLD.into_id, OLD.reason, OLD.asked_by_id, OLD.asked_at)
     OR OLD.state <> 'asked' AND (NEW.moved, NEW.is_public, NEW.decided_by_id, NEW.decided_at)
     IS DISTINCT FROM (OLD.moved, OLD.is_public, OLD.decided_by_id, OLD.decided_at) THEN
    PERFORM claims_merge_refuse('merge_stays_as_it_was', 'of which claims a merge is, why, and what it moved, stays');
  ELSIF (OLD.state, NEW.state) NOT IN (('asked', 'done'), ('asked', 'refused'), ('done', 'undone')) THEN
    PERFORM claims_merge_refuse('merge_steps', 'from here a merge goes no such step');
  END IF;
  -- Nobody works on either meanwhile: whoever writes beside them waits, and sees then what they have become.
  PERFORM FROM claims_claim c WHERE c.id IN (NEW.claim_id, NEW.into_id) ORDER BY c.id FOR UPDATE;
  IF NEW.state IN ('asked', 'done') THEN
    NEW.is_public := claims_reach_of(NEW.claim_id, false) > 0;
    unmet := claims_merge_unmet(NEW.claim_id, NEW.into_id);
    IF unmet IS NOT NULL THEN
      PERFORM claims_merge_refuse(unmet, 'something stands in the way of this merge');
    END IF;
  ELSIF NEW.state = 'undone' AND EXISTS (SELECT FROM claims_merge m WHERE m.claim_id = NEW.into_id AND m.state = 'done') THEN
    PERFORM claims_merge_refuse('merge_undone_last_first', 'the claim was merged on: that is taken apart first');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER merge_guard BEFORE INSERT OR UPDATE OR DELETE ON claims_merge
  FOR EACH ROW EXECUTE FUNCTION claims_merge_guard();
CREATE TRIGGER merge_no_truncate BEFORE TRUNCATE ON claims_merge FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER split_append_only BEFORE UPDATE OR DELETE ON claims_split
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER split_no_truncate BEFORE TRUNCATE ON claims_split FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_split ENABLE ALWAYS TRIGGER split_append_only, ENABLE ALWAYS TRIGGER split_no_truncate;

CREATE FUNCTION claims_merge_touches() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE claims_claim SET status = status WHERE id IN (NEW.claim_id, NEW.into_id);
  RETURN NULL;
END $$;
CREATE TRIGGER claim_status_from_merge AFTER INSERT OR UPDATE OF state ON claims_merge
  FOR EACH ROW EXECUTE FUNCTION claims_merge_touches();
ALTER TABLE claims_merge ENABLE ALWAYS TRIGGER merge_guard, ENABLE ALWAYS TRIGGER merge_no_truncate,
  ENABLE ALWAYS TRIGGER claim_status_from_merge;

-- A claim that was merged takes nothing. Its row is locked as its foreign key would: who merges just now is waited for.
CREATE FUNCTION claims_not_of_merged() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM FROM claims_claim c WHERE c.id = NEW.claim_id FOR KEY SHARE;
  IF EXISTS (SELECT FROM claims_merge m WHERE m.claim_id = NEW.claim_id AND m.state = 'done') THEN
    PERFORM claims_merge_refuse('claim_not_merged', 'the claim was merged into another: it takes nothing any more');
  END IF;
  RETURN NEW;
END $$;
DO $$ DECLARE noun text; BEGIN
  FOREACH noun IN ARRAY ARRAY['appearance', 'evidence', 'assessment', 'note', 'comment', 'contactattempt',
                              'correctionrequest', 'verdict', 'match', 'externalmatch', 'checklisttick', 'query', 'split'] LOOP
    EXECUTE format('CREATE TRIGGER %s_not_of_merged BEFORE INSERT ON claims_%s'
                   ' FOR EACH ROW WHEN (NEW.claim_id IS NOT NULL) EXECUTE FUNCTION claims_not_of_merged()', noun, noun);
    EXECUTE format('ALTER TABLE claims_%s ENABLE ALWAYS TRIGGER %s_not_of_merged', noun, noun);
  END LOOP;
END $$;

-- Marks, assessments and notes go from claim to claim only so, too.
CREATE FUNCTION claims_stays_with_its_claim() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.claim_id <> claims_place(OLD.claim_id, NEW.claim_id) THEN
    PERFORM claims_merge_refuse(TG_ARGV[0], 'this stays with its claim, but for a merge or a split');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER appearance_stays_with_its_claim BEFORE UPDATE OF claim_id ON claims_appearance
  FOR EACH ROW EXECUTE FUNCTION claims_stays_with_its_claim('appearance_stays_with_its_claim');
CREATE TRIGGER assessment_stays_with_its_claim BEFORE UPDATE OF claim_id ON claims_assessment
  FOR EACH ROW EXECUTE FUNCTION claims_stays_with_its_claim('assessment_stays_with_its_claim');
CREATE TRIGGER note_stays_with_its_claim BEFORE UPDATE OF claim_id ON claims_note
  FOR EACH ROW EXECUTE FUNCTION claims_stays_with_its_claim('note_stays_with_its_claim');
ALTER TABLE claims_appearance ENABLE ALWAYS TRIGGER appearance_stays_with_its_claim;
ALTER TABLE claims_assessment ENABLE ALWAYS TRIGGER assessment_stays_with_its_claim;
ALTER TABLE claims_note ENABLE ALWAYS TRIGGER note_stays_with_its_claim;
