"""Addresses of the readers' site."""

from __future__ import annotations

from django.urls import URLPattern, path

from claims.public import articles, checks, demonstration, files, front, health, previews, tips

app_name = "public"
urlpatterns: list[URLPattern] = [
    path("", front.front, name="front"),
    path("claims/", checks.index, name="claims"),
    path("claims/<slug:slug>/", checks.claim, name="claim"),
    path("claims/<slug:slug>/versions/", checks.versions, name="versions"),
    path("claims/<slug:slug>/versions/<int:number>/", checks.version, name="version"),
    path("claims/<slug:slug>/report/", tips.report, name="report"),
    path("tips/", tips.check_this, name="tips"),
    path("tips/thanks/", tips.thanks, name="tip-thanks"),
    path("preview/<str:token>/", previews.preview, name="preview"),
    path("articles/", articles.index, name="articles"),
    path("articles/<slug:slug>/", articles.article, name="article"),
    path("ratings/", front.ratings, name="ratings"),
    path("methodology/", front.methodology, name="methodology"),
    path("corrections/", checks.corrections, name="corrections"),
    path("robots.txt", files.robots, name="robots"),
    path("favicon.ico", files.favicon, name="favicon"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    *demonstration.urlpatterns,
]
