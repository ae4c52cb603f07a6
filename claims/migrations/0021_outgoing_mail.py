"""Mail that goes out as it comes up, each a job row; the operators’ list of it is for admins."""

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
    seen = apps.get_model("auth", "Permission").objects.filter(codename="view_outgoingmail")
    apps.get_model("auth", "Group").objects.get(name="admin").permissions.add(*seen)


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0020_protected_sources'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutgoingMail',
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
                ('kind', models.CharField(choices=[('urgent', 'something urgent, to a member of the desk'), ('answer', 'an answer, to a reader')], max_length=6)),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField(blank=True)),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to=settings.AUTH_USER_MODEL)),
                ('tip', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mail', to='claims.tip')),
            ],
            options={
                'ordering': ['due_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['due_at', 'id'], name='outgoingmail_pending')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('body', ''), ('kind', 'urgent'), ('recipient__isnull', False), ('tip__isnull', True)), models.Q(('kind', 'answer'), ('recipient__isnull', True), ('tip__isnull', False)), _connector='OR'), name='outgoingmail_to_one_person'), models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('recipient',), name='outgoingmail_one_waits_for_each_member')],
            },
        ),
        migrations.CreateModel(
            name='Sender',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('sent', models.PositiveIntegerField(default=0)),
                ('until', models.DateTimeField()),
            ],
        ),
        migrations.RunPython(let_admins_see_it, migrations.RunPython.noop),
    ]
