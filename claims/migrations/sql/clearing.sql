-- Guards of clearing: a sign-off stands for exactly one text, and queries are answered once.

-- A query quotes the words that stand at its place. What it asks stays as it was asked; only its due time and its
-- addressee may change, and nothing at all once it is answered or taken back.
CREATE FUNCTION claims_query_guard() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  movable constant text[] := ARRAY['state', 'version', 'updated_at', 'addressee', 'due_at', 'answer', 'answer_words',
    'answer_reason', 'answered_at', 'answer_recorded_by_id'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM claims_verdict_refuse('query_never_deleted', 'a query is answered or taken back, never deleted');
  ELSIF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'open' THEN
      PERFORM claims_verdict_refuse('query_starts_open', 'a query starts without an answer');
    END IF;
    IF NEW.start IS NOT NULL AND NEW.exact IS DISTINCT FROM (
      SELECT substr(v.text, NEW.start + 1, NEW."end" - NEW.start)
        FROM claims_articleversion v WHERE v.id = NEW.article_version_id) THEN
      PERFORM claims_verdict_refuse('query_quotes_the_text', 'the present words are not what stands at that place');
    END IF;
  ELSIF OLD.state <> 'open' THEN
    PERFORM claims_verdict_refuse('query_answered_once', 'an answered query, or one taken back, never changes');
  ELSIF EXISTS (SELECT FROM jsonb_each(to_jsonb(NEW)) n
                 WHERE n.key <> ALL (movable) AND n.value IS DISTINCT FROM to_jsonb(OLD) -> n.key) THEN
    PERFORM claims_verdict_refuse('query_asked_for_good', 'what a query asks is never changed');
  ELSIF NEW.state = 'open' AND NEW.answer_words || NEW.answer_reason <> '' THEN
    PERFORM claims_verdict_refuse('query_answered_once', 'an answer is recorded by answering');
  END IF;
  IF TG_OP = 'UPDATE' THEN NEW.version := OLD.version + 1; END IF;  -- no opened form may overlook it
  RETURN NEW;
END $$;
CREATE TRIGGER query_guard BEFORE INSERT OR UPDATE OR DELETE ON claims_query
  FOR EACH ROW EXECUTE FUNCTION claims_query_guard();
ALTER TABLE claims_query ENABLE ALWAYS TRIGGER query_guard;

-- A tick answers an item that is asked of claims of this kind. It is taken back, never changed.
CREATE FUNCTION claims_tick_guard() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM claims_verdict_refuse('checklisttick_never_changed', 'a tick is taken back, never changed');
  END IF;
  IF NOT EXISTS (SELECT FROM claims_checklistitem i JOIN claims_claim c ON c.id = NEW.claim_id
                  WHERE i.id = NEW.item_id AND i.is_active AND i.kind IN ('', c.kind)) THEN
    PERFORM claims_verdict_refuse('checklisttick_of_its_kind', 'this is not asked of claims of this kind');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER checklisttick_guard BEFORE INSERT OR UPDATE ON claims_checklisttick
  FOR EACH ROW EXECUTE FUNCTION claims_tick_guard();
ALTER TABLE claims_checklisttick ENABLE ALWAYS TRIGGER checklisttick_guard;

-- Whether the desk has decided a claim, and nothing is being redone about it.
CREATE FUNCTION claims_is_decided(status text, work_state text) RETURNS boolean LANGUAGE sql IMMUTABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT status IN ('approved', 'published') AND work_state IN ('', 'approved')
$$;

-- The first line of the clearance that is unmet, as the name of its law; NULL if the version may be signed off.
-- Python's copy, which names everything that is unmet, is claims/presenters/clearance.py.
CREATE FUNCTION claims_clearance_unmet(cleared bigint) RETURNS text LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
  WITH marked AS (
    SELECT DISTINCT c.id, c.kind, c.status, c.work_state, c.legal_hold
      FROM claims_claim c JOIN claims_appearance a ON a.claim_id = c.id WHERE a.article_version_id = cleared)
  SELECT CASE
    WHEN EXISTS (SELECT FROM claims_sentence s WHERE s.article_version_id = cleared AND s.completed_at IS NULL)
      THEN 'signoff_every_sentence_complete'
    -- A question about an earlier text is not answered by a new one.
    WHEN EXISTS (SELECT FROM claims_query q JOIN claims_articleversion asked ON asked.id = q.article_version_id
                   JOIN claims_articleversion v ON v.article_id = asked.article_id AND v.number >= asked.number
                  WHERE v.id = cleared AND q.state = 'open')
      THEN 'signoff_no_open_query'
    WHEN EXISTS (SELECT FROM marked m WHERE NOT claims_is_decided(m.status, m.work_state))
      THEN 'signoff_every_claim_decided'
    WHEN EXISTS (SELECT FROM marked m JOIN claims_checklistitem i ON i.is_active AND i.kind IN ('', m.kind)
                  WHERE NOT EXISTS (SELECT FROM claims_checklisttick t WHERE t.claim_id = m.id AND t.item_id = i.id))
      THEN 'signoff_checklists_ticked'
    WHEN EXISTS (SELECT FROM claims_reanchoring r
                  WHERE r.article_version_id = cleared AND r.outcome = 'lost' AND r.settled_at IS NULL)
      THEN 'signoff_nothing_lost'
    WHEN EXISTS (SELECT FROM marked m WHERE m.legal_hold) THEN 'signoff_no_legal_hold'
  END
$$;

-- The article's row is locked first: whoever undoes a line meanwhile comes before, and is seen, or after, and then sees
-- the sign-off that lapses by it.
CREATE FUNCTION claims_signoff_guard() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  signed claims_articleversion%ROWTYPE;
  unmet text;
BEGIN
  SELECT * INTO signed FROM claims_articleversion v WHERE v.id = NEW.article_version_id;
  PERFORM FROM claims_article a WHERE a.id = signed.article_id FOR NO KEY UPDATE;
  IF NEW.sha256 IS DISTINCT FROM signed.sha256 THEN
    PERFORM claims_verdict_refuse('signoff_of_this_text', 'a sign-off is for exactly the text it names by its hash');
  END IF;
  IF EXISTS (SELECT FROM claims_articleversion v WHERE v.article_id = signed.article_id AND v.number > signed.number) THEN
    PERFORM claims_verdict_refuse('signoff_of_the_latest_version', 'a later version of this article is here');
  END IF;
  IF EXISTS (SELECT FROM claims_signoff s WHERE s.article_version_id = NEW.article_version_id
              AND NOT EXISTS (SELECT FROM claims_signofflapse l WHERE l.sign_off_id = s.id)) THEN
    PERFORM claims_verdict_refuse('signoff_stands_once', 'this version is signed off already');
  END IF;
  IF NOT EXISTS (SELECT FROM claims_user u WHERE u.id = NEW.signed_by_id AND u.is_active) THEN
    PERFORM claims_verdict_refuse('signoff_by_a_member', 'who signs must be an active member of the desk');
  END IF;
  unmet := claims_clearance_unmet(NEW.article_version_id);
  IF unmet IS NOT NULL THEN
    PERFORM claims_verdict_refuse(unmet, 'this version is not ready to be signed off');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER signoff_guard BEFORE INSERT ON claims_signoff FOR EACH ROW EXECUTE FUNCTION claims_signoff_guard();

-- Who signs, and who takes it back, stands in the record as having done so.
CREATE FUNCTION claims_clearing_recorded() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  written constant jsonb := to_jsonb(NEW);
  who constant bigint := coalesce(written ->> 'signed_by_id', written ->> 'lapsed_by_id')::bigint;
  sign_off constant text := coalesce(written ->> 'id', written ->> 'sign_off_id');
BEGIN
  IF who IS NOT NULL AND NOT EXISTS (
    SELECT FROM claims_event e
     WHERE e.kind = TG_ARGV[0] AND e.subject_type = 'signoff' AND e.subject_pk = sign_off AND e.actor_pk = who) THEN
    PERFORM claims_verdict_refuse(TG_ARGV[1], 'this act is not in the record');
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER signoff_on_record AFTER INSERT ON claims_signoff DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION claims_clearing_recorded('article.cleared', 'signoff_on_record');
CREATE CONSTRAINT TRIGGER signofflapse_on_record AFTER INSERT ON claims_signofflapse DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION claims_clearing_recorded('article.reopened', 'signofflapse_on_record');
ALTER TABLE claims_signoff ENABLE ALWAYS TRIGGER signoff_guard, ENABLE ALWAYS TRIGGER signoff_on_record;
ALTER TABLE claims_signofflapse ENABLE ALWAYS TRIGGER signofflapse_on_record;

-- What undoes a line of the clearance ends the sign-off. The services say so themselves, in the name of whoever did it;
-- at the end of a transaction that did not, it is said here in nobody's name.
CREATE FUNCTION claims_signoff_undone() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  row_now constant jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
  touched constant bigint := (row_now ->> TG_ARGV[0])::bigint;
  texts bigint[] := ARRAY[touched];
BEGIN
  IF TG_TABLE_NAME = 'claims_query' THEN  -- a question about a text is one about those that came after it
    texts := ARRAY(SELECT v.id FROM claims_articleversion v JOIN claims_articleversion asked
                     ON asked.id = touched AND v.article_id = asked.article_id AND v.number >= asked.number);
  ELSIF TG_ARGV[0] <> 'article_version_id' THEN  -- a claim: every text that it is marked in
    texts := ARRAY(SELECT p.article_version_id FROM claims_appearance p
                    WHERE p.claim_id = touched AND p.article_version_id IS NOT NULL);
  END IF;
  PERFORM FROM claims_article a
    WHERE a.id = ANY (ARRAY(SELECT v.article_id FROM claims_articleversion v WHERE v.id = ANY (texts)))
    ORDER BY a.id FOR SHARE;
  INSERT INTO claims_signofflapse (sign_off_id, why)
  SELECT s.id, TG_ARGV[1] FROM claims_signoff s
   WHERE s.article_version_id = ANY (texts)
     AND NOT EXISTS (SELECT FROM claims_signofflapse l WHERE l.sign_off_id = s.id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER signoff_undone_by_a_sentence AFTER UPDATE ON claims_sentence DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.completed_at IS NOT NULL AND NEW.completed_at IS NULL)
  EXECUTE FUNCTION claims_signoff_undone('article_version_id', 'A sentence was opened again.');
CREATE CONSTRAINT TRIGGER signoff_undone_by_a_query AFTER INSERT ON claims_query DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION claims_signoff_undone('article_version_id', 'The author was asked something.');
CREATE CONSTRAINT TRIGGER signoff_undone_by_a_mark AFTER INSERT ON claims_appearance DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.article_version_id IS NOT NULL)
  EXECUTE FUNCTION claims_signoff_undone('article_version_id', 'A claim was marked.');
