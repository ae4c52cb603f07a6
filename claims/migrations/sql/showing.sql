-- What readers are shown, and which verdicts cite a page that anything was ever the matter with: worked out when it
-- changes, so that a reader's list asks for neither.

-- The numbers that readers are shown, now or by the passing of time alone, each from when until when: out, not taken
-- down, of a claim that is no part of another, until a later number is out.
CREATE VIEW claims_due_on_show AS
SELECT p.id AS publication_id, p.claim_id, tstzrange(p.visible_from, p.replaced_at) AS during
  FROM (SELECT id, claim_id, reach, visible_from, min(coalesce(visible_from, '-infinity')) OVER (
                 PARTITION BY claim_id ORDER BY number ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS replaced_at
          FROM claims_publication) p
 WHERE p.reach <> 'internal' AND (p.replaced_at IS NULL OR p.replaced_at > greatest(now(), p.visible_from))
   AND NOT claims_redacted('publication', p.id::text)
   AND NOT EXISTS (SELECT FROM claims_hiding h WHERE h.claim_id = p.claim_id AND h.outcome <> 'lifted')
   AND NOT EXISTS (SELECT FROM claims_merge m WHERE m.claim_id = p.claim_id AND m.state = 'done');

-- As the tables' owner, who alone may write here. Who comes second waits at the claim, and sees then what the first did.
CREATE FUNCTION claims_show_anew() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE touched bigint;
BEGIN
  IF TG_TABLE_NAME = 'claims_redaction' THEN
    SELECT p.claim_id INTO touched FROM claims_publication p WHERE p.id = NEW.key::bigint;
  ELSE
    touched := NEW.claim_id;
  END IF;
  PERFORM FROM claims_claim c WHERE c.id = touched FOR NO KEY UPDATE;
  DELETE FROM claims_showing s WHERE s.claim_id = touched;
  INSERT INTO claims_showing (publication_id, claim_id, during)
    SELECT d.publication_id, d.claim_id, d.during FROM claims_due_on_show d WHERE d.claim_id = touched;
  RETURN NULL;
END $$;
CREATE TRIGGER showing_from_publication AFTER INSERT ON claims_publication
  FOR EACH ROW EXECUTE FUNCTION claims_show_anew();
CREATE TRIGGER showing_from_hiding AFTER INSERT OR UPDATE OF outcome ON claims_hiding
  FOR EACH ROW EXECUTE FUNCTION claims_show_anew();
CREATE TRIGGER showing_from_merge AFTER INSERT OR UPDATE OF state ON claims_merge
  FOR EACH ROW EXECUTE FUNCTION claims_show_anew();
CREATE TRIGGER showing_from_redaction AFTER INSERT ON claims_redaction
  FOR EACH ROW WHEN (NEW.kind = 'publication' AND NEW.key ~ '^[0-9]{1,18}$') EXECUTE FUNCTION claims_show_anew();

-- Citations that anything was ever the matter with: the page is dead, the desk was alarmed, or an editor published
-- although a check had failed.
CREATE VIEW claims_troubled_citation AS
SELECT c.verdict_id, c.evidence_id, e.source_id
  FROM claims_verdictcitation c JOIN claims_evidence e ON e.id = c.evidence_id
  LEFT JOIN claims_source o ON o.id = e.source_id
 WHERE o.health = 'dead' OR EXISTS (SELECT FROM claims_alert a WHERE a.evidence_id = c.evidence_id)
    OR EXISTS (SELECT FROM claims_gateoverride g WHERE g.verdict_id = c.verdict_id AND g.line = 'findings');

-- Nobody waits for anybody here, for a source dies under locks of its own: two may write the same, which does no harm.
-- What a citation of the same moment does not see yet, the publication of its verdict sees, and the next look at a dead
-- page.
CREATE FUNCTION claims_doubt_anew() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE touched bigint;
BEGIN
  CASE TG_TABLE_NAME
    WHEN 'claims_source', 'claims_evidence' THEN touched := NEW.id;
    WHEN 'claims_alert' THEN touched := NEW.evidence_id;
    ELSE touched := NEW.verdict_id;
  END CASE;
  EXECUTE format(
    'INSERT INTO claims_doubt (verdict_id) SELECT DISTINCT t.verdict_id FROM claims_troubled_citation t'
    ' WHERE t.%I = $1 AND NOT EXISTS (SELECT FROM claims_doubt d WHERE d.verdict_id = t.verdict_id)', TG_ARGV[0])
    USING touched;
  RETURN NULL;
END $$;
CREATE TRIGGER doubt_from_source AFTER UPDATE OF health ON claims_source
  FOR EACH ROW WHEN (NEW.health = 'dead') EXECUTE FUNCTION claims_doubt_anew('source_id');
CREATE TRIGGER doubt_from_evidence AFTER UPDATE OF source_id ON claims_evidence
  FOR EACH ROW WHEN (NEW.source_id IS DISTINCT FROM OLD.source_id) EXECUTE FUNCTION claims_doubt_anew('evidence_id');
CREATE TRIGGER doubt_from_alert AFTER INSERT ON claims_alert
  FOR EACH ROW EXECUTE FUNCTION claims_doubt_anew('evidence_id');
CREATE TRIGGER doubt_from_override AFTER INSERT ON claims_gateoverride
  FOR EACH ROW WHEN (NEW.line = 'findings') EXECUTE FUNCTION claims_doubt_anew('verdict_id');
CREATE TRIGGER doubt_from_citation AFTER INSERT OR UPDATE OF evidence_id ON claims_verdictcitation
  FOR EACH ROW EXECUTE FUNCTION claims_doubt_anew('verdict_id');
CREATE TRIGGER doubt_from_publication AFTER INSERT ON claims_publication
  FOR EACH ROW EXECUTE FUNCTION claims_doubt_anew('verdict_id');

ALTER TABLE claims_publication ENABLE ALWAYS TRIGGER showing_from_publication, ENABLE ALWAYS TRIGGER doubt_from_publication;
ALTER TABLE claims_hiding ENABLE ALWAYS TRIGGER showing_from_hiding;
ALTER TABLE claims_merge ENABLE ALWAYS TRIGGER showing_from_merge;
ALTER TABLE claims_redaction ENABLE ALWAYS TRIGGER showing_from_redaction;
ALTER TABLE claims_source ENABLE ALWAYS TRIGGER doubt_from_source;
ALTER TABLE claims_evidence ENABLE ALWAYS TRIGGER doubt_from_evidence;
ALTER TABLE claims_alert ENABLE ALWAYS TRIGGER doubt_from_alert;
ALTER TABLE claims_gateoverride ENABLE ALWAYS TRIGGER doubt_from_override;
ALTER TABLE claims_verdictcitation ENABLE ALWAYS TRIGGER doubt_from_citation;

INSERT INTO claims_showing (publication_id, claim_id, during) SELECT publication_id, claim_id, during FROM claims_due_on_show;
INSERT INTO claims_doubt (verdict_id) SELECT DISTINCT verdict_id FROM claims_troubled_citation;
