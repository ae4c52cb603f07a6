"""What matching looks for: the words of claims and of other desks' checks, kept by the database itself."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

FOLDER = Path(__file__).parent / "sql"
SQL = (FOLDER / "wording.sql").read_text()
# The search by prefixes, as discussion.sql made it.
PREFIXES = """
CREATE INDEX claim_by_words ON claims_claim USING gin (to_tsvector('simple'::regconfig, COALESCE(statement, '')));
CREATE FUNCTION claims_sharing_words(wanted text, at_most integer) RETURNS SETOF bigint LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
  SELECT id FROM claims_claim
   WHERE to_tsvector('simple'::regconfig, COALESCE(statement, '')) @@ to_tsquery('simple'::regconfig, wanted)
   LIMIT at_most
$$;
"""
UNWORD = """
DROP TRIGGER claim_worded ON claims_claim;
DROP TRIGGER externalcheck_worded ON claims_externalcheck;
DROP FUNCTION claims_claim_worded();
DROP FUNCTION claims_externalcheck_worded();
DROP FUNCTION claims_candidates(text[], integer, integer);
DROP INDEX wording_by_word;
DROP FUNCTION claims_telling(text[]);
DROP FUNCTION claims_words(text);
""" + PREFIXES


class Migration(migrations.Migration):

    dependencies = [
        ('claims', "0017_import_checks_in_the_browser"),
    ]

    operations = [
        migrations.CreateModel(
            name='Lexeme',
            fields=[
                ('word', models.TextField(primary_key=True, serialize=False)),
                ('documents', models.PositiveIntegerField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('embedding', models.BinaryField(null=True)),
                ('claim', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='wording', to='claims.claim')),
                ('external_check', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='wording', to='claims.externalcheck')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('embedding__isnull', True)), fields=['id'], name='wording_to_embed')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', False), ('external_check__isnull', True)), models.Q(('claim__isnull', True), ('external_check__isnull', False)), _connector='OR'), name='wording_of_one')],
            },
        ),
        migrations.RunSQL(sql=SQL, reverse_sql=UNWORD),
    ]
