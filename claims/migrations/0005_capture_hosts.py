"""A capture job knows its host, so that the dispatcher sends no more than one a host; two lists get an index."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0004_public_reading'),
    ]

    operations = [
        migrations.AddField(
            model_name='capturejob',
            name='host',
            field=models.CharField(blank=True, help_text='Whom it asks: at most one at a time is sent for each host.', max_length=255),
        ),
        migrations.AddIndex(
            model_name='capturejob',
            index=models.Index(condition=models.Q(('state', 'dead')), fields=['-finished_at'], name='capturejob_given_up'),
        ),
        migrations.AddIndex(
            model_name='snapshot',
            index=models.Index(fields=['-captured_at'], name='snapshot_by_time'),
        ),
    ]
