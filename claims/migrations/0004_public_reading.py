"""Public search reads the words of a document, not its keys, slugs and hashes; lists filter by what it holds."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models.functions import Cast

SEARCHED = """jsonb_to_tsvector('simple'::regconfig,
    (%(expressions)s::jsonb #> '{claim,statement}')
    || coalesce(%(expressions)s::jsonb #> '{claimant,name}', '""'::jsonb)
    || coalesce(%(expressions)s::jsonb #> '{claimant,native_name}', '""'::jsonb)
    || coalesce(%(expressions)s::jsonb #> '{rating,label}', '""'::jsonb)
    || (%(expressions)s::jsonb -> 'summary')
    || (%(expressions)s::jsonb -> 'explanation')
    || (%(expressions)s::jsonb -> 'how_checked')
    || jsonb_path_query_array(%(expressions)s::jsonb, '$.citations[*].quote')
    || jsonb_path_query_array(%(expressions)s::jsonb, '$.citations[*].translation')
    || jsonb_path_query_array(%(expressions)s::jsonb, '$.citations[*].source.publisher'),
    '["string"]'::jsonb)"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_roles")]

    operations = [
        migrations.RemoveIndex("publication", name="publication_search"),
        migrations.RemoveField("publication", "search"),
        migrations.AddField(
            "publication",
            "search",
            models.GeneratedField(
                expression=models.Func(models.F("document"), template=SEARCHED),
                output_field=SearchVectorField(),
                db_persist=True,
            ),
        ),
        migrations.AddIndex("publication", GinIndex(fields=["search"], name="publication_search")),
        migrations.AddIndex(
            "publication",
            GinIndex(
                OpClass(Cast("document", models.JSONField()), name="jsonb_path_ops"),
                name="publication_content",
            ),
        ),
    ]
