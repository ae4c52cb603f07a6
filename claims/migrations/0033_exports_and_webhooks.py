"""All that is published is exported as files; programs may set up webhooks."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def let_admins_see_it(apps, schema_editor):
    config = apps.get_app_config("claims")
    config.models_module = True  # permissions are otherwise made only after the last migration
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    seen = apps.get_model("auth", "Permission").objects.filter(codename="view_corpus")
    apps.get_model("auth", "Group").objects.get(name="admin").permissions.add(*seen)



class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0032_readers_lists'),
    ]

    operations = [
        migrations.AlterField(
            model_name='apitoken',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'read the desk'), ('mark', 'bring in articles, mark and edit claims, claimants and queries'), ('evidence', 'add and edit sources and evidence, dismiss findings'), ('assess', 'assess claims, and take part in their discussion'), ('draft', 'draft, submit, take back and discard verdicts'), ('publish', 'approve, send back, publish and withdraw verdicts, resolve alerts'), ('triage', 'read and decide what readers sent in'), ('webhooks', 'say who is told by webhook')], max_length=10), size=None),
        ),
        migrations.CreateModel(
            name='Corpus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('pending', 'pending'), ('done', 'done'), ('dead', 'dead')], default='pending', max_length=7)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('attempt', models.PositiveSmallIntegerField(default=0)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True)),
                ('enqueued_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('of_state', models.CharField(help_text='A mark of what was published when it was begun.', max_length=64)),
                ('total', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('withdrawn', models.PositiveIntegerField(default=0)),
                ('reviews', models.PositiveIntegerField(default=0)),
                ('reached', models.BigIntegerField(default=0)),
                ('files', models.JSONField(blank=True, default=dict)),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'export of all that is published',
                'verbose_name_plural': 'exports of all that is published',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='CorpusPiece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.CharField(choices=[('claims.jsonl.gz', 'JSON lines'), ('claims.csv.gz', 'CSV'), ('claimreview.json.gz', 'ClaimReview')], max_length=20)),
                ('start', models.BigIntegerField()),
                ('size', models.PositiveIntegerField()),
                ('body', models.BinaryField()),
                ('corpus', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='claims.corpus')),
            ],
            options={
                'ordering': ['corpus', 'file', 'start'],
            },
        ),
        migrations.AddIndex(
            model_name='corpus',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['due_at', 'id'], name='corpus_pending'),
        ),
        migrations.AddConstraint(
            model_name='corpus',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('state',), name='corpus_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='corpuspiece',
            constraint=models.UniqueConstraint(fields=('corpus', 'file', 'start'), name='corpuspiece_once'),
        ),
        migrations.RunPython(let_admins_see_it, migrations.RunPython.noop),
    ]
