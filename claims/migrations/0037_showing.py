"""What readers are shown, and which verdicts cite a page that something was ever the matter with: worked out once."""

from pathlib import Path

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "showing.sql").read_text()
BACK = """
DROP FUNCTION claims_show_anew, claims_doubt_anew CASCADE;
DROP VIEW claims_due_on_show, claims_troubled_citation;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0036_many_at_once'),
    ]

    operations = [
        migrations.CreateModel(
            name='Doubt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Showing',
            fields=[
                ('publication', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='showing', serialize=False, to='claims.publication')),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(fields=['rating_slug', '-published_at', '-id'], name='publication_by_rating'),
        ),
        migrations.AddIndex(
            model_name='publicationstate',
            index=models.Index(fields=['changed_at'], name='publicationstate_by_change'),
        ),
        migrations.AddField(
            model_name='doubt',
            name='verdict',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='doubts', to='claims.verdict'),
        ),
        migrations.AddField(
            model_name='showing',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim'),
        ),
        migrations.RunSQL(sql=SQL, reverse_sql=BACK),
        # How rare a word is decides whether a search walks down the list or goes by the index of words. By the usual
        # sample, a word that nobody counted passes for one in 500 documents: of a million, all would be walked through.
        migrations.RunSQL(
            sql="ALTER TABLE claims_publication ALTER COLUMN search SET STATISTICS 1000",
            reverse_sql="ALTER TABLE claims_publication ALTER COLUMN search SET STATISTICS -1",
        ),
    ]
