"""The nouns of the desk. A file holds the models of one aggregate, their querysets and their constraints."""

from django.db.models import Model

from claims.models import naming
from claims.models.alert import Alert
from claims.models.archive import Archive, ArchiveCopy, ArchiveJob
from claims.models.article import Article, ArticleVersion, Sentence
from claims.models.assessment import Assessment, ContactAttempt
from claims.models.batch import Batch
from claims.models.claim import Appearance, Claim, Note
from claims.models.claimant import Claimant
from claims.models.clearing import ChecklistItem, ChecklistTick, Reanchoring, SignOff, SignOffLapse
from claims.models.corpus import Corpus, CorpusPiece
from claims.models.delivery import Digest, OutgoingMail, WebhookDelivery, WebhookSubscription
from claims.models.desk import DeskSettings, SourceAccess
from claims.models.discussion import Comment, CorrectionRequest
from claims.models.event import Event, EventContent, EventSeal
from claims.models.evidence import Evidence
from claims.models.external_check import ExternalCheck, RatingMapping
from claims.models.extraction import Extraction, ExtractionJob, Probe
from claims.models.feed import Feed, FeedEntry, FeedJob, TextSketch
from claims.models.finding import Dismissal, Finding
from claims.models.job import Job
from claims.models.match import ExternalMatch, Match
from claims.models.merge import Merge, Split
from claims.models.passage import Passage, PassageReading, PassageRefusal
from claims.models.publication import Publication, PublicationState
from claims.models.query import Query
from claims.models.rating import Rating, RatingScale
from claims.models.showing import Doubt, Showing
from claims.models.source import Blob, CaptureJob, HostSlot, Origin, Snapshot, Source
from claims.models.staff import User
from claims.models.takedown import Hiding, PreviewLink, Redaction
from claims.models.tip import AnswerTemplate, Sender, Tip
from claims.models.token import ApiToken, FirstAnswer
from claims.models.topic import Topic
from claims.models.verdict import GateOverride, Verdict, VerdictCitation, VerdictContributor
from claims.models.watching import HostRule, WatchRule
from claims.models.wording import Lexeme, Wording
from claims.models.working import Notification, NotificationChoice, Presence, SavedFilter

__all__ = [
    "Alert", "AnswerTemplate", "ApiToken", "Appearance", "Archive", "ArchiveCopy", "ArchiveJob", "Article",
    "ArticleVersion", "Assessment", "Batch", "Blob", "CaptureJob", "ChecklistItem", "ChecklistTick", "Claim",
    "Claimant", "Comment", "ContactAttempt", "Corpus", "CorpusPiece", "CorrectionRequest", "DeskSettings", "Digest",
    "Dismissal", "Doubt", "Event",
    "EventContent", "EventSeal", "Evidence", "ExternalCheck", "ExternalMatch", "Extraction", "ExtractionJob", "Feed",
    "FeedEntry", "FeedJob", "Finding", "FirstAnswer", "GateOverride", "Hiding", "HostRule", "HostSlot", "Job",
    "Lexeme", "Match", "Merge", "Note", "Notification", "NotificationChoice", "Origin", "OutgoingMail", "Passage",
    "PassageReading", "PassageRefusal", "Presence", "PreviewLink", "Probe", "Publication", "PublicationState",
    "Query", "Rating", "RatingMapping", "RatingScale", "Reanchoring", "Redaction", "SavedFilter", "Sender",
    "Sentence", "Showing", "SignOff", "SignOffLapse", "Snapshot", "Source", "SourceAccess", "Split", "TextSketch",
    "Tip", "Topic", "User", "Verdict", "VerdictCitation", "VerdictContributor", "WatchRule", "WebhookDelivery",
    "WebhookSubscription", "Wording",
]  # fmt: skip

NOUNS = [
    one for one in list(globals().values())
    if isinstance(one, type) and issubclass(one, Model) and one is not Model and not one._meta.abstract
]  # fmt: skip
naming.name(NOUNS)
