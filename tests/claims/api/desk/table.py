"""Every address of the desk's API, method by method: the scope that a token needs for it."""

from __future__ import annotations

READ = {"GET": "read"}

TABLE: dict[str, dict[str, str]] = {
    "desk-articles": READ | {"POST": "mark"},
    "desk-article": READ | {"PATCH": "mark"},
    "desk-article-versions": READ | {"POST": "mark"},
    "desk-version": READ,
    "desk-sentences": READ,
    "desk-sentence": READ,
    "desk-sentence-rule-out": {"POST": "mark"},
    "desk-sentence-complete": {"POST": "mark"},
    "desk-sentence-reopen": {"POST": "mark"},
    "desk-claims": READ | {"POST": "mark"},
    "desk-claim": READ | {"PATCH": "mark"},
    "desk-claim-assign": {"POST": "mark"},
    "desk-claim-appearances": READ | {"POST": "mark"},
}
