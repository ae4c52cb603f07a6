"""Addresses of the readers' site."""

from __future__ import annotations

from datetime import date

from django.urls import URLPattern, path, re_path, register_converter

from claims.models.article import EXTERNAL_ID
from claims.public import (
    articles,
    badges,
    checks,
    claim_reviews,
    claimants,
    corpus,
    demonstration,
    embedding,
    fact_check_tools,
    feeds,
    files,
    front,
    health,
    mementos,
    previews,
    searching,
    sitemaps,
    tips,
    web_annotations,
)

app_name = "public"


class Day:
    """2025-06-02 in an address. ValueError makes an address of no day one that isn't there."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


class ExternalId:
    """By which a CMS knows an article."""

    regex = EXTERNAL_ID

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Day, "day")
register_converter(ExternalId, "external")
urlpatterns: list[URLPattern] = [
    path("", front.front, name="front"),
    path("claims/", searching.index, name="claims"),
    path("claims/<slug:slug>/", checks.claim, name="claim"),
    path("claims/<slug:slug>/versions/", checks.versions, name="versions"),
    path("claims/<slug:slug>/versions/difference/", checks.difference, name="difference"),
    path("claims/<slug:slug>/versions/<int:number>/", checks.version, name="version"),
    path("claims/<slug:slug>/report/", tips.report, name="report"),
    path("tips/", tips.check_this, name="tips"),
    path("tips/thanks/", tips.thanks, name="tip-thanks"),
    path("preview/<str:token>/", previews.preview, name="preview"),
    path("articles/", articles.index, name="articles"),
    path("articles/<slug:slug>/", articles.article, name="article"),
    path("claimants/", claimants.index, name="claimants"),
    path("claimants/<slug:slug>/", claimants.claimant, name="claimant"),
    path("ratings/", front.ratings, name="ratings"),
    path("methodology/", front.methodology, name="methodology"),
    path("corrections/", checks.corrections, name="corrections"),
    path("claims/<slug:slug>/timegate/", mementos.timegate, name="timegate"),
    path("claims/<slug:slug>/timemap/", mementos.timemap, name="timemap"),
    path("claims/<slug:slug>/annotations/", web_annotations.of_claim, name="claim-annotations"),
    path("articles/<slug:slug>/annotations/", web_annotations.of_article, name="article-annotations"),
    path("embed/claims/<slug:slug>/", embedding.embed, name="embed"),
    path("data/", corpus.index, name="data"),
    path("data/manifest.json", corpus.manifest, name="data-manifest"),
    path("data/<str:name>", corpus.download, name="data-file"),
    path("embed/articles/<slug:slug>/", badges.card, name="article-embed"),
    path("embed/articles/<slug:slug>/badge.html", badges.fragment, name="badge-html"),
    path("embed/articles/<slug:slug>/badge.svg", badges.drawing, name="badge-svg"),
    path("embed/by-id/<external:external_id>/", badges.card, name="embed-by-id"),
    path("embed/by-id/<external:external_id>/badge.html", badges.fragment, name="badge-html-by-id"),
    path("embed/by-id/<external:external_id>/badge.svg", badges.drawing, name="badge-svg-by-id"),
    path("oembed", embedding.oembed, name="oembed"),
    path("feeds/", feeds.latest, name="feed"),
    path("feeds/days/<day:day>/", feeds.latest_of_day, name="feed-day"),
    path("feeds/corrections/", feeds.corrections, name="corrections-feed"),
    path("feeds/corrections/days/<day:day>/", feeds.corrections_of_day, name="corrections-feed-day"),
    path("feeds/articles/<slug:slug>/", feeds.of_article, name="article-feed"),
    path("feeds/claimants/<slug:slug>/", feeds.of_claimant, name="claimant-feed"),
    path("feeds/ratings/<slug:slug>/", feeds.of_rating, name="rating-feed"),
    path("feeds/claimreview/", claim_reviews.feed, name="claim-reviews"),
    path("v1alpha1/claims:search", fact_check_tools.search, name="claims-search"),
    re_path(r"^v1alpha1/.*$", fact_check_tools.nothing, name="no-such-method"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemaps/pages.xml", sitemaps.pages, name="sitemap-pages"),
    path("sitemaps/claims-<int:number>.xml", sitemaps.claims, name="sitemap-claims"),
    path("sitemaps/articles-<int:number>.xml", sitemaps.articles, name="sitemap-articles"),
    path(".well-known/security.txt", files.security, name="security"),
    path("pictures/ratings/<slug:tone>/<int:number>.png", files.rating_picture, name="rating-picture"),
    path("robots.txt", files.robots, name="robots"),
    path("favicon.ico", files.favicon, name="favicon"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    *demonstration.urlpatterns,
]
