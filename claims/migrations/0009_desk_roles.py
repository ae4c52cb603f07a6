"""What each role gains with the desk's finished work: clearing, discussion, tips, taking down, imports."""

from pathlib import Path

from django.contrib.auth.management import create_permissions
from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "desk.sql").read_text()
UNGUARD = """
DROP TRIGGER signoff_append_only ON claims_signoff;
DROP TRIGGER signoff_no_truncate ON claims_signoff;
DROP TRIGGER signofflapse_append_only ON claims_signofflapse;
DROP TRIGGER signofflapse_no_truncate ON claims_signofflapse;
DROP TRIGGER redaction_append_only ON claims_redaction;
DROP TRIGGER redaction_no_truncate ON claims_redaction;
"""
SEEN_BY_THE_DESK = {
    "batch", "checklistitem", "checklisttick", "comment", "correctionrequest", "hiding", "match", "query",
    "reanchoring", "redaction", "signoff", "signofflapse", "topic",
}  # fmt: skip
CONTRIBUTOR = {f"view_{noun}" for noun in SEEN_BY_THE_DESK} | {"add_comment"}
CHECKER = CONTRIBUTOR | {
    "add_query", "change_query", "add_checklisttick", "delete_checklisttick", "add_match", "change_match",
    "change_contactattempt", "add_correctionrequest", "change_correctionrequest", "add_topic", "change_topic",
    "view_tip", "change_tip", "view_answertemplate", "change_reanchoring",
}  # fmt: skip
EDITOR = CHECKER | {
    "clear_article", "hide_publication", "share_preview", "view_previewlink", "add_answertemplate",
    "change_answertemplate", "view_sourceaccess", "add_sourceaccess", "delete_sourceaccess",
}  # fmt: skip
ADMIN = EDITOR | {
    "view_desksettings", "change_desksettings", "add_checklistitem", "change_checklistitem", "redact", "import_rows",
    "load_fixture",
}  # fmt: skip
GAINED = {"contributor": CONTRIBUTOR, "checker": CHECKER, "editor": EDITOR, "admin": ADMIN}


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
    dependencies = [("claims", "0008_desk")]
    operations = [
        migrations.RunSQL(sql=SQL, reverse_sql=UNGUARD),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
