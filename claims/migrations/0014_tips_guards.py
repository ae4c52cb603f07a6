"""Guards of tips: decided once, and without personal data when it is over."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "tips.sql").read_text()
UNGUARD = """
DROP FUNCTION claims_tip_steps() CASCADE;
DROP TRIGGER tip_no_truncate ON claims_tip;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0013_discussion_guards")]
    operations = [migrations.RunSQL(sql=SQL, reverse_sql=UNGUARD)]
