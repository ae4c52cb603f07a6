"""Lists of a million rows: neither counted to their end nor searched twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property

if TYPE_CHECKING:
    AnyPaginator = Paginator[Any]
else:  # Django's own class takes no type arguments when it runs
    AnyPaginator = Paginator

COUNTED = 5_000  # a list longer than this is not counted to its end
FOUND = 500  # rows of a search that are shown, the first in the list's order


class BoundedPaginator(AnyPaginator):
    """Counts at most COUNTED rows: the time to open a list does not grow with the table. ``is_cut``: there are more."""

    is_cut = False

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if isinstance(rows, models.QuerySet):
            counted = rows.order_by()[: COUNTED + 1].count()
            self.is_cut = counted > COUNTED
            return min(counted, COUNTED)
        return len(rows)


class DeskChangeList(ChangeList):
    """A list under the plural name of what it lists; ``is_cut``: there are more rows than were counted."""

    is_cut = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_popup:
            self.title = str(self.opts.verbose_name_plural).capitalize()

    def get_results(self, request: HttpRequest) -> None:
        """As Django's; but it searches once, where Django's counts what it finds and then looks for it again."""
        if not (self.query and self.search_fields):
            super().get_results(request)
            self._cut(self.paginator.is_cut)
            return
        rows = self.queryset
        found = list(rows.values_list("pk", flat=True)[: FOUND + 1])
        self.queryset = Keys(dict.fromkeys(found[:FOUND]))
        super().get_results(request)
        self._cut(len(found) > FOUND)
        shown = self.root_queryset.filter(pk__in=self.result_list)
        if not shown.query.select_related:
            shown = self.apply_select_related(shown)
        self.result_list = shown.order_by(*rows.query.order_by)
        self.queryset = rows

    def _cut(self, is_cut: bool) -> None:
        self.is_cut = is_cut
        if is_cut:
            self.result_count = AtLeast(self.result_count)


class AtLeast(int):
    """A number of rows that were not counted to their end: “500+”."""

    def __str__(self) -> str:
        return f"{int(self)}+"


class Keys(list[Any]):
    """Keys of rows where Django's list has a queryset, which it counts and cuts into pages, or copies to show all."""

    def _clone(self) -> Keys:
        return self
