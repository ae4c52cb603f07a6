-- The hash of a version is the hash of its text.
ALTER TABLE claims_articleversion ADD CONSTRAINT articleversion_sha256_of_the_text
  CHECK (sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex'));
ALTER TABLE claims_publication ADD CONSTRAINT publication_sha256_of_the_document
  CHECK (sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex'));

-- An appearance quotes exactly what stands in its article version.
CREATE FUNCTION claims_appearance_guard() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE found text;
BEGIN
  IF NEW.article_version_id IS NULL THEN RETURN NEW; END IF;
  SELECT substr(v.text, NEW.start + 1, NEW."end" - NEW.start) INTO found
    FROM claims_articleversion v WHERE v.id = NEW.article_version_id;
  IF found IS DISTINCT FROM NEW.exact THEN
    RAISE EXCEPTION 'the text at % to % is not what the appearance quotes', NEW.start, NEW."end"
      USING ERRCODE = 'check_violation', CONSTRAINT = 'appearance_quotes_the_text';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER appearance_quotes_the_text BEFORE INSERT OR UPDATE ON claims_appearance
  FOR EACH ROW EXECUTE FUNCTION claims_appearance_guard();
ALTER TABLE claims_appearance ENABLE ALWAYS TRIGGER appearance_quotes_the_text;

-- A sentence lies inside its text.
CREATE FUNCTION claims_sentence_guard() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW."end" > (SELECT length(v.text) FROM claims_articleversion v WHERE v.id = NEW.article_version_id) THEN
    RAISE EXCEPTION 'the sentence ends outside the text'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'sentence_inside_the_text';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sentence_inside_the_text BEFORE INSERT OR UPDATE OF start, "end", article_version_id ON claims_sentence
  FOR EACH ROW EXECUTE FUNCTION claims_sentence_guard();
ALTER TABLE claims_sentence ENABLE ALWAYS TRIGGER sentence_inside_the_text;

-- A piece of evidence is anchored in a snapshot of its own source, inside the captured text, and stays where it is.
CREATE FUNCTION claims_evidence_guard() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.id, NEW.claim_id, NEW.form) IS DISTINCT FROM (OLD.id, OLD.claim_id, OLD.form) THEN
    RAISE EXCEPTION 'evidence stays with its claim'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_keeps_its_place';
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.quote <> OLD.quote AND OLD.snapshot_id IS NOT NULL
     AND (NEW.snapshot_id, NEW.start, NEW."end") IS NOT DISTINCT FROM (OLD.snapshot_id, OLD.start, OLD."end") THEN
    RAISE EXCEPTION 'anchored words stay as they were captured'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_anchored_words_stay';
  END IF;
  IF NEW.snapshot_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM claims_snapshot s
     WHERE s.id = NEW.snapshot_id AND s.source_id = NEW.source_id AND NEW."end" <= length(s.text)
  ) THEN
    RAISE EXCEPTION 'the anchor does not lie in a snapshot of this source'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_anchored_in_its_source';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evidence_anchored_in_its_source BEFORE INSERT OR UPDATE ON claims_evidence
  FOR EACH ROW EXECUTE FUNCTION claims_evidence_guard();
ALTER TABLE claims_evidence ENABLE ALWAYS TRIGGER evidence_anchored_in_its_source;
