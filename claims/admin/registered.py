"""Every module that registers something with the desk.

Apart from the package itself: importing the site's class, as Django does when the site is first used, must not
register anything yet. The admin's configuration in claims/apps.py imports this when the site stands.
"""

from claims.admin import (
    alerts,
    archives,
    articles,
    batches,
    checklists,
    claims,
    clearing,
    people,
    queries,
    ratings,
    records,
    snapshots,
    sources,
    topics,
    watching,
)

__all__ = [
    "alerts",
    "archives",
    "articles",
    "batches",
    "checklists",
    "claims",
    "clearing",
    "people",
    "queries",
    "ratings",
    "records",
    "snapshots",
    "sources",
    "topics",
    "watching",
]
