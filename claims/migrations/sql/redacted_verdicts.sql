-- A redacted publication takes the words of its verdict with it, and what the record holds of that verdict's drafts: the
-- same words, which nobody is to read there either. Who wrote, submitted and approved stays, as does every event.
CREATE FUNCTION claims_verdict_words(verdict jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_object_agg(name, verdict -> name) FROM unnest(ARRAY['summary', 'explanation', 'how_checked', 'would_change',
    'methodology', 'credits', 'interests', 'why_chosen', 'sole_authority_reason', 'no_primary_reason', 'no_contact_reason',
    'one_sided_reason', 'public_note', 'proposal', 'sent_back_reason']) AS name
$$;

-- Whether this update only takes words away, of a verdict whose publication was redacted.
CREATE FUNCTION claims_verdict_is_redacted(was claims_verdict, becomes claims_verdict) RETURNS boolean LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM claims_publication p WHERE p.verdict_id = was.id AND claims_redacted('publication', p.id::text))
     AND NOT EXISTS (
       SELECT FROM jsonb_each(to_jsonb(was)) a JOIN jsonb_each(to_jsonb(becomes)) b USING (key)
        WHERE a.value <> b.value AND key NOT IN ('version', 'updated_at')
          AND NOT (claims_verdict_words(to_jsonb(was)) ? key AND b.value = '"[redacted]"'))
$$;
DROP TRIGGER verdict_guard ON claims_verdict;
CREATE TRIGGER verdict_guard BEFORE UPDATE ON claims_verdict FOR EACH ROW
  WHEN (NOT claims_verdict_is_redacted(OLD, NEW)) EXECUTE FUNCTION claims_verdict_changed();
ALTER TABLE claims_verdict ENABLE ALWAYS TRIGGER verdict_guard;

CREATE FUNCTION claims_verdict_words_go() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE claims_verdict v SET version = v.version + 1, summary = gone.summary, explanation = gone.explanation,
         how_checked = gone.how_checked, would_change = gone.would_change, methodology = gone.methodology,
         credits = gone.credits, interests = gone.interests, why_chosen = gone.why_chosen,
         sole_authority_reason = gone.sole_authority_reason, no_primary_reason = gone.no_primary_reason,
         no_contact_reason = gone.no_contact_reason, one_sided_reason = gone.one_sided_reason,
         public_note = gone.public_note, proposal = gone.proposal, sent_back_reason = gone.sent_back_reason
    FROM claims_verdict w, LATERAL (
           SELECT * FROM jsonb_populate_record(w, (
             SELECT jsonb_object_agg(key, CASE value WHEN '""' THEN value ELSE '"[redacted]"' END)
               FROM jsonb_each(claims_verdict_words(to_jsonb(w)))))) gone
   WHERE v.id = NEW.verdict_id AND w.id = v.id;
  DELETE FROM claims_eventcontent c USING claims_event e
   WHERE e.id = c.event_id AND e.subject_type = 'verdict' AND e.subject_pk = NEW.verdict_id::text;
  RETURN NULL;
END $$;
CREATE TRIGGER publication_words_of_verdict AFTER UPDATE ON claims_publication FOR EACH ROW
  WHEN (claims_redacted('publication', NEW.id::text) AND NEW.document::jsonb ? 'redacted') EXECUTE FUNCTION claims_verdict_words_go();
ALTER TABLE claims_publication ENABLE ALWAYS TRIGGER publication_words_of_verdict;
