-- What many rows of claims cost at once, again: the same words, the same index and the same status, for less.

-- A blank parts most words already, so that only what else stands between them is looked for; and words are gathered
-- by a loop, where a query of its own would be begun for every text.
CREATE OR REPLACE FUNCTION claims_words(said text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  plain text := lower(left(said, 4000));
  has_digits boolean;
  word text;
  found text[] := '{}';
BEGIN
  IF octet_length(plain) <> length(plain) THEN
    RETURN claims_words_of_any_script(said);
  END IF;
  has_digits := plain ~ '[0-9]';
  IF has_digits AND plain ~ '[0-9][,.][0-9]' THEN  -- 4,800 is one word
    plain := regexp_replace(plain, '([0-9])[,.](?=[0-9])', '\1', 'g');
  END IF;
  IF strpos(plain, '''') > 0 THEN
    plain := regexp_replace(plain, '''s\M|''', '', 'g');
  END IF;
  FOREACH word IN ARRAY string_to_array(regexp_replace(plain, '[^a-z0-9 ]+', ' ', 'g'), ' ') LOOP
    IF word <> ALL (
      '{"",b,c,d,e,f,g,h,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z,the,and,for,with,from,that,this,said,says,has,had,have,was,were,are,been,its,their,his,her,than,then,who,which,will,would,could,should,about,after,before,since,until,over,more,most,some,such,into,onto,also,not,but,they,a,an,in,of,on,to,at,by,as,is,it,he,she,be,or,if,no,so,do,does,did,there,these,those,what,when,where,i,you,we,me,my,your,our,us,am,just,can,all,any,how,why,out,up,down,them,him,dont,im,youre,theyre,thats}'::text[]
    ) THEN
      found := found || CASE WHEN length(word) < 6 OR (has_digits AND word ~ '[0-9]') THEN word
                             ELSE left(word, greatest(5, length(word) - 3)) END;
    END IF;
  END LOOP;
  RETURN found;
END $$;

-- A word or pair that stands in a text twice is told twice now. The index keeps it once in any case; who counts has to
-- count it once (services.looking_up), and a search takes it once.
CREATE OR REPLACE FUNCTION claims_telling(words text[]) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  found text[] := words;
BEGIN
  FOR place IN 2 .. cardinality(words) LOOP
    found := found || (words[place - 1] || ' ' || words[place]);
  END LOOP;
  RETURN found;
END $$;
CREATE OR REPLACE FUNCTION claims_candidates(asked text[], budget integer, at_most integer) RETURNS TABLE (id bigint, weight float8)
  LANGUAGE plpgsql STABLE SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY
  WITH word AS (
    SELECT one.word, COALESCE(known.documents, 1) AS documents
      FROM (SELECT DISTINCT told.word FROM unnest(claims_telling(asked)) AS told(word)) AS one
      LEFT JOIN claims_lexeme known USING (word)
  ), ranked AS (
    SELECT word.word, word.documents, sum(word.documents) OVER rarest AS together, row_number() OVER rarest AS place
      FROM word WINDOW rarest AS (ORDER BY word.documents, word.word)
  ), found AS (
    SELECT one.id, ln(1 + 1e6 / ranked.documents) * CASE WHEN ranked.word LIKE '% %' THEN 0.3 ELSE 1 END AS weight
      FROM ranked CROSS JOIN LATERAL (
        SELECT kept.id FROM claims_wording kept
         WHERE claims_telling(kept.words) @> ARRAY[ranked.word] LIMIT budget
      ) AS one
     WHERE ranked.together <= budget OR ranked.place <= 3
  )
  SELECT found.id, sum(found.weight)::float8 FROM found GROUP BY found.id ORDER BY 2 DESC, 1 DESC LIMIT at_most;
END $$;

-- A new claim that says it is unreviewed is taken at its word until the end of the statement, and then looked at with
-- all others: a verdict, an assessment, a publication or a merge may have been written before their claim, for these
-- keys are held at the end of a transaction only. What says anything else is corrected before it is written, as is
-- whatever is updated.
DROP TRIGGER claim_status_is_derived ON claims_claim;
CREATE TRIGGER claim_status_is_derived BEFORE UPDATE ON claims_claim
  FOR EACH ROW EXECUTE FUNCTION claims_claim_derive();
CREATE TRIGGER claim_status_is_corrected BEFORE INSERT ON claims_claim
  FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM 'unreviewed' OR NEW.work_state IS DISTINCT FROM '')
  EXECUTE FUNCTION claims_claim_derive();
-- By their indexes, however many claims the first statement of a session had, by which the plan is made.
CREATE FUNCTION claims_claims_derive() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off
  SET enable_mergejoin = off AS $$
BEGIN
  UPDATE claims_claim SET status = status WHERE id IN (
    SELECT added.id FROM added JOIN claims_verdict v ON v.claim_id = added.id
    UNION ALL SELECT added.id FROM added JOIN claims_assessment a ON a.claim_id = added.id
    UNION ALL SELECT added.id FROM added JOIN claims_publication p ON p.claim_id = added.id
    UNION ALL SELECT added.id FROM added JOIN claims_merge m ON m.claim_id = added.id);
  RETURN NULL;
END $$;
CREATE TRIGGER claim_status_of_new AFTER INSERT ON claims_claim REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION claims_claims_derive();
ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER claim_status_is_derived, ENABLE ALWAYS TRIGGER claim_status_is_corrected,
  ENABLE ALWAYS TRIGGER claim_status_of_new;
