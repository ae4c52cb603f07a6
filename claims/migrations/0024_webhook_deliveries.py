"""Webhooks are delivered: what came of each attempt, replays, a second secret while one is renewed, and a moment's rest."""

import django.db.models.deletion
from django.db import migrations, models

# On the way back two deliveries of one event would break the older law, so that replays go first.
WITHOUT_REPLAYS = """
SET CONSTRAINTS ALL IMMEDIATE;
DELETE FROM claims_webhookdelivery WHERE replay_of_id IS NOT NULL;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0023_words_of_ratings_by_language'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='webhookdelivery',
            name='webhookdelivery_once',
        ),
        migrations.AddField(
            model_name='webhookdelivery',
            name='answer',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='webhookdelivery',
            name='milliseconds',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='webhookdelivery',
            name='replay_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replays', to='claims.webhookdelivery'),
        ),
        migrations.AddField(
            model_name='webhookdelivery',
            name='status',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='webhooksubscription',
            name='old_secret',
            field=models.CharField(blank=True, help_text='Signs too, while the new one is put in place.', max_length=64),
        ),
        migrations.AddField(
            model_name='webhooksubscription',
            name='old_secret_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='webhooksubscription',
            name='rests_until',
            field=models.DateTimeField(blank=True, help_text='After a failure, or as it asked.', null=True),
        ),
        migrations.AddField(
            model_name='webhooksubscription',
            name='stopped_why',
            field=models.CharField(blank=True, help_text='Why the desk itself switched it off.', max_length=300),
        ),
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('assigned', 'a claim was assigned to you'), ('mentioned', 'somebody mentioned you'), ('sent_back', 'a verdict of yours was sent back'), ('awaiting', 'a verdict awaits approval'), ('at_risk', 'a verdict you worked on is at risk'), ('due', 'something of yours is due'), ('answered', 'a query of yours was answered'), ('to_review', 'a hidden publication waits for review'), ('taken_over', 'somebody took over what you were writing'), ('finished', 'a job that you started is finished'), ('protected', 'who may know a protected source changed'), ('stopped', 'a webhook was switched off')], max_length=10),
        ),
        migrations.AlterField(
            model_name='notificationchoice',
            name='kind',
            field=models.CharField(choices=[('assigned', 'a claim was assigned to you'), ('mentioned', 'somebody mentioned you'), ('sent_back', 'a verdict of yours was sent back'), ('awaiting', 'a verdict awaits approval'), ('at_risk', 'a verdict you worked on is at risk'), ('due', 'something of yours is due'), ('answered', 'a query of yours was answered'), ('to_review', 'a hidden publication waits for review'), ('taken_over', 'somebody took over what you were writing'), ('finished', 'a job that you started is finished'), ('protected', 'who may know a protected source changed'), ('stopped', 'a webhook was switched off')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['subscription', 'due_at', 'id'], name='webhookdelivery_in_line'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.UniqueConstraint(condition=models.Q(('replay_of__isnull', True)), fields=('subscription', 'event'), name='webhookdelivery_once'),
        ),
        migrations.RunSQL(sql=migrations.RunSQL.noop, reverse_sql=WITHOUT_REPLAYS),
    ]
