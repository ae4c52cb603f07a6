"""What is done at the desk beside verdicts, each with who may: clearing, talk, tips, taking down, imports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from claims.models import (
    Article,
    ArticleVersion,
    ChecklistItem,
    Claim,
    ExternalCheck,
    Feed,
    FeedEntry,
    Hiding,
    Source,
    Tip,
    User,
)
from claims.services import (
    answering,
    checklists,
    clearing,
    contacting,
    desk_settings,
    discussing,
    following,
    hiding,
    importing_checks,
    importing_rows,
    mapping_ratings,
    marking,
    matching,
    matching_elsewhere,
    merging,
    organising,
    previewing,
    previewing_fixtures,
    protecting,
    querying,
    reanchoring,
    redacting,
    requesting,
    splitting,
    taking_entries,
    tipping,
)
from tests import factories
from tests.conftest import member

Act = Callable[[User, User], Any]
DESK = {"ana", "chae", "ben", "ada"}
CHECKERS = {"chae", "ben", "ada"}
EDITORS = {"ben", "ada"}
ADMINS = {"ada"}
CSV = b"slug,statement,kind\na-claim,The port grew.,event\n"
CHECK = b'{"claim": "Cats outnumber dogs.", "url": "https://facts.example/1", "publisher": "Facts"}'
FIXTURE = b'[{"model": "claims.origin", "fields": {"slug": "list", "what": "the harbour list"}}]'


def _cleared(author: User) -> ArticleVersion:
    """A text of one sentence, ruled out: nothing of it is left to be checked."""
    article = factories.article(by=author, text="What a day it was?", slug="a-question")
    version = article.latest_version()
    assert version
    for sentence in version.sentences.all():
        marking.rule_out(sentence, reason="question", by=author)
    return version


def _sign(by: User, author: User) -> Any:
    version = _cleared(author)
    return clearing.sign_off(version, by=by, sha256=version.sha256)


def _query(author: User) -> Any:
    return querying.ask(factories.version(by=author), question="Who said so?", by=author)


def _item() -> ChecklistItem:
    return ChecklistItem.objects.create(text="Is the year given?")


def _published(author: User) -> Claim:
    return factories.published_claim(author=author, editor=member("bruno", "editor"))


def _hidden(author: User) -> Hiding:
    claim = _published(author)
    return hiding.hide(claim, reason="A name that should not be there.", by=member("bruna", "editor"))


def _protected(author: User) -> Source:
    return factories.source(by=author, is_sensitive=True, public_wording="a person in the harbour office")


def _tip() -> Tip:
    return tipping.receive(kind="check", text="Is it true that the port grew?")


def _asked(author: User) -> Any:
    claim = _published(author)
    return redacting.ask(
        kind="publication", key=str(claim.publications.get().pk), legal_basis="Art. 17", reason="Ordered.",
        public_wording="", by=member("alma", "admin"),
    )  # fmt: skip


def _ask_for_redaction(by: User, author: User) -> Any:
    key = str(_published(author).publications.get().pk)
    return redacting.ask(
        kind="publication", key=key, legal_basis="Art. 17", reason="Ordered.", public_wording="", by=by
    )


def _lost(author: User) -> Any:
    article = factories.article(by=author)
    version = article.latest_version()
    assert version
    factories.claim(by=author, in_version=version)
    reanchoring.bring(
        Article.objects.get(pk=article.pk), text="Another text.", by=author, base=version.number
    )
    latest = article.latest_version()
    assert latest
    return next(iter(reanchoring.unsettled(latest)))


def _two(author: User) -> tuple[Claim, Claim]:
    return factories.claim(by=author, statement="The port grew."), factories.claim(
        by=author, statement="The port did grow."
    )


def _entry() -> FeedEntry:
    feed = Feed.objects.create(url="https://feeds.example/b")
    return FeedEntry.objects.create(feed=feed, key="1", title="Ships.", sha256="0")


def _merge(author: User) -> Any:
    bruno = member("bruno", "editor")
    two = [factories.published_claim(author=author, editor=bruno) for _ in range(2)]
    return merging.ask(*two, reason="One.", by=bruno)


def _split(by: User, author: User) -> Any:
    claim = factories.claim(by=author)
    parts = {"appearances": [claim.appearances.get().pk]}
    return splitting.split(claim, statement="Another.", reason="Two.", parts=parts, by=by)


def _check() -> ExternalCheck:
    return ExternalCheck.objects.create(
        claim_text="The port grew.", claim_sha256="0" * 64, publisher_name="Gazette", publisher_site="gazette.test",
        reference="1",
    )  # fmt: skip


MORE_ACTS: list[tuple[str, Act, set[str]]] = [
    ("ask an article's author", lambda by, author: querying.ask(factories.version(by=author), question="Who?", by=by), CHECKERS),
    ("record what the author answered", lambda by, author: _answer(_query(author), by), CHECKERS),
    ("tick a checklist", lambda by, author: checklists.tick(factories.claim(by=author), _item(), by=by), CHECKERS),
    ("write the checklists", lambda by, author: checklists.add_usual(by=by), ADMINS),
    ("sign an article off", _sign, EDITORS),
    ("settle a mark that a new version lost", lambda by, author: reanchoring.give_up(_lost(author), reason="Cut.", by=by), CHECKERS),
    ("confirm that two claims are one", lambda by, author: matching.confirm(*_two(author), by=by), CHECKERS),
    ("refuse that two claims are one", lambda by, author: matching.refuse(*_two(author), by=by), CHECKERS),
    ("say which feeds are followed", lambda by, author: following.follow(url="https://feeds.example/a", by=by), EDITORS),
    ("decide what a feed brought", lambda by, author: taking_entries.leave(_entry(), by=by), CHECKERS),
    ("merge claims", lambda by, author: merging.ask(*_two(author), reason="One.", by=by), EDITORS),
    ("carry out another's merge of published claims", lambda by, author: merging.carry_out(_merge(author), by=by), EDITORS),
    ("take a merge apart", lambda by, author: merging.undo(merging.ask(*_two(author), reason="One.", by=member("bruna", "editor")), reason="Two.", by=by), EDITORS),
    ("split a claim", _split, EDITORS),
    ("say what a check of others is about", lambda by, author: matching_elsewhere.confirm(factories.claim(by=author), _check(), by=by), CHECKERS),
    ("write in the discussion", lambda by, author: discussing.say(factories.claim(by=author), text="Look.", by=by), DESK),
    ("record a claimant's reply", lambda by, author: _reply(author, by), CHECKERS),
    ("ask an outlet for a correction", lambda by, author: requesting.ask(factories.claim(by=author), outlet="Gazette", words="Please.", by=by), CHECKERS),
    ("sort by topic", lambda by, author: organising.sort(factories.claim(by=author), topics=[], by=by), CHECKERS),
    ("decline a tip", lambda by, author: tipping.decline(_tip(), reason="No claim.", by=by), CHECKERS),
    ("answer a tip", lambda by, author: answering.answer(_tip(), text="Thank you.", by=by), CHECKERS),
    ("write templates of answers", lambda by, author: answering.add_template(name="Thanks", language="en", text="Thank you.", by=by), EDITORS),
    ("hide what is published", lambda by, author: hiding.hide(_published(author), reason="A name.", by=by), EDITORS),
    ("review what another hid", lambda by, author: hiding.lift(_hidden(author), reason="It may stay.", by=by), EDITORS),
    ("show an outsider what is not published", lambda by, author: previewing.share(factories.draft(factories.claim(by=author), by=author), for_whom="A lawyer", by=by), EDITORS),
    ("say who may know a protected source, without being on its list", lambda by, author: protecting.let_in(_protected(author), person=member("zoe", "checker"), reason="Checks it.", by=by), ADMINS),
    ("ask for a legal redaction", _ask_for_redaction, ADMINS),
    ("carry out another's redaction", lambda by, author: redacting.carry_out(_asked(author), by=by), ADMINS),
    ("import claims and sources", lambda by, author: importing_rows.take_in("claim", name="claims.csv", raw=CSV, by=by), ADMINS),
    ("import fact-checks of other publishers", lambda by, author: importing_checks.take_in(name="a.json", raw=CHECK, by=by), ADMINS),
    ("map other publishers' ratings", lambda by, author: mapping_ratings.add(words="false", by=by), EDITORS),
    ("load a fixture in the browser", lambda by, author: previewing_fixtures.take_in(name="a.json", raw=FIXTURE, by=by), ADMINS),
    ("change the desk's settings", lambda by, author: desk_settings.change(version=1, by=by, preview_days=3), ADMINS),
]  # fmt: skip


def _answer(query: Any, by: User) -> Any:
    return querying.answer(query, answer="cut", by=by, version=query.version)


def _reply(author: User, by: User) -> Any:
    attempt = contacting.contact(factories.claim(by=author), channel="e-mail", outcome="Sent.", by=author)
    return contacting.record_outcome(
        attempt, version=attempt.version, by=by, outcome="Answered.", reply="Yes."
    )
