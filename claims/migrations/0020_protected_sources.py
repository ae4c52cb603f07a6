"""Protected sources: why somebody is on the list, how often they looked, and the laws of the list and the record."""

from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "protecting.sql").read_text()
UNGUARD = """
DROP FUNCTION claims_sourceaccess_law() CASCADE;
DROP FUNCTION claims_event_names_no_protected() CASCADE;
DROP FUNCTION claims_content_tells_no_protected() CASCADE;
"""
FOR_ADMINS = ("view_sourceaccess", "add_sourceaccess", "delete_sourceaccess")


def let_in_who_brought_them(apps, schema_editor):
    """Who brought a source that is protected already knows it; for one that nobody brought, an admin lets people in."""
    Source, SourceAccess = apps.get_model("claims", "Source"), apps.get_model("claims", "SourceAccess")
    for source in Source.objects.filter(is_sensitive=True, created_by__isnull=False, access__isnull=True):
        SourceAccess.objects.create(
            source=source, person=source.created_by, granted_by=source.created_by, reason="Brought it in."
        )


def leave_the_list_to_who_is_on_it(apps, schema_editor):
    """To be an editor is no reason to say who may know a source any more."""
    editors = apps.get_model("auth", "Group").objects.filter(name="editor")
    Permission = apps.get_model("auth", "Permission")
    for group in editors:
        group.permissions.remove(*Permission.objects.filter(codename__in=FOR_ADMINS))


def give_it_back(apps, schema_editor):
    editors = apps.get_model("auth", "Group").objects.filter(name="editor")
    Permission = apps.get_model("auth", "Permission")
    for group in editors:
        group.permissions.add(*Permission.objects.filter(codename__in=FOR_ADMINS))


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0019_external_matches'),
    ]

    operations = [
        migrations.AddField(
            model_name='sourceaccess',
            name='last_looked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='sourceaccess',
            name='looks',
            field=models.PositiveIntegerField(default=0, help_text='How often this person was shown who it is.'),
        ),
        migrations.AddField(
            model_name='sourceaccess',
            name='reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('assigned', 'a claim was assigned to you'), ('mentioned', 'somebody mentioned you'), ('sent_back', 'a verdict of yours was sent back'), ('awaiting', 'a verdict awaits approval'), ('at_risk', 'a verdict you worked on is at risk'), ('due', 'something of yours is due'), ('answered', 'a query of yours was answered'), ('to_review', 'a hidden publication waits for review'), ('taken_over', 'somebody took over what you were writing'), ('finished', 'a job that you started is finished'), ('protected', 'who may know a protected source changed')], max_length=10),
        ),
        migrations.AlterField(
            model_name='notificationchoice',
            name='kind',
            field=models.CharField(choices=[('assigned', 'a claim was assigned to you'), ('mentioned', 'somebody mentioned you'), ('sent_back', 'a verdict of yours was sent back'), ('awaiting', 'a verdict awaits approval'), ('at_risk', 'a verdict you worked on is at risk'), ('due', 'something of yours is due'), ('answered', 'a query of yours was answered'), ('to_review', 'a hidden publication waits for review'), ('taken_over', 'somebody took over what you were writing'), ('finished', 'a job that you started is finished'), ('protected', 'who may know a protected source changed')], max_length=10),
        ),
        migrations.RunPython(let_in_who_brought_them, migrations.RunPython.noop),
        migrations.RunPython(leave_the_list_to_who_is_on_it, give_it_back),
        migrations.RunSQL(sql=SQL, reverse_sql=UNGUARD),
    ]
