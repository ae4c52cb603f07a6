"""The laws of the desk that hold against everybody, SQL included.

Append-only tables, the states and four eyes of verdicts, anchors that quote their text, the derived status of
claims, and the numbering of events. All triggers are ENABLE ALWAYS: a superuser's replication role does not
switch them off. Every refusal carries a constraint name, so that it can be told from any other.
"""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent
NAMES = ("append_only", "anchors", "verdicts", "publications", "status", "events")
# The functions take their triggers with them; rows that were written under the guards stay as they are.
UNGUARD = """
DO $$ DECLARE guard regprocedure; BEGIN
  FOR guard IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'claims\\_%' LOOP
    EXECUTE 'DROP FUNCTION ' || guard || ' CASCADE';
  END LOOP;
END $$;
ALTER TABLE claims_articleversion DROP CONSTRAINT articleversion_sha256_of_the_text;
ALTER TABLE claims_publication DROP CONSTRAINT publication_sha256_of_the_document;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]
    operations = [
        migrations.RunSQL(
            sql="\n".join((HERE / "sql" / f"{name}.sql").read_text() for name in NAMES), reverse_sql=UNGUARD
        )
    ]
