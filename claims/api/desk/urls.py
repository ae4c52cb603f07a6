"""Addresses of the desk's API."""

from __future__ import annotations

from django.urls import URLPattern, path

from claims.api.desk import articles, claims, sentences
from claims.api.desk.base import DeskView, Step


def _one(noun: str, view: type[DeskView], *steps: type[Step], name: str = "") -> list[URLPattern]:
    """The address of a row, and those of the steps that it may take."""
    own = f"desk-{name or noun[:-1]}"
    found = [path(f"{noun}/<int:pk>/", view.as_view(), name=own)]
    return found + [
        path(f"{noun}/<int:pk>/{one.step}/", one.as_view(), name=f"{own}-{one.step}") for one in steps
    ]


urlpatterns: list[URLPattern] = [
    path("articles/", articles.ArticleList.as_view(), name="desk-articles"),
    *_one("articles", articles.ArticleDetail),
    path("articles/<int:article>/versions/", articles.VersionList.as_view(), name="desk-article-versions"),
    *_one("versions", articles.VersionDetail),
    path("versions/<int:version>/sentences/", sentences.SentenceList.as_view(), name="desk-sentences"),
    *_one("sentences", sentences.SentenceDetail, sentences.RuleOut, sentences.Complete, sentences.Reopen),
    path("claims/", claims.ClaimList.as_view(), name="desk-claims"),
    *_one("claims", claims.ClaimDetail, claims.Assign),
    path("claims/<int:claim>/appearances/", claims.AppearanceList.as_view(), name="desk-claim-appearances"),
]
