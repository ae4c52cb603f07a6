"""A wording is kept and removed by PostgreSQL, whoever writes: its triggers always fire, and it goes with what it words."""

from django.db import migrations

KEEP = """
ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER claim_worded;
ALTER TABLE claims_externalcheck ENABLE ALWAYS TRIGGER externalcheck_worded;
"""
UNKEEP = """
ALTER TABLE claims_claim ENABLE TRIGGER claim_worded;
ALTER TABLE claims_externalcheck ENABLE TRIGGER externalcheck_worded;
"""


def foreign_keys(old: str, new: str) -> str:
    """The foreign keys of wordings anew, with other words in their definitions; Django names them by a digest."""
    return f"""
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT conname, pg_get_constraintdef(oid) AS law FROM pg_constraint
              WHERE contype = 'f' AND conrelid = 'claims_wording'::regclass LOOP
    EXECUTE format('ALTER TABLE claims_wording DROP CONSTRAINT %I, ADD CONSTRAINT %I %s',
                   one.conname, one.conname, replace(one.law, '{old}', '{new}'));
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0024_webhook_deliveries")]
    operations = [
        migrations.RunSQL(
            sql=KEEP + foreign_keys(" DEFERRABLE", " ON DELETE CASCADE DEFERRABLE"),
            reverse_sql=UNKEEP + foreign_keys(" ON DELETE CASCADE", ""),
        )
    ]
