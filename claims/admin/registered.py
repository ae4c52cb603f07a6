"""Every module that registers something with the desk.

Apart from the package itself: importing the site's class, as Django does when the site is first used, must not
register anything yet. The admin's configuration in claims/apps.py imports this when the site stands.
"""

from claims.admin import (
    alerts,
    answer_templates,
    archives,
    articles,
    batches,
    checklists,
    claim_merging,
    claims,
    clearing,
    corpus,
    desk_settings,
    external_checks,
    feeds,
    people,
    previews,
    queries,
    ratings,
    records,
    snapshots,
    sources,
    takedown,
    tips,
    topics,
    watching,
)

__all__ = [
    "alerts",
    "answer_templates",
    "archives",
    "articles",
    "batches",
    "checklists",
    "claim_merging",
    "claims",
    "clearing",
    "corpus",
    "desk_settings",
    "external_checks",
    "feeds",
    "people",
    "previews",
    "queries",
    "ratings",
    "records",
    "snapshots",
    "sources",
    "takedown",
    "tips",
    "topics",
    "watching",
]
