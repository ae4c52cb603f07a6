"""Guards of what watching adds, the roles that may see it, and the desk's first rules of how often to look again."""

from pathlib import Path

from django.contrib.auth.management import create_permissions
from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "watching.sql").read_text()
UNGUARD = """
DROP TRIGGER probe_append_only ON claims_probe;
DROP TRIGGER probe_no_truncate ON claims_probe;
DROP TRIGGER extraction_append_only ON claims_extraction;
DROP TRIGGER extraction_no_truncate ON claims_extraction;
DROP TRIGGER archivecopy_append_only ON claims_archivecopy;
DROP TRIGGER archivecopy_no_truncate ON claims_archivecopy;
DROP FUNCTION claims_alert_steps CASCADE;
"""
SEEN_BY_THE_DESK = {"archivecopy", "archivejob", "extraction", "extractionjob", "hostrule", "probe", "watchrule"}
FOR_ADMINS = {
    "change_watchrule", "add_hostrule", "change_hostrule", "delete_hostrule", "add_webhooksubscription",
    "change_webhooksubscription", "view_webhooksubscription", "view_webhookdelivery", "view_digest",
}  # fmt: skip
LONGEST_MINUTES = {"at_risk": 30, "sole": 60, "key": 4320, "supporting": 10080, "unused": 40320}


def give_permissions(apps, schema_editor):
    config = apps.get_app_config("claims")
    config.models_module = True  # permissions are otherwise made only after the last migration
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ours = Permission.objects.filter(content_type__app_label="claims")
    views = ours.filter(codename__in={f"view_{noun}" for noun in SEEN_BY_THE_DESK})
    for role in ("contributor", "checker", "editor", "admin"):
        Group.objects.get(name=role).permissions.add(*views)
    Group.objects.get(name="admin").permissions.add(*ours.filter(codename__in=FOR_ADMINS))


def make_rules(apps, schema_editor):
    WatchRule = apps.get_model("claims", "WatchRule")
    for use, longest in LONGEST_MINUTES.items():
        WatchRule.objects.get_or_create(use=use, defaults={"longest_minutes": longest})


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_watching")]
    operations = [
        migrations.RunSQL(sql=SQL, reverse_sql=UNGUARD),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
        migrations.RunPython(make_rules, migrations.RunPython.noop),
    ]
