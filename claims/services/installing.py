"""What a database needs besides its migrations: the application's role, which owns nothing and may not unwrite."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models, transaction

from claims.exceptions import InvalidInput
from claims.models import (
    Appearance,
    Article,
    ChecklistTick,
    Claim,
    Comment,
    CorpusPiece,
    EventContent,
    FirstAnswer,
    HostRule,
    Lexeme,
    Passage,
    Presence,
    SavedFilter,
    Sender,
    SourceAccess,
    User,
    VerdictCitation,
    WebhookSubscription,
    Wording,
)
from claims.models.base import AppendOnly
from claims.models.showing import Derived
from claims.services import installing_vectors

# Of the desk's own rows only these are ever taken away: a draft's citations, who holds a role, a host's own gap, a mark
# that was taken back before anything stood on it, a tick, who is where, a list that somebody kept, what a program was
# told a day ago, the passages of what a source said before, what matching keeps of a claim, how often words stood
# before they were counted anew, the files of what was published before, a subscriber who was never told of anything.
TAKEN_AWAY = (
    VerdictCitation, User.groups.through, User.user_permissions.through, HostRule, Appearance, Claim,
    Claim.topics.through, Article.topics.through, Comment.mentions.through, ChecklistTick, Presence, SavedFilter,
    SourceAccess, FirstAnswer, Sender, Passage, Wording, Lexeme, CorpusPiece, WebhookSubscription,
)  # fmt: skip


@transaction.atomic
def grant_application_role(role: str) -> None:
    """Let ``role`` read and write rows, and only append where rows are append-only. Run as the tables' owner.

    Web, worker and beat connect as this role: it can neither alter a table nor switch a trigger off. Run it again
    after each migration: new tables are not granted by themselves, so that no new record can be unwritten by default.
    Raises InvalidInput if the role doesn't exist, or could act as the owner.
    """
    with connection.cursor() as cursor:
        if problem := _unfit(role):
            raise InvalidInput(
                f"The role {role} {problem}; create a separate log-in role for the application."
            )
        name = connection.ops.quote_name(role)
        for statement in (
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}",
            f"REVOKE CREATE ON SCHEMA public FROM {name}",
            f"GRANT USAGE ON SCHEMA public TO {name}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
            f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}",
            # The one way to destroy what the law wants destroyed: it demands the tombstone first.
            f"GRANT EXECUTE ON FUNCTION claims_redact(text, text) TO {name}",
        ):
            cursor.execute(statement)
        for model in apps.get_app_config("claims").get_models(include_auto_created=True):
            if kept := _kept(model):
                cursor.execute(
                    f"REVOKE {kept} ON {connection.ops.quote_name(model._meta.db_table)} FROM {name}"
                )
    installing_vectors.take_from(role)


def _kept(model: type[models.Model]) -> str:
    """The rights that nobody but the owner has on this table."""
    if issubclass(model, Derived):
        return "INSERT, UPDATE, DELETE"
    if issubclass(model, (AppendOnly, EventContent)):
        return "UPDATE, DELETE"
    return "" if model in TAKEN_AWAY else "DELETE"


def _unfit(role: str) -> str:
    """Why this role would be no restraint; empty if it is one."""
    with connection.cursor() as asked:
        asked.execute(
            "SELECT r.rolsuper OR r.rolcreaterole, pg_has_role(r.oid, c.relowner, 'MEMBER')"
            " FROM pg_roles r, pg_class c WHERE r.rolname = %s AND c.oid = 'public.claims_verdict'::regclass",
            [role],
        )
        found = asked.fetchone()
    if found is None:
        return "doesn't exist in this database server"
    if found[0]:
        return "may make itself anything (SUPERUSER or CREATEROLE)"
    return "owns the tables, or may act as their owner" if found[1] else ""
