"""Guards of marking: what may be taken back, and what became of old marks."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "marking.sql").read_text()
UNGUARD = """
DROP TRIGGER claim_only_taken_back ON claims_claim;
DROP TRIGGER appearance_only_taken_back ON claims_appearance;
DROP TRIGGER reanchoring_guard ON claims_reanchoring;
DROP FUNCTION claims_claim_taken_back, claims_appearance_taken_back, claims_is_taken_back, claims_reanchoring_guard;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_desk_roles")]
    operations = [migrations.RunSQL(sql=SQL, reverse_sql=UNGUARD)]
