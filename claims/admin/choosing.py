"""Lists with a search in them, which show again what was sent, whatever that was."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple


class KeysAlone(AutocompleteMixin):
    """Django's own asks the database for whatever was sent as a key, and fails at one that is no number."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        keys = [one for one in value if str(one).isascii() and str(one).isdigit()]
        return super().optgroups(name, keys, attr)


class ChooseOne(KeysAlone, AutocompleteSelect):
    pass


class ChooseSeveral(KeysAlone, AutocompleteSelectMultiple):
    pass
