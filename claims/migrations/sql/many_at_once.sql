-- What rows of claims cost when they come by the thousand. What the database keeps is the same as before.

-- Most texts are ASCII and need none of the rules for other scripts.
ALTER FUNCTION claims_words(text) RENAME TO claims_words_of_any_script;
CREATE FUNCTION claims_words(said text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  plain text := lower(left(said, 4000));
BEGIN
  IF octet_length(plain) <> length(plain) THEN
    RETURN claims_words_of_any_script(said);
  END IF;
  IF plain ~ '[0-9][,.][0-9]' THEN  -- 4,800 is one word
    plain := regexp_replace(plain, '([0-9])[,.](?=[0-9])', '\1', 'g');
  END IF;
  IF strpos(plain, '''') > 0 THEN
    plain := regexp_replace(plain, '''s\M|''', '', 'g');
  END IF;
  RETURN COALESCE((
    SELECT array_agg(CASE WHEN length(word) < 6 OR word ~ '[0-9]' THEN word
                          ELSE left(word, greatest(5, length(word) - 3)) END ORDER BY place)
      FROM unnest(string_to_array(regexp_replace(plain, '[^a-z0-9]+', ' ', 'g'), ' ')) WITH ORDINALITY AS split(word, place)
     WHERE word <> '' AND (length(word) > 1 OR word ~ '[0-9]') AND word <> ALL (
      '{the,and,for,with,from,that,this,said,says,has,had,have,was,were,are,been,its,their,his,her,than,then,who,which,will,would,could,should,about,after,before,since,until,over,more,most,some,such,into,onto,also,not,but,they,a,an,in,of,on,to,at,by,as,is,it,he,she,be,or,if,no,so,do,does,did,there,these,those,what,when,where,i,you,we,me,my,your,our,us,am,just,can,all,any,how,why,out,up,down,them,him,dont,im,youre,theyre,thats}'::text[])
  ), '{}');
END $$;

-- New claims are worded by one statement for all of them; a changed statement by its row.
DROP TRIGGER claim_worded ON claims_claim;
CREATE FUNCTION claims_claims_worded() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO claims_wording (claim_id, words) SELECT id, claims_words(statement) FROM added
  ON CONFLICT (claim_id) DO UPDATE SET words = EXCLUDED.words, embedding = NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER claim_worded AFTER INSERT ON claims_claim REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION claims_claims_worded();
CREATE TRIGGER claim_reworded AFTER UPDATE OF statement ON claims_claim
  FOR EACH ROW EXECUTE FUNCTION claims_claim_worded();
ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER claim_worded, ENABLE ALWAYS TRIGGER claim_reworded;

-- A claim that nothing has come of yet is unreviewed, and most are when they are written. Whatever claims_claim_status
-- looks at has to be looked at here.
CREATE OR REPLACE FUNCTION claims_claim_derive() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM claims_verdict WHERE claim_id = NEW.id)
     OR EXISTS (SELECT FROM claims_assessment WHERE claim_id = NEW.id)
     OR EXISTS (SELECT FROM claims_publication WHERE claim_id = NEW.id)
     OR EXISTS (SELECT FROM claims_merge WHERE claim_id = NEW.id) THEN
    NEW.status := claims_claim_status(NEW.id);
    NEW.work_state := claims_claim_work_state(NEW.id);
  ELSE
    NEW.status := 'unreviewed';
    NEW.work_state := '';
  END IF;
  RETURN NEW;
END $$;
