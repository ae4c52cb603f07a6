"""Feeds that a desk follows: looks at them as jobs, what they bring, and sketches by which the same text is known."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

SEEN = {"view_feed", "view_feedentry"}
SET = SEEN | {"add_feed", "change_feed"}
GAINED = {"contributor": SEEN, "checker": SEEN, "editor": SET, "admin": SET}


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
        ('claims', '0030_sources_and_articles_by_their_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('url', models.URLField(max_length=2000, unique=True, verbose_name='address')),
                ('title', models.CharField(blank=True, help_text='Empty: as the feed calls itself.', max_length=300)),
                ('outlet', models.CharField(blank=True, help_text='Of the articles that it brings.', max_length=200)),
                ('language', models.CharField(default='en', help_text='BCP 47, for example en or ko.', max_length=35)),
                ('every_minutes', models.PositiveIntegerField(default=30, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(10080)], verbose_name='minutes between two looks')),
                ('is_followed', models.BooleanField(default=True, verbose_name='followed')),
                ('etag', models.CharField(blank=True, editable=False, max_length=500)),
                ('last_modified', models.CharField(blank=True, editable=False, max_length=100)),
                ('validated_url', models.CharField(blank=True, editable=False, max_length=2000)),
                ('looked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('read_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('failures', models.PositiveIntegerField(default=0, editable=False, help_text='One after the other.')),
                ('problem', models.CharField(blank=True, editable=False, max_length=500)),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FeedEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('key', models.CharField(max_length=2000)),
                ('url', models.CharField(blank=True, max_length=2000, verbose_name='address')),
                ('title', models.CharField(blank=True, max_length=300)),
                ('byline', models.CharField(blank=True, max_length=200)),
                ('published_on', models.CharField(blank=True, max_length=40)),
                ('text', models.TextField(blank=True, help_text='What the feed itself says: all of it, or the beginning.')),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('state', models.CharField(choices=[('new', 'new'), ('changed', 'changed since it was taken'), ('taken', 'taken'), ('left', 'left aside'), ('twice', 'here already')], default='new', max_length=7)),
                ('seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('article', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feed_entries', to='claims.article')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('feed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='claims.feed')),
                ('same_as', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seen_again', to='claims.feedentry')),
            ],
            options={
                'verbose_name_plural': 'feed entries',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='FeedJob',
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
                ('feed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='claims.feed')),
            ],
            options={
                'ordering': ['due_at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='TextSketch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hashes', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('article_version', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sketch', to='claims.articleversion')),
                ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sketch', to='claims.feedentry')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.CheckConstraint(condition=models.Q(('every_minutes__gte', 5), ('every_minutes__lte', 10080)), name='feed_looked_at_in_bounds'),
        ),
        migrations.AddIndex(
            model_name='feedentry',
            index=models.Index(condition=models.Q(('state__in', ['new', 'changed'])), fields=['-id'], name='feedentry_offered'),
        ),
        migrations.AddIndex(
            model_name='feedentry',
            index=models.Index(condition=models.Q(('url', ''), _negated=True), fields=['url'], name='feedentry_by_address'),
        ),
        migrations.AddConstraint(
            model_name='feedentry',
            constraint=models.UniqueConstraint(fields=('feed', 'key'), name='feedentry_once'),
        ),
        migrations.AddIndex(
            model_name='feedjob',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['due_at', 'id'], name='feedjob_pending'),
        ),
        migrations.AddConstraint(
            model_name='feedjob',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('feed',), name='feedjob_one_pending_for_each_feed'),
        ),
        migrations.AddIndex(
            model_name='textsketch',
            index=django.contrib.postgres.indexes.GinIndex(fields=['hashes'], name='textsketch_by_hash'),
        ),
        migrations.AddConstraint(
            model_name='textsketch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('article_version__isnull', False), ('entry__isnull', True)), models.Q(('article_version__isnull', True), ('entry__isnull', False)), _connector='OR'), name='textsketch_of_one'),
        ),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
