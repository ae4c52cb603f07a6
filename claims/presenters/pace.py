"""What a rule of watching does, in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import WatchRule
from claims.text import durations

PARTS = {
    1: gettext_lazy("as long a time as"),
    2: gettext_lazy("half of the time that"),
    3: gettext_lazy("a third of the time that"),
    4: gettext_lazy("a quarter of the time that"),
    5: gettext_lazy("a fifth of the time that"),
    6: gettext_lazy("a sixth of the time that"),
    7: gettext_lazy("a seventh of the time that"),
    8: gettext_lazy("an eighth of the time that"),
    9: gettext_lazy("a ninth of the time that"),
    10: gettext_lazy("a tenth of the time that"),
    12: gettext_lazy("a twelfth of the time that"),
    24: gettext_lazy("a twenty-fourth of the time that"),
}


def sentence(rule: WatchRule) -> str:
    """“Looked at again after a twelfth of the time that it has been quiet, at least every day, at most every 10
    minutes.”"""
    if rule.shortest_minutes == rule.longest_minutes:
        return _("Looked at {longest}, whether it changes or not.").format(
            longest=durations.every(rule.longest)
        )
    part = PARTS.get(rule.divisor, _("1/{divisor} of the time that").format(divisor=rule.divisor))
    return _(
        "Looked at again after {part} it has been quiet, at least {longest}, at most {shortest}."
    ).format(part=part, longest=durations.every(rule.longest), shortest=durations.every(rule.shortest))
