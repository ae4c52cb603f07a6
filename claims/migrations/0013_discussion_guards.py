"""Guards of discussion: what was said stays said."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "discussion.sql").read_text()
UNGUARD = """
SELECT 1;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0012_takedown_guards")]
    operations = [migrations.RunSQL(sql=SQL, reverse_sql=UNGUARD)]
