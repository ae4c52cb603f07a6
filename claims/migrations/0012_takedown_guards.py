"""Guards of taking down: a hiding is reviewed once, a redaction leaves its tombstone."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "takedown.sql").read_text()
UNGUARD = """
SELECT 1;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0011_clearing_guards")]
    operations = [migrations.RunSQL(sql=SQL, reverse_sql=UNGUARD)]
