"""A rating has its word in every language that the desk publishes in, not in English and Korean alone."""

from django.db import migrations, models
from django.db.models.lookups import Exact

import claims.models.desk
import claims.models.rating

JUDGE = "SET CONSTRAINTS ALL IMMEDIATE"


def take_over(apps, schema_editor):
    ratings = apps.get_model("claims", "Rating").objects
    for row in ratings.exclude(label_ko=""):
        ratings.filter(pk=row.pk).update(labels={"ko": row.label_ko})


def give_back(apps, schema_editor):
    ratings = apps.get_model("claims", "Rating").objects
    for row in ratings.filter(labels__has_key="ko"):
        ratings.filter(pk=row.pk).update(label_ko=row.labels["ko"])


class Migration(migrations.Migration):

    dependencies = [
        ("claims", "0022_language_and_time_of_a_reader"),
    ]

    operations = [
        migrations.AddField(
            model_name="rating",
            name="labels",
            field=models.JSONField(blank=True, default=dict, validators=[claims.models.rating._words_by_language], verbose_name="labels in other languages"),
        ),
        # Rows that were written in this transaction must be judged before their table is altered.
        migrations.RunSQL(JUDGE, JUDGE),
        migrations.RunPython(take_over, give_back),
        migrations.RunSQL(JUDGE, JUDGE),
        migrations.RemoveField(
            model_name="rating",
            name="label_ko",
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(condition=Exact(models.Func("labels", function="jsonb_typeof", output_field=models.TextField()), models.Value("object")), name="rating_labels_by_language"),
        ),
        migrations.AddField(
            model_name="desksettings",
            name="languages",
            field=models.JSONField(default=claims.models.desk.published_languages, help_text="Their tags by commas: en, ko, pt-BR. The first is that of the ratings’ own labels.", validators=[claims.models.desk._language_tags], verbose_name="languages that the desk publishes in"),
        ),
    ]
