"""Guards of clearing: a sign-off stands for exactly one text, and queries are answered once."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "clearing.sql").read_text()
UNGUARD = """
DROP FUNCTION claims_signoff_undone CASCADE;
DROP FUNCTION claims_clearing_recorded CASCADE;
DROP FUNCTION claims_signoff_guard CASCADE;
DROP FUNCTION claims_clearance_unmet;
DROP FUNCTION claims_is_decided;
DROP FUNCTION claims_tick_guard CASCADE;
DROP FUNCTION claims_query_guard CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0010_marking_guards")]
    operations = [migrations.RunSQL(sql=SQL, reverse_sql=UNGUARD)]
