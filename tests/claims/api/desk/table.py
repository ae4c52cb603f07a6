"""Every address of the desk's API, method by method: the scope that a token needs for it."""

from __future__ import annotations

READ = {"GET": "read"}


def steps(scope: str, row: str, *names: str) -> dict[str, dict[str, str]]:
    return {f"{row}-{name}": {"POST": scope} for name in names}


TABLE: dict[str, dict[str, str]] = {
    "desk-articles": READ | {"POST": "mark"},
    "desk-article": READ | {"PATCH": "mark"},
    "desk-article-by-external-id": READ | {"PUT": "mark"},
    "desk-article-versions": READ | {"POST": "mark"},
    "desk-version": READ,
    "desk-sentences": READ,
    "desk-sentence": READ,
    **steps("mark", "desk-sentence", "rule-out", "complete", "reopen"),
    "desk-claims": READ | {"POST": "mark"},
    "desk-claim": READ | {"PATCH": "mark"},
    **steps("mark", "desk-claim", "assign"),
    "desk-claim-appearances": READ | {"POST": "mark"},
    "desk-claimants": READ | {"POST": "mark"},
    "desk-claimant": READ | {"PATCH": "mark"},
    "desk-sources": READ | {"POST": "evidence"},
    "desk-source": READ | {"PATCH": "evidence"},
    "desk-source-snapshots": READ,
    "desk-snapshot": READ,
    "desk-evidence-list": READ | {"POST": "evidence"},
    "desk-evidence": READ | {"PATCH": "evidence"},
    "desk-searches": READ | {"POST": "evidence"},
    "desk-findings": READ,
    "desk-finding": READ,
    **steps("evidence", "desk-finding", "dismiss"),
    "desk-assessments": READ | {"POST": "assess"},
    "desk-assessment": READ | {"PATCH": "assess"},
    "desk-verdicts": READ | {"POST": "draft"},
    "desk-verdict": READ | {"PATCH": "draft"},
    **steps("draft", "desk-verdict", "submit", "discard", "send-back", "correct", "withdraw"),
    **steps("publish", "desk-verdict", "approve", "publish"),
    "desk-publications": READ,
    "desk-publication": READ,
    "desk-events": READ,
    "desk-event": READ,
    "desk-alerts": READ,
    "desk-alert": READ,
    **steps("publish", "desk-alert", "resolve"),
    "desk-queries": READ | {"POST": "mark"},
    "desk-query": READ,
    **steps("mark", "desk-query", "answer", "take-back"),
    "desk-comments": READ | {"POST": "assess"},
    "desk-comment": READ,
    **steps("assess", "desk-comment", "take-back"),
    "desk-webhooks": {"GET": "webhooks", "POST": "webhooks"},
    "desk-webhook": {"GET": "webhooks", "PATCH": "webhooks", "DELETE": "webhooks"},
    **steps("webhooks", "desk-webhook", "test", "renew-secret", "replay"),
    "desk-webhook-deliveries": {"GET": "webhooks"},
    "desk-delivery": {"GET": "webhooks"},
    **steps("webhooks", "desk-delivery", "replay"),
    "desk-tips": {"GET": "triage"},
    "desk-tip": {"GET": "triage"},
    **steps("triage", "desk-tip", "attach", "decline", "told-before", "answer"),
}
