"""Fact-checks of other publishers, what their ratings come to on ours, and who may bring them in."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

CONTRIBUTOR = {"view_externalcheck", "view_ratingmapping"}
EDITOR = CONTRIBUTOR | {"add_ratingmapping", "change_ratingmapping"}
ADMIN = EDITOR | {"import_checks"}
GAINED = {"contributor": CONTRIBUTOR, "checker": CONTRIBUTOR, "editor": EDITOR, "admin": ADMIN}


def give_permissions(apps, schema_editor):
    config = apps.get_app_config("claims")
    config.models_module = True  # permissions are otherwise made only after the last migration
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ours = Permission.objects.filter(content_type__app_label="claims")
    for role, codenames in GAINED.items():
        Group.objects.get(name=role).permissions.add(*ours.filter(codename__in=codenames))


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0014_tips_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExternalCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('claim_text', models.TextField()),
                ('claim_sha256', models.CharField(editable=False, max_length=64)),
                ('claimant_name', models.CharField(blank=True, max_length=300)),
                ('claimed_on', models.CharField(blank=True, help_text='As given (EDTF): 2019-10-24, 2019-10.', max_length=40)),
                ('venue', models.CharField(blank=True, help_text='Where it was said: an interview, a tweet.', max_length=300)),
                ('publisher_name', models.CharField(max_length=200)),
                ('publisher_site', models.CharField(help_text='The host, without www: politifact.com.', max_length=253)),
                ('url', models.URLField(blank=True, max_length=2000)),
                ('reference', models.CharField(blank=True, max_length=300)),
                ('title', models.CharField(blank=True, max_length=500)),
                ('rating_words', models.CharField(blank=True, max_length=300)),
                ('reviewed_on', models.DateField(blank=True, null=True)),
                ('language', models.CharField(blank=True, help_text='BCP 47, for example en or ko.', max_length=35)),
                ('identity', models.GeneratedField(db_persist=True, expression=models.Case(models.When(then=django.db.models.functions.text.Concat('publisher_site', models.Value('#'), 'reference', output_field=models.TextField()), url=''), default=models.F('url'), output_field=models.TextField()), output_field=models.TextField())),
                ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('claim_text', 'title', 'claimant_name', config='simple'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('rating', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='external_checks', to='claims.rating')),
            ],
            options={
                'ordering': ['-reviewed_on', '-pk'],
                'permissions': [('import_checks', 'Can bring in fact-checks of other publishers')],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='externalcheck_search'), models.Index(models.OrderBy(models.F('reviewed_on'), descending=True, nulls_last=True), models.OrderBy(models.F('id'), descending=True), name='externalcheck_by_day'), models.Index(fields=['publisher_site', 'rating_words'], name='externalcheck_by_words')],
                'constraints': [models.UniqueConstraint(fields=('identity', 'claim_sha256'), name='externalcheck_once'), models.CheckConstraint(condition=models.Q(models.Q(('claim_text', ''), _negated=True), models.Q(('publisher_name', ''), _negated=True), models.Q(('publisher_site', ''), _negated=True)), name='externalcheck_says_what_and_who'), models.CheckConstraint(condition=models.Q(models.Q(('url', ''), _negated=True), models.Q(('reference', ''), _negated=True), _connector='OR'), name='externalcheck_can_be_found_again')],
            },
        ),
        migrations.CreateModel(
            name='RatingMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('publisher_site', models.CharField(blank=True, max_length=253)),
                ('words', models.CharField(max_length=300)),
                ('rating', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mappings', to='claims.rating')),
            ],
            options={
                'ordering': ['publisher_site', 'words'],
                'constraints': [models.UniqueConstraint(fields=('publisher_site', 'words'), name='ratingmapping_once'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='ratingmapping_has_words')],
            },
        ),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
