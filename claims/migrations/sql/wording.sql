-- What matching looks for (services.looking_up): the stems of a text, in order. The same function reads what is stored
-- and what is asked, so the two can't drift apart. Ideographs and kana have no spaces: their words are pairs of signs.
CREATE FUNCTION claims_words(said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, public, pg_temp AS $$
  WITH plain(said) AS (  -- without accents, but with the syllables of Hangul whole; 4,800 is one word
    SELECT normalize(regexp_replace(normalize(lower(left(said, 4000)), NFKD), '[\u0300-\u036f]', '', 'g'), NFC)
  ), word(place, word) AS (
    SELECT ordinality, word FROM plain, regexp_split_to_table(
      regexp_replace(regexp_replace(plain.said, '(\d)[,.](?=\d)', '\1', 'g'), '[’'']s\M|[’'']', '', 'g'),
      '[^[:alnum:]]+') WITH ORDINALITY AS split(word, ordinality)
     WHERE word <> '' AND (length(word) > 1 OR word !~ '[a-z]') AND word <> ALL (
      '{the,and,for,with,from,that,this,said,says,has,had,have,was,were,are,been,its,their,his,her,than,then,who,which,will,would,could,should,about,after,before,since,until,over,more,most,some,such,into,onto,also,not,but,they,a,an,in,of,on,to,at,by,as,is,it,he,she,be,or,if,no,so,do,does,did,there,these,those,what,when,where,i,you,we,me,my,your,our,us,am,just,can,all,any,how,why,out,up,down,them,him,dont,im,youre,theyre,thats}'::text[])
  ), stem(place, part, stem) AS (
    SELECT place, 0, CASE WHEN word ~ '^[가-힣]' THEN left(word, 2)
                          WHEN word ~ '\d' THEN word
                          ELSE left(word, greatest(5, length(word) - 3)) END
      FROM word WHERE word !~ '[぀-ヿ㐀-鿿]'
    UNION ALL
    SELECT place, part, substr(word, part, 2)
      FROM word, generate_series(1, greatest(1, length(word) - 1)) AS part WHERE word ~ '[぀-ヿ㐀-鿿]'
  )
  SELECT COALESCE(array_agg(stem ORDER BY place, part), '{}') FROM stem
$$;

-- By what a text is found: its words, and its pairs of neighbours, which stay rare where all the words are common.
CREATE FUNCTION claims_telling(words text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT COALESCE(array_agg(DISTINCT one), '{}') FROM (
    SELECT unnest(words)
    UNION ALL
    SELECT pair.one || ' ' || pair.next FROM unnest(words, words[2:]) AS pair(one, next) WHERE pair.next IS NOT NULL
  ) AS found(one)
$$;

CREATE INDEX wording_by_word ON claims_wording USING gin (claims_telling(words));

-- The wordings that share the rarest words with a text, at most so many. Of its words as many are looked for as stand
-- in ``budget`` wordings together, and three in any case: the cost is bound, however many wordings there are.
-- Tables are found by the caller's search_path: an evaluation brings its own (services.evaluating).
CREATE FUNCTION claims_candidates(asked text[], budget integer, at_most integer) RETURNS TABLE (id bigint, weight float8)
  LANGUAGE plpgsql STABLE SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY
  WITH word AS (
    SELECT one.word, COALESCE(known.documents, 1) AS documents
      FROM unnest(claims_telling(asked)) AS one(word) LEFT JOIN claims_lexeme known USING (word)
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

CREATE FUNCTION claims_claim_worded() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO claims_wording (claim_id, words) VALUES (NEW.id, claims_words(NEW.statement))
  ON CONFLICT (claim_id) DO UPDATE SET words = EXCLUDED.words, embedding = NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER claim_worded AFTER INSERT OR UPDATE OF statement ON claims_claim
  FOR EACH ROW EXECUTE FUNCTION claims_claim_worded();

CREATE FUNCTION claims_externalcheck_worded() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.claim_text, NEW.title) IS NOT DISTINCT FROM (OLD.claim_text, OLD.title) THEN
    RETURN NULL;
  END IF;
  INSERT INTO claims_wording (external_check_id, words)
  VALUES (NEW.id, claims_words(NEW.claim_text || ' . ' || NEW.title))
  ON CONFLICT (external_check_id) DO UPDATE SET words = EXCLUDED.words, embedding = NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER externalcheck_worded AFTER INSERT OR UPDATE OF claim_text, title ON claims_externalcheck
  FOR EACH ROW EXECUTE FUNCTION claims_externalcheck_worded();

INSERT INTO claims_wording (claim_id, words) SELECT id, claims_words(statement) FROM claims_claim;
INSERT INTO claims_wording (external_check_id, words)
  SELECT id, claims_words(claim_text || ' . ' || title) FROM claims_externalcheck;

-- The search by prefixes that this takes the place of.
DROP FUNCTION claims_sharing_words(text, integer);
DROP INDEX claim_by_words;
