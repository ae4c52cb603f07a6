-- Evidence suggestions (services.suggesting_evidence). As claims_candidates finds wordings: of the claim's words the rarest,
-- eight of them and each in ``budget`` passages at most. Of words that no other claim has, the longest are the rarest.
CREATE FUNCTION claims_passage_candidates(asked text[], budget integer, at_most integer)
  RETURNS TABLE (id bigint, weight float8) LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
  WITH word AS (
    SELECT one.word, COALESCE(known.documents, 1) AS documents
      FROM (SELECT DISTINCT unnest(asked)) AS one(word) LEFT JOIN claims_lexeme known USING (word)
  ), ranked AS (
    SELECT word.word, word.documents FROM word ORDER BY word.documents, length(word.word) DESC, word.word LIMIT 8
  ), found AS (
    SELECT one.id, ln(1 + 1e6 / ranked.documents) AS weight
      FROM ranked CROSS JOIN LATERAL (
        SELECT kept.id FROM claims_passage kept WHERE kept.words @> ARRAY[ranked.word] LIMIT budget
      ) AS one
  )
  SELECT found.id, sum(found.weight)::float8 FROM found GROUP BY found.id ORDER BY 2 DESC, 1 DESC LIMIT at_most;
$$;

-- Of a capture that the law had destroyed no words stay, nor of one whose source is not what it was.
CREATE FUNCTION claims_passages_go() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  DELETE FROM claims_passage WHERE snapshot_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER passages_go_with_the_text AFTER UPDATE OF text ON claims_snapshot
  FOR EACH ROW WHEN (NEW.text = '' AND OLD.text <> '') EXECUTE FUNCTION claims_passages_go();
ALTER TABLE claims_snapshot ENABLE ALWAYS TRIGGER passages_go_with_the_text;

CREATE TRIGGER passagerefusal_append_only BEFORE UPDATE OR DELETE ON claims_passagerefusal
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER passagerefusal_no_truncate BEFORE TRUNCATE ON claims_passagerefusal
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_passagerefusal ENABLE ALWAYS TRIGGER passagerefusal_append_only,
  ENABLE ALWAYS TRIGGER passagerefusal_no_truncate;

-- What is captured already is cut in the background.
INSERT INTO claims_passagereading (source_id, snapshot_id, is_read)
  SELECT DISTINCT ON (s.source_id) s.source_id, s.id, false FROM claims_snapshot s
   WHERE s.failure = '' AND s.text <> '' AND (s.status BETWEEN 200 AND 299 OR s.status = 304)
   ORDER BY s.source_id, s.captured_at DESC, s.id DESC;
