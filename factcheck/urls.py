"""The desk under /desk/, the API under /api/, everything else is the readers' site."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("desk/", admin.site.urls),
    path("api/", include("claims.api.urls")),
    path("", include("claims.public.urls")),
]
handler400 = "claims.public.front.unreadable"
handler404 = "claims.public.front.not_found"
