"""Guards of marking: what may be taken back, and what became of old marks."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "marking.sql").read_text()
UNGUARD = """
SELECT 1;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_desk_roles")]
    operations = [migrations.RunSQL(sql=SQL, reverse_sql=UNGUARD)]
