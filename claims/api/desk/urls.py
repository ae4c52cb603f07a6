"""Addresses of the desk's API."""

from __future__ import annotations

from django.urls import URLPattern, path

from claims.api.desk import (
    alerts,
    articles,
    assessments,
    claimants,
    claims,
    comments,
    drafts,
    evidence,
    findings,
    queries,
    records,
    sentences,
    sources,
    tips,
    verdicts,
    webhooks,
)
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
    path(
        "articles/by-id/<str:external_id>/",
        drafts.ArticleByExternalId.as_view(),
        name="desk-article-by-external-id",
    ),
    path("articles/<int:article>/versions/", articles.VersionList.as_view(), name="desk-article-versions"),
    *_one("versions", articles.VersionDetail),
    path("versions/<int:version>/sentences/", sentences.SentenceList.as_view(), name="desk-sentences"),
    *_one("sentences", sentences.SentenceDetail, sentences.RuleOut, sentences.Complete, sentences.Reopen),
    path("claims/", claims.ClaimList.as_view(), name="desk-claims"),
    *_one("claims", claims.ClaimDetail, claims.Assign),
    path("claims/<int:claim>/appearances/", claims.AppearanceList.as_view(), name="desk-claim-appearances"),
    path("claimants/", claimants.ClaimantList.as_view(), name="desk-claimants"),
    *_one("claimants", claimants.ClaimantDetail),
    path("sources/", sources.SourceList.as_view(), name="desk-sources"),
    *_one("sources", sources.SourceDetail),
    path("sources/<int:source>/snapshots/", sources.SnapshotList.as_view(), name="desk-source-snapshots"),
    *_one("snapshots", sources.SnapshotDetail),
    path("evidence/", evidence.EvidenceList.as_view(), name="desk-evidence-list"),
    *_one("evidence", evidence.EvidenceDetail, name="evidence"),
    path("searches/", evidence.SearchList.as_view(), name="desk-searches"),
    path("findings/", findings.FindingList.as_view(), name="desk-findings"),
    *_one("findings", findings.FindingDetail, findings.Dismiss),
    path("assessments/", assessments.AssessmentList.as_view(), name="desk-assessments"),
    *_one("assessments", assessments.AssessmentDetail),
    path("verdicts/", verdicts.VerdictList.as_view(), name="desk-verdicts"),
    *_one("verdicts", verdicts.VerdictDetail, *verdicts.STEPS),
    path("publications/", records.PublicationList.as_view(), name="desk-publications"),
    *_one("publications", records.PublicationDetail),
    path("events/", records.EventList.as_view(), name="desk-events"),
    *_one("events", records.EventDetail),
    path("alerts/", alerts.AlertList.as_view(), name="desk-alerts"),
    *_one("alerts", alerts.AlertDetail, alerts.Resolve),
    path("queries/", queries.QueryList.as_view(), name="desk-queries"),
    *_one("queries", queries.QueryDetail, queries.Answer, queries.TakeBackQuery, name="query"),
    path("comments/", comments.CommentList.as_view(), name="desk-comments"),
    *_one("comments", comments.CommentDetail, comments.TakeBackComment),
    path("webhooks/", webhooks.WebhookList.as_view(), name="desk-webhooks"),
    *_one("webhooks", webhooks.WebhookDetail, webhooks.TryOut, webhooks.RenewSecret, webhooks.ReplaySince),
    path(
        "webhooks/<int:webhook>/deliveries/",
        webhooks.DeliveryList.as_view(),
        name="desk-webhook-deliveries",
    ),
    *_one("deliveries", webhooks.DeliveryDetail, webhooks.Replay, name="delivery"),
    path("tips/", tips.TipList.as_view(), name="desk-tips"),
    *_one("tips", tips.TipDetail, tips.Attach, tips.Decline, tips.ToldBefore, tips.AnswerReader),
]
