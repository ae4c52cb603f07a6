"""What may be said of an alert where it leaves the desk, or stands for good: e-mail, webhooks, labels of events.

A protected source is not named there, nor are its words, which a search engine could follow to its address.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from claims.models import Alert

PROTECTED = _("A protected source of this verdict failed a check. The desk shows what was found.")


def why(alert: Alert) -> str:
    """Of an alert that comes with its evidence and source."""
    return str(PROTECTED) if is_protected(alert) else alert.why


def source(alert: Alert) -> str:
    """How the source may be named; empty for evidence without one."""
    return alert.evidence.source.record_label if alert.evidence.source else ""


def label(alert: Alert) -> str:
    """How the record names the alert, for good."""
    return why(alert)


def is_protected(alert: Alert) -> bool:
    return alert.evidence.source is not None and alert.evidence.source.is_sensitive
