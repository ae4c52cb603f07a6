"""The roles of the desk as Django's groups. The table in claims/rules.py says the same; a test compares them."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

NOUNS = (
    "alert", "appearance", "article", "articleversion", "assessment", "capturejob", "claim", "claimant",
    "contactattempt", "dismissal", "event", "eventseal", "evidence", "finding", "gateoverride", "note", "origin",
    "publication", "publicationstate", "rating", "ratingscale", "sentence", "snapshot", "source", "verdict",
    "verdictcitation", "verdictcontributor",
)  # fmt: skip
READER = set()
CONTRIBUTOR = {f"view_{noun}" for noun in NOUNS} | {
    "add_source", "add_evidence", "change_evidence", "add_assessment", "change_assessment", "add_verdict",
}  # fmt: skip
CHECKER = CONTRIBUTOR | {
    "mark_claim", "add_claim", "change_claim", "add_article", "change_article", "add_claimant", "change_claimant",
    "add_origin", "change_origin", "change_source", "add_note", "change_note", "add_contactattempt",
    "change_sentence", "change_verdict", "submit_verdict",
}  # fmt: skip
EDITOR = CHECKER | {
    "assign_claim", "approve_verdict", "publish_verdict", "override_gate", "dismiss_finding", "resolve_alert",
}  # fmt: skip
ADMIN = EDITOR | {
    "add_user", "change_user", "view_user", "view_group", "add_rating", "change_rating", "add_ratingscale",
    "change_ratingscale",
}  # fmt: skip
ROLES = {"reader": READER, "contributor": CONTRIBUTOR, "checker": CHECKER, "editor": EDITOR, "admin": ADMIN}


def make_roles(apps, schema_editor):
    for label in ("claims", "auth"):
        config = apps.get_app_config(label)
        config.models_module = True  # permissions are otherwise made only after the last migration
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for role, codenames in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set(
            Permission.objects.filter(content_type__app_label__in=["claims", "auth"], codename__in=codenames)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0002_guards"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
