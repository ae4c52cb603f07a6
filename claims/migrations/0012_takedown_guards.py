"""Guards of taking down: a hiding is reviewed once, a redaction leaves its tombstone."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "takedown.sql").read_text()
# The functions take their triggers with them; what was append-only without exception is so again.
UNGUARD = """
DROP FUNCTION claims_redact(text, text);
DROP FUNCTION claims_refuse_unless_redacted() CASCADE;
DROP FUNCTION claims_redaction_asked() CASCADE;
DROP FUNCTION claims_redacted(text, text);
DROP FUNCTION claims_previewlink_steps() CASCADE;
DROP FUNCTION claims_hiding_steps() CASCADE;
DROP TRIGGER previewlink_no_truncate ON claims_previewlink;
DROP TRIGGER hiding_no_truncate ON claims_hiding;
""" + "".join(
    f"CREATE TRIGGER {noun}_append_only BEFORE UPDATE OR DELETE ON claims_{noun}"
    " FOR EACH ROW EXECUTE FUNCTION claims_refuse();\n"
    f"ALTER TABLE claims_{noun} ENABLE ALWAYS TRIGGER {noun}_append_only;\n"
    for noun in ("publication", "snapshot", "extraction", "blob")
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0011_clearing_guards")]
    operations = [migrations.RunSQL(sql=SQL, reverse_sql=UNGUARD)]
