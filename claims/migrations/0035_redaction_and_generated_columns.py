"""Redaction: columns that are generated from a document change with it, however many there are by now."""

from __future__ import annotations

from django.db import migrations

GENERATED = """
    -- What is generated from these follows them; before the row is written, nothing stands there.
    || ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = TG_RELID AND attgenerated <> '')"""
LAW = """
CREATE OR REPLACE FUNCTION claims_refuse_unless_redacted() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  was constant jsonb := to_jsonb(OLD);
  becomes constant jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(NEW) END;
  content constant text[] := CASE TG_TABLE_NAME
    WHEN 'claims_publication' THEN ARRAY['document', 'sha256', 'title', 'public_note', 'search']
    WHEN 'claims_snapshot' THEN ARRAY['text', 'text_sha256', 'title', 'byline', 'headers', 'body_id']
    WHEN 'claims_extraction' THEN ARRAY['text', 'title', 'byline']
    WHEN 'claims_blob' THEN ARRAY['compressed'] ELSE ARRAY[]::text[] END{generated};
  is_lawful constant boolean := TG_OP = 'UPDATE' AND was - content = becomes - content AND CASE TG_TABLE_NAME
    WHEN 'claims_publication' THEN claims_redacted('publication', was ->> 'id')
      AND NOT (was ->> 'document')::jsonb ? 'redacted' AND (becomes ->> 'document')::jsonb ? 'redacted'
    WHEN 'claims_snapshot' THEN claims_redacted('snapshot', was ->> 'id') AND becomes ->> 'text' = ''
    WHEN 'claims_extraction' THEN becomes ->> 'text' = '' AND EXISTS (
      SELECT FROM claims_redaction r WHERE r.kind = 'snapshot' AND r.sha256 = was ->> 'blob_id')
    WHEN 'claims_blob' THEN becomes ->> 'compressed' = '\\x' AND EXISTS (
      SELECT FROM claims_redaction r WHERE r.kind = 'snapshot' AND r.sha256 = was ->> 'sha256')
    ELSE false END;
BEGIN
  IF is_lawful THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;
"""
NOW, BEFORE = LAW.replace("{generated}", GENERATED), LAW.replace("{generated}", "")


class Migration(migrations.Migration):
    dependencies = [("claims", "0034_how_the_desk_judges")]
    operations = [migrations.RunSQL(sql=NOW, reverse_sql=BEFORE)]
