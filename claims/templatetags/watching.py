"""Tags for sources and alerts: the badges of health and severity, in which shape, words and colour come together."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from claims.models import Alert, Source
from claims.templatetags.desk import badge
from claims.text import archives

register = template.Library()

HEALTH = {
    Source.Health.UNKNOWN: "unknown",
    Source.Health.OK: "pass",
    Source.Health.FAILING: "warn",
    Source.Health.DEAD: "fail",
}
SEVERITY = {
    Alert.Severity.NOTICE: "info",
    Alert.Severity.SERIOUS: "warn",
    Alert.Severity.CRITICAL: "fail",
}


@register.simple_tag
def health_badge(source: Source, family: str = "status") -> SafeString:
    return badge(HEALTH[Source.Health(source.health)], source.get_health_display(), family)


@register.simple_tag
def severity_badge(alert: Alert, family: str = "tag") -> SafeString:
    return badge(SEVERITY[Alert.Severity(alert.severity)], alert.get_severity_display(), family)


@register.filter
def when_due(due_at: datetime) -> str:
    """“in 3 days”, or that it waits its turn."""
    return _("now, it waits its turn") if due_at <= timezone.now() else str(naturaltime(due_at))


@register.filter
def archive_trouble(failure: str) -> str:
    """Why an archive has no copy, in a sentence; a word that is not in the vocabulary speaks for itself."""
    try:
        return archives.describe(failure)
    except ValueError:
        return failure
