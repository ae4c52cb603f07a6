-- A document is published from an approved verdict that has just been published, with the claim's next number.
CREATE FUNCTION claims_publication_guard() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  told constant jsonb := NEW.document::jsonb;
  approved claims_verdict%ROWTYPE;
BEGIN
  IF NOT EXISTS (
    SELECT FROM claims_verdict v
     WHERE v.id = NEW.verdict_id AND v.claim_id = NEW.claim_id AND v.state = 'published' AND v.approved_by_id IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'only a published verdict with a second person''s approval has a public document'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_of_a_published_verdict';
  END IF;
  SELECT * INTO approved FROM claims_verdict v WHERE v.id = NEW.verdict_id;
  -- The proposal holds every part of the document that a person decided on; what is left is its number, its moment,
  -- and what else is public by then.
  IF approved.proposal = '' OR told || approved.proposal::jsonb <> told OR (told ->> 'number')::bigint <> NEW.number
     OR (NEW.change, NEW.reach, NEW.language, NEW.public_note, NEW.rating_slug, NEW.slug) IS DISTINCT FROM
        (approved.change, approved.reach, approved.language, approved.public_note,
         coalesce((SELECT r.slug FROM claims_rating r WHERE r.id = approved.rating_id), ''), told ->> 'slug') THEN
    PERFORM claims_verdict_refuse('publication_says_what_was_approved', 'the document is not what was approved');
  END IF;
  IF NEW.number <> 1 + coalesce((SELECT max(p.number) FROM claims_publication p WHERE p.claim_id = NEW.claim_id), 0) THEN
    RAISE EXCEPTION 'publications of a claim are numbered without gaps'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_numbered_without_gaps';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER publication_guard BEFORE INSERT ON claims_publication
  FOR EACH ROW EXECUTE FUNCTION claims_publication_guard();
ALTER TABLE claims_publication ENABLE ALWAYS TRIGGER publication_guard;

-- The last number of a claim is current, or withdrawn if it is a withdrawal; all before it are superseded, and what was
-- superseded or withdrawn does not come back.
CREATE FUNCTION claims_standing_guard() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  due text;
BEGIN
  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND (NEW.publication_id <> OLD.publication_id
     OR (NEW.standing <> OLD.standing AND NEW.standing <> 'superseded'))) THEN
    PERFORM claims_verdict_refuse('publicationstate_one_way',
      'a publication that was superseded or withdrawn does not come back');
  END IF;
  SELECT CASE WHEN EXISTS (SELECT FROM claims_publication l WHERE l.claim_id = p.claim_id AND l.number > p.number)
    THEN 'superseded' WHEN p.change = 'withdrawal' THEN 'withdrawn' ELSE 'current' END
    INTO due FROM claims_publication p WHERE p.id = NEW.publication_id;
  IF NEW.standing <> due AND (TG_OP = 'INSERT' OR NEW.standing <> OLD.standing) THEN
    PERFORM claims_verdict_refuse('publicationstate_follows_the_numbers', 'this publication is ' || due);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER publicationstate_one_way BEFORE INSERT OR UPDATE OR DELETE ON claims_publicationstate
  FOR EACH ROW EXECUTE FUNCTION claims_standing_guard();
ALTER TABLE claims_publicationstate ENABLE ALWAYS TRIGGER publicationstate_one_way;
