"""Addresses of the API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from claims.api import badges, catalogue, claims, docs, publications

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/claims/", claims.ClaimList.as_view(), name="claims"),
    path("v1/claims/<slug:slug>/", claims.ClaimDetail.as_view(), name="claim"),
    path("v1/claims/<slug:slug>/versions/", claims.VersionList.as_view(), name="versions"),
    path("v1/claims/<slug:slug>/versions/<int:number>/", claims.VersionDetail.as_view(), name="version"),
    path("v1/articles/", catalogue.ArticleList.as_view(), name="articles"),
    path("v1/articles/<slug:slug>/", catalogue.ArticleDetail.as_view(), name="article"),
    path("v1/badges/", badges.Badges.as_view(), name="badges"),
    path("v1/claimants/", publications.ClaimantList.as_view(), name="claimants"),
    path("v1/claimants/<slug:slug>/", publications.ClaimantDetail.as_view(), name="claimant"),
    path("v1/corrections/", publications.CorrectionList.as_view(), name="corrections"),
    path("v1/publications/", publications.PublicationList.as_view(), name="publications"),
    path("v1/tombstones/", publications.TombstoneList.as_view(), name="tombstones"),
    path("v1/sources/", catalogue.SourceList.as_view(), name="sources"),
    path("v1/ratings/", catalogue.RatingList.as_view(), name="ratings"),
    path("v1/desk/", include("claims.api.desk.urls")),
    path("schema/", docs.Schema.as_view(), name="schema"),
    path("docs/", docs.documentation, name="docs"),
    path("guide/", docs.guide, name="guide"),
    # Only addresses that end in a slash, so that Django adds a forgotten one first.
    re_path(r"^(?:[\s\S]*/)?$", docs.NoSuchAddress.as_view(), name="nothing"),
]
