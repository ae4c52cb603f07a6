"""Claims are found by who said them and by articles' own words too; PostgreSQL keeps those beside the statement."""

from pathlib import Path

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "found_by.sql").read_text()
BACK = """
DROP FUNCTION claims_claim_find, claims_find_where_it_appears, claims_find_by_name CASCADE;
DROP FUNCTION claims_find_anew, claims_claim_found_by;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0041_sources_in_order'),
    ]

    operations = [
        migrations.AddField(
            model_name='claim',
            name='found_by',
            field=models.TextField(db_default='', default='', editable=False, help_text="What a search finds it by beside its statement: who said it, and articles' own words."),
        ),
        migrations.RunSQL(sql=SQL, reverse_sql=BACK),
        migrations.AddIndex(
            model_name='claim',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('found_by'), name='gin_trgm_ops'), name='claim_found_by_like'),
        ),
    ]