CREATE CONSTRAINT TRIGGER signoff_undone_by_a_claim AFTER UPDATE ON claims_claim DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (claims_is_decided(OLD.status, OLD.work_state) AND NOT claims_is_decided(NEW.status, NEW.work_state)
    AND NOT (NEW.status = 'at_risk' AND NEW.work_state IN ('', 'approved'))
    OR OLD.status = 'at_risk' AND OLD.work_state IN ('', 'approved') AND NEW.work_state NOT IN ('', 'approved')
    OR NEW.legal_hold AND NOT OLD.legal_hold OR NEW.kind <> OLD.kind)
  EXECUTE FUNCTION claims_signoff_undone('id', 'A claim was taken up again, held back, or made one of another kind.');
CREATE CONSTRAINT TRIGGER signoff_undone_by_a_lost_mark AFTER UPDATE ON claims_reanchoring DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.settled_at IS NOT NULL AND NEW.settled_at IS NULL AND NEW.outcome = 'lost')
  EXECUTE FUNCTION claims_signoff_undone('article_version_id', 'A mark that was lost is to be settled again.');
CREATE CONSTRAINT TRIGGER signoff_undone_by_a_tick AFTER DELETE ON claims_checklisttick DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION claims_signoff_undone('claim_id', 'A tick of a checklist was taken back.');
ALTER TABLE claims_sentence ENABLE ALWAYS TRIGGER signoff_undone_by_a_sentence;
ALTER TABLE claims_query ENABLE ALWAYS TRIGGER signoff_undone_by_a_query;
ALTER TABLE claims_appearance ENABLE ALWAYS TRIGGER signoff_undone_by_a_mark;
ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER signoff_undone_by_a_claim;
ALTER TABLE claims_reanchoring ENABLE ALWAYS TRIGGER signoff_undone_by_a_lost_mark;
ALTER TABLE claims_checklisttick ENABLE ALWAYS TRIGGER signoff_undone_by_a_tick;
