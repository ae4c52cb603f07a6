"""What people decide about a claim and the fact-check of another publisher."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "external_matches.sql").read_text()
UNGUARD = """
DROP TRIGGER externalmatch_changed ON claims_externalmatch;
DROP FUNCTION claims_externalmatch_changed();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0018_wording'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExternalMatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('relation', models.CharField(choices=[('same', 'the same claim'), ('related', 'related')], default='related', max_length=7)),
                ('state', models.CharField(choices=[('confirmed', 'confirmed'), ('refused', 'refused'), ('undone', 'undone')], max_length=9)),
                ('score', models.FloatField(blank=True, help_text='How alike they were found, 0 to 1.', null=True)),
                ('differences', models.JSONField(blank=True, default=list)),
                ('decided_at', models.DateTimeField()),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='external_matches', to='claims.claim')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('external_check', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='claims.externalcheck')),
            ],
            options={
                'verbose_name_plural': 'external matches',
                'ordering': ['claim', 'pk'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('claim', 'external_check'), name='externalmatch_pair_once')],
            },
        ),
        migrations.RunSQL(sql=SQL, reverse_sql=UNGUARD),
    ]
