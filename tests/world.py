"""One of everything, so that every address of the desk and of the readers' site leads somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import models

from claims.models import (
    ArchiveCopy,
    ArchiveJob,
    Article,
    Batch,
    Claim,
    Claimant,
    Digest,
    Feed,
    FeedEntry,
    Finding,
    Note,
    Origin,
    RatingMapping,
    Snapshot,
    Source,
    User,
    WatchRule,
)
from claims.services import (
    alerting,
    assessing,
    auditing,
    authorising,
    checking,
    citing,
    contacting,
    delivering,
    discussing,
    exporting_corpus,
    following,
    importing_checks,
    keeping,
    mapping_ratings,
    marking,
    matching,
    merging,
    notifying,
    reanchoring,
    requesting,
    saving_filters,
    watching,
)
from claims.services.reading_checks import Row
from claims.text.external_checks import Told
from tests import clearing, factories, outside


@dataclass(frozen=True)
class World:
    article: Article
    claim: Claim
    source: Source


def build(*, author: User, editor: User, admin: User) -> World:
    """A published claim at risk, with a captured source, a dismissed finding, an assessment, a note and a contact."""
    article = factories.article(by=author)
    version = article.latest_version()
    assert version is not None
    who = keeping.add(Claimant, by=author, slug="ida-holm", name="Ida Holm", kind="person")
    claim = factories.published_claim(
        author=author, editor=editor, in_version=version, claimant=who, claimant_label=""
    )
    evidence = claim.evidence.select_related("source").earliest("pk")
    assert evidence.source is not None
    finding = _finding(evidence.source, evidence)
    checking.dismiss(finding, reason="The page was redesigned.", by=editor)
    assessing.assess(claim, by=author, rating=factories.scale()["accurate"], reasoning="Read the list.")
    marking.add_note(claim, kind=Note.Kind.REMARK, text="Look at the annex.", by=author)
    _talked_about(claim, author=author, editor=editor)
    citing.record_search(claim, where="Index", words="4,200", on=date(2024, 11, 1), by=author)
    _watching(article.slug, editor=editor, admin=admin)
    _brought_anew(author=author)
    _archived(evidence.source)
    for number in range(3):
        notifying.tell([editor, admin], "assigned", f"Number {number}", path="/desk/claims/claim/", by=author)
    alerting.open_by_hand(claim.verdicts.get(), evidence, why="Two texts at one address.", by=editor)
    keeping.add(Origin, by=author, slug="harbour-list", what="The harbour master's list")
    _long_work(editor)
    _checked_elsewhere(article.slug, editor=editor, admin=admin)
    _followed(editor)
    authorising.issue(name="the CMS", scopes=["read"], days=30, by=editor)
    exporting_corpus.perform(exporting_corpus.ask(by=admin).pk)
    outside.build(version, author=author, editor=editor, admin=admin)
    clearing.build(version, author=author, editor=editor, admin=admin)
    auditing.seal()
    return World(article, claim, evidence.source)


def _talked_about(claim: Claim, *, author: User, editor: User) -> None:
    """A discussion, a letter that was answered, an outlet that was asked, and another claim that says nearly this."""
    attempt = contacting.contact(claim, channel="e-mail", outcome="No answer.", by=author, letter="Dear Sir")
    contacting.record_outcome(attempt, version=1, by=author, outcome="He answered.", reply="It is so.")
    requesting.ask(claim, outlet="Gazette", words="It was 4,200.", by=author)
    comment = discussing.say(claim, text=f"@{editor.username}, which list is it?", by=author)
    discussing.say(claim, text="The harbour master’s.", by=editor, answers=comment)
    discussing.take_back(discussing.say(claim, text="Never mind.", by=author), by=author)
    matching.confirm(claim, factories.claim(by=author), by=author)
    factories.claim(by=author)
    merging.ask(factories.claim(by=author), factories.claim(by=author), reason="One number.", by=editor)


def _brought_anew(*, author: User) -> None:
    """An article with a second version, which changed the words of a claim."""
    version = factories.version(by=author)
    factories.claim(by=author, in_version=version)
    text = version.text.replace("4,200 ships", "4,300 ships")
    reanchoring.bring(version.article, text=text, by=author, base=version.number)


def _watching(name: str, *, editor: User, admin: User) -> None:
    """The desk's rules, which transactional tests sweep away; a subscriber, who is told of what follows; a digest."""
    for use in WatchRule.Use:
        WatchRule.objects.get_or_create(use=use)
    watching.add_host(by=admin, host=f"{name}.example", gap_seconds=60, note="They asked for it.")
    delivering.subscribe(by=admin, name=name, url=f"https://{name}.example/hook", events=["alert.opened"])
    Digest.objects.get_or_create(recipient=editor, day=date(2024, 11, 1))


def _long_work(by: User) -> None:
    """An export that is finished, with its file, and a list that is kept."""
    saving_filters.keep(by=by, listed="claim", name="At risk", query="status__exact=at_risk", is_shared=True)
    Batch.objects.create(
        kind="export", name="Claims, as CSV", asked_by=by, confirmed_at=datetime(2024, 11, 1, tzinfo=UTC), state="done",
        total=1, done=1, output=b"x", output_name="claims.csv.gz",
    )  # fmt: skip


def _checked_elsewhere(name: str, *, editor: User, admin: User) -> None:
    """What another desk has published, brought in, with its rating mapped."""
    told = Told(
        f"Ships of {name} doubled.",
        "Facts",
        "facts.example",
        url=f"https://facts.example/{name}",
        rating_words="false",
    )
    importing_checks.bring([Row("line 1", told)], name=f"{name}.json", by=admin)
    mapping = RatingMapping.objects.get(publisher_site="facts.example")
    mapping_ratings.edit(mapping, version=mapping.version, by=editor, rating=factories.scale()["inaccurate"])


def _followed(editor: User) -> None:
    """A feed that brought something, and then broke."""
    feed = following.follow(url=f"https://feeds.example/{Feed.objects.count()}", by=editor, title="Gazette")
    text = "Ships doubled in the port of Lowmark, the mayor said on Monday. " * 4
    for key in ("one", "two"):
        FeedEntry.objects.create(feed=feed, key=key, title=f"Ships, {key}", text=text, sha256=key)
    Feed.objects.filter(pk=feed.pk).update(problem="It can’t be fetched: no such host", failures=2)


def _archived(source: Source) -> None:
    job = ArchiveJob.objects.create(source=source, archive="wayback", state="done")
    at = datetime(2024, 11, 1, 9, 30, tzinfo=UTC)
    url = f"https://archive.example/web/20241101093000/{source.url}"
    ArchiveCopy.objects.create(job=job, source=source, archive="wayback", url=url, archived_at=at)


def _finding(source: Source, evidence: Any) -> Finding:
    snapshot = Snapshot.objects.create(
        job=source.capture_jobs.earliest("pk"),
        source=source,
        url=source.url,
        status=200,
        text="Another text.",
    )
    return Finding.objects.create(
        check_id="quote-present", snapshot=snapshot, evidence=evidence, outcome="fail", reason="lost",
        sentence="The quoted words no longer stand on the page.", fingerprint="f" * 64,
    )  # fmt: skip


def one_of(model: type[models.Model]) -> models.Model:
    """Some row of this noun; the test that asks for a noun the world hasn't should fail."""
    return model._default_manager.earliest("pk")
