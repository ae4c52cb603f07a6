"""The nouns of the desk. A file holds the models of one aggregate, their querysets and their constraints."""

from claims.models.alert import Alert
from claims.models.archive import Archive, ArchiveCopy, ArchiveJob
from claims.models.article import Article, ArticleVersion, Sentence
from claims.models.assessment import Assessment, ContactAttempt
from claims.models.claim import Appearance, Claim, Note
from claims.models.claimant import Claimant
from claims.models.delivery import Digest, WebhookDelivery, WebhookSubscription
from claims.models.event import Event, EventContent, EventSeal
from claims.models.evidence import Evidence
from claims.models.extraction import Extraction, ExtractionJob, Probe
from claims.models.finding import Dismissal, Finding
from claims.models.job import Job
from claims.models.publication import Publication, PublicationState
from claims.models.rating import Rating, RatingScale
from claims.models.source import Blob, CaptureJob, HostSlot, Origin, Snapshot, Source
from claims.models.staff import User
from claims.models.verdict import GateOverride, Verdict, VerdictCitation, VerdictContributor
from claims.models.watching import HostRule, WatchRule

__all__ = [
    "Alert", "Appearance", "Archive", "ArchiveCopy", "ArchiveJob", "Article", "ArticleVersion",
    "Assessment", "Blob", "CaptureJob", "Claim", "Claimant", "ContactAttempt", "Digest", "Dismissal",
    "Event", "EventContent", "EventSeal", "Evidence", "Extraction", "ExtractionJob", "Finding",
    "GateOverride", "HostRule", "HostSlot", "Job", "Note", "Origin", "Probe", "Publication",
    "PublicationState", "Rating", "RatingScale", "Sentence", "Snapshot", "Source", "User", "Verdict",
    "VerdictCitation", "VerdictContributor", "WatchRule", "WebhookDelivery", "WebhookSubscription",
]  # fmt: skip
