"""Evidence is suggested from passages of what sources say now; what was refused does not come back."""

from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "passages.sql").read_text("utf-8")
UNGUARD = """
DROP TRIGGER passagerefusal_append_only ON claims_passagerefusal;
DROP TRIGGER passagerefusal_no_truncate ON claims_passagerefusal;
DROP FUNCTION claims_passages_go() CASCADE;
DROP FUNCTION claims_passage_candidates(text[], integer, integer);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0028_for_a_cms'),
    ]

    operations = [
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='claims.snapshot')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='claims.source')),
            ],
            options={
                'default_permissions': (),
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words'], name='passage_by_word')],
                'constraints': [models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='passage_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='PassageReading',
            fields=[
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='passage_reading', serialize=False, to='claims.source')),
                ('is_read', models.BooleanField(default=False)),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.snapshot')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('is_read', False)), fields=['source'], name='passagereading_waiting')],
            },
        ),
        migrations.CreateModel(
            name='PassageRefusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words_sha256', models.CharField(max_length=64)),
                ('refused_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passage_refusals', to='claims.claim')),
                ('refused_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.source')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('claim', 'source', 'words_sha256'), name='passagerefusal_once')],
            },
        ),
        migrations.RunSQL(sql=SQL, reverse_sql=UNGUARD),
    ]
