"""Django's own admin of the same tables, as anybody would write it in five minutes: the peer of `benchmarks.lists` and `benchmarks.keyboard`."""

from __future__ import annotations

from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import path

from claims.models import Article, Claim, Evidence, Source

stock = AdminSite(name="admin")


class StockClaimAdmin(ModelAdmin):
    list_display = ("statement", "status", "claimant", "kind", "rated", "assigned_to")
    list_filter = ("status", "kind", "rated", "legal_hold")
    # What the desk's search finds a claim by.
    search_fields = (
        "statement",
        "claimant__name",
        "claimant__native_name",
        "claimant_label",
        "appearances__exact",
    )


class StockSourceAdmin(ModelAdmin):
    list_display = ("__str__", "kind", "health", "last_captured_at", "published_on", "language")
    list_filter = ("health", "kind", "is_watched", "is_sensitive")
    search_fields = ("publisher", "title", "url")


class StockArticleAdmin(ModelAdmin):
    list_display = ("title", "outlet", "published_on", "work", "is_public")
    list_filter = ("work", "is_public", "is_invented")
    search_fields = ("title", "outlet")


stock.register(Claim, StockClaimAdmin)
stock.register(Source, StockSourceAdmin)
stock.register(Article, StockArticleAdmin)
stock.register(Evidence, ModelAdmin)

urlpatterns = [path("desk/", stock.urls)]
