"""Guards of clearing: a sign-off stands for exactly one text, and queries are answered once."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "clearing.sql").read_text()
UNGUARD = """
SELECT 1;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0010_marking_guards")]
    operations = [migrations.RunSQL(sql=SQL, reverse_sql=UNGUARD)]
