"""Readers' lists: who made a claim, of what kind it is and what is rated as columns; topics that readers are shown."""
from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast


class Migration(migrations.Migration):

    dependencies = [
        ("claims", "0031_feeds"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="claimant_slug",
            field=models.GeneratedField(db_persist=True, expression=KeyTextTransform("slug", KeyTransform("claimant", Cast("document", models.JSONField()))), output_field=models.CharField(max_length=100, null=True)),
        ),
        migrations.AddField(
            model_name="publication",
            name="kind",
            field=models.GeneratedField(db_persist=True, expression=KeyTextTransform("kind", KeyTransform("claim", Cast("document", models.JSONField()))), output_field=models.CharField(max_length=12, null=True)),
        ),
        migrations.AddField(
            model_name="publication",
            name="rated",
            field=models.GeneratedField(db_persist=True, expression=KeyTextTransform("rated", KeyTransform("claim", Cast("document", models.JSONField()))), output_field=models.CharField(max_length=4, null=True)),
        ),
        migrations.AddField(
            model_name="topic",
            name="is_public",
            field=models.BooleanField(default=False, help_text="Readers see its name, and can narrow the fact-checks down to it.", verbose_name="for readers"),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(condition=models.Q(("claimant_slug__isnull", False)), fields=["claimant_slug", "-published_at", "-id"], name="publication_by_claimant"),
        ),
    ]
