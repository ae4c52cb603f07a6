-- The verification status of a claim, derived in this one place; the first line that matches wins. A withdrawal comes
-- before assessments: those that led to the withdrawn verdict review nothing any more.
CREATE FUNCTION claims_claim_status(claim bigint) RETURNS text LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE
    WHEN EXISTS (SELECT FROM claims_alert a JOIN claims_verdict v ON v.id = a.verdict_id
                  WHERE v.claim_id = claim AND a.state = 'open' AND v.state = 'published' AND v.change <> 'withdrawal') THEN 'at_risk'
    WHEN EXISTS (SELECT FROM claims_publication p JOIN claims_publicationstate s ON s.publication_id = p.id
                  WHERE p.claim_id = claim AND s.standing = 'current') THEN 'published'
    WHEN EXISTS (SELECT FROM claims_verdict v WHERE v.claim_id = claim AND v.state = 'approved') THEN 'approved'
    WHEN EXISTS (SELECT FROM claims_verdict v WHERE v.claim_id = claim AND v.state = 'submitted') THEN 'awaiting_approval'
    WHEN EXISTS (SELECT FROM claims_verdict v WHERE v.claim_id = claim AND v.state = 'draft') THEN 'in_review'
    WHEN EXISTS (SELECT FROM claims_publication p JOIN claims_publicationstate s ON s.publication_id = p.id
                  WHERE p.claim_id = claim AND s.standing = 'withdrawn') THEN 'withdrawn'
    WHEN EXISTS (SELECT FROM claims_assessment a WHERE a.claim_id = claim) THEN 'in_review'
    ELSE 'unreviewed'
  END
$$;

-- The state of the open verdict, so that a correction in progress shows on a published claim.
CREATE FUNCTION claims_claim_work_state(claim bigint) RETURNS text LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((
    SELECT CASE v.state WHEN 'submitted' THEN 'awaiting_approval' WHEN 'approved' THEN 'approved' ELSE 'in_review' END
      FROM claims_verdict v WHERE v.claim_id = claim AND v.state IN ('draft', 'submitted', 'approved')), '')
$$;

-- Whatever anybody writes into the two columns, they hold what is true.
CREATE FUNCTION claims_claim_derive() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW.status := claims_claim_status(NEW.id);
  NEW.work_state := claims_claim_work_state(NEW.id);
  RETURN NEW;
END $$;
CREATE TRIGGER claim_status_is_derived BEFORE INSERT OR UPDATE ON claims_claim
  FOR EACH ROW EXECUTE FUNCTION claims_claim_derive();
ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER claim_status_is_derived;

-- Touching the claim derives its columns anew. The UPDATE is unconditional: a second writer waits for the first
-- on the claim's row, and then sees what the first one did.
CREATE FUNCTION claims_touch_claim() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  changed jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
  touched bigint;
BEGIN
  touched := CASE TG_ARGV[0]
    WHEN 'verdict' THEN (SELECT v.claim_id FROM claims_verdict v WHERE v.id = (changed ->> 'verdict_id')::bigint)
    WHEN 'publication' THEN (SELECT p.claim_id FROM claims_publication p WHERE p.id = (changed ->> 'publication_id')::bigint)
    ELSE (changed ->> 'claim_id')::bigint
  END;
  UPDATE claims_claim SET status = status WHERE id = touched;
  RETURN NULL;
END $$;
CREATE TRIGGER claim_status_from_verdict AFTER INSERT OR UPDATE OF state ON claims_verdict
  FOR EACH ROW EXECUTE FUNCTION claims_touch_claim('claim');
CREATE TRIGGER claim_status_from_assessment AFTER INSERT OR DELETE ON claims_assessment
  FOR EACH ROW EXECUTE FUNCTION claims_touch_claim('claim');
CREATE TRIGGER claim_status_from_alert AFTER INSERT OR UPDATE OR DELETE ON claims_alert
  FOR EACH ROW EXECUTE FUNCTION claims_touch_claim('verdict');
CREATE TRIGGER claim_status_from_publication AFTER INSERT OR UPDATE ON claims_publicationstate
  FOR EACH ROW EXECUTE FUNCTION claims_touch_claim('publication');
ALTER TABLE claims_verdict ENABLE ALWAYS TRIGGER claim_status_from_verdict;
ALTER TABLE claims_assessment ENABLE ALWAYS TRIGGER claim_status_from_assessment;
ALTER TABLE claims_alert ENABLE ALWAYS TRIGGER claim_status_from_alert;
ALTER TABLE claims_publicationstate ENABLE ALWAYS TRIGGER claim_status_from_publication;
