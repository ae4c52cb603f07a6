"""Claims are merged and split: what is merged is no claim of its own, and what belonged to it goes along, on record."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

# A status of its own, before all others; and the laws by which rows stay with their claim, but for merges and splits.
REWORDED = [
    (
        "claims_claim_status(bigint)",
        "SELECT CASE\n",
        "SELECT CASE WHEN EXISTS (SELECT FROM claims_merge m WHERE m.claim_id = claim AND m.state = 'done') THEN 'merged'\n",
    ),
    ("claims_evidence_guard()", "OLD.claim_id", "claims_place(OLD.claim_id, NEW.claim_id)"),
    ("claims_contactattempt_changed()", "OLD.claim_id", "claims_place(OLD.claim_id, NEW.claim_id)"),
    ("claims_correctionrequest_changed()", "OLD.claim_id", "claims_place(OLD.claim_id, NEW.claim_id)"),
    (
        "claims_comment_changed()",
        "to_jsonb(OLD) - 'text' - 'taken_back_at')",
        "to_jsonb(OLD) - 'text' - 'taken_back_at'"
        " || jsonb_build_object('claim_id', claims_place(OLD.claim_id, NEW.claim_id)))",
    ),
    (
        "claims_clearance_unmet(bigint)",
        "WHERE a.article_version_id = cleared)",
        "WHERE a.article_version_id = cleared AND c.status <> 'merged')",
    ),
]
GUARD = (Path(__file__).parent / "sql" / "merging.sql").read_text()
UNGUARD = """
DROP TRIGGER split_append_only ON claims_split;
DROP TRIGGER split_no_truncate ON claims_split;
DROP TRIGGER merge_no_truncate ON claims_merge;
DROP FUNCTION claims_stays_with_its_claim() CASCADE;
DROP FUNCTION claims_not_of_merged() CASCADE;
DROP FUNCTION claims_merge_touches() CASCADE;
DROP FUNCTION claims_merge_guard() CASCADE;
DROP FUNCTION claims_merge_unmet(bigint, bigint);
DROP FUNCTION claims_reach_of(bigint, boolean);
DROP FUNCTION claims_merge_refuse(text, text);
DROP FUNCTION claims_place(bigint, bigint);
"""
SEEN = {"view_merge", "view_split"}
GAINED = {"contributor": SEEN, "checker": SEEN, "editor": SEEN | {"merge_claim"}, "admin": SEEN | {"merge_claim"}}


def reworded(function: str, old: str, new: str) -> str:
    """The function anew, with other words in its text. It fails where these don't stand there."""
    return f"""
DO $reword$ DECLARE law text := pg_get_functiondef('{function}'::regprocedure); BEGIN
  IF position($old${old}$old$ IN law) = 0 THEN RAISE EXCEPTION 'not to be reworded: {function}'; END IF;
  EXECUTE replace(law, $old${old}$old$, $new${new}$new$);
END $reword$;
"""


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
        ('claims', '0026_redacted_verdicts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='claim',
            name='status',
            field=models.CharField(choices=[('unreviewed', 'unreviewed'), ('in_review', 'in review'), ('awaiting_approval', 'awaiting approval'), ('approved', 'approved'), ('published', 'published'), ('at_risk', 'at risk'), ('withdrawn', 'withdrawn'), ('merged', 'merged into another')], default='unreviewed', editable=False, max_length=17),
        ),
        migrations.AlterField(
            model_name='claim',
            name='work_state',
            field=models.CharField(blank=True, choices=[('unreviewed', 'unreviewed'), ('in_review', 'in review'), ('awaiting_approval', 'awaiting approval'), ('approved', 'approved'), ('published', 'published'), ('at_risk', 'at risk'), ('withdrawn', 'withdrawn'), ('merged', 'merged into another')], editable=False, max_length=17),
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'waits for a second person'), ('done', 'merged'), ('refused', 'not merged'), ('undone', 'taken apart again')], default='asked', max_length=7)),
                ('reason', models.TextField()),
                ('is_public', models.BooleanField(default=False, help_text='Readers know the claim.')),
                ('moved', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('decided_at', models.DateTimeField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('why', models.TextField(blank=True, help_text='Why it was refused, or taken apart again.')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='claims.claim')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merged_in', to='claims.claim')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'permissions': [('merge_claim', 'Can merge and split claims')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'done'])), fields=('claim',), name='merge_one_at_a_time'), models.CheckConstraint(condition=models.Q(('claim', models.F('into')), _negated=True), name='merge_of_two_claims'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='merge_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['refused', 'undone']), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='merge_not_done_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='merge_decided_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'undone'), ('undone_at__isnull', False), ('undone_by__isnull', False)), models.Q(models.Q(('state', 'undone'), _negated=True), ('undone_at__isnull', True), ('undone_by__isnull', True)), _connector='OR'), name='merge_undone_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('is_public', True), ('state__in', ['done', 'undone']), _negated=True), models.Q(('asked_by', models.F('decided_by')), _negated=True), _connector='OR'), name='merge_of_published_takes_two')],
            },
        ),
        migrations.CreateModel(
            name='Split',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('moved', models.JSONField(default=dict)),
                ('split_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='splits', to='claims.claim')),
                ('made', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='split_from', to='claims.claim')),
                ('split_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('claim', models.F('made')), _negated=True), name='split_of_two_claims'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='split_has_a_reason')],
            },
        ),
        migrations.RunSQL(sql=GUARD, reverse_sql=UNGUARD),
        migrations.RunSQL(
            sql="".join(reworded(*one) for one in REWORDED),
            reverse_sql="".join(reworded(function, new, old) for function, old, new in REWORDED),
        ),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
