"""The part of the world that is about clearing: queries in every state, what is asked of claims, a signature, a topic."""

from __future__ import annotations

from claims.models import ArticleVersion, ChecklistItem, Topic, User
from claims.services import checklists, clearing, keeping, marking, organising, querying
from tests import factories

ASKED_OF_ALL = "Names are spelled as their bearers spell them."


def build(version: ArticleVersion, *, author: User, editor: User, admin: User) -> None:
    """Beside ``version`` there is a short text that was cleared and one that was opened again."""
    _queries(version, author=author, editor=editor)
    claim = version.appearances.earliest("pk").claim
    item = ChecklistItem.objects.filter(text=ASKED_OF_ALL).first()
    checklists.tick(claim, item or keeping.add(ChecklistItem, by=admin, text=ASKED_OF_ALL), by=author)
    topic = Topic.objects.first() or keeping.add(
        Topic, by=author, slug="harbour", name="Harbour", kind="beat"
    )
    for thing in (claim, version.article):
        organising.sort(thing, topics=[topic], by=author)
    cleared(author=author, editor=editor)
    clearing.take_back(cleared(author=author, editor=editor), by=editor, why="A name is wrong.")


def _queries(version: ArticleVersion, *, author: User, editor: User) -> None:
    start = version.text.index("4,200 ships")
    claim = version.appearances.earliest("pk").claim
    querying.ask(
        version, question="Calls or ships?", start=start, end=start + len("4,200 ships"), proposed="4,200 calls",
        by=author, claim=claim, addressee="Ida",
    )  # fmt: skip
    answered = querying.ask(version, question="Since when?", by=author)
    querying.answer(answered, answer="changed", words="since 2022", by=editor, version=1)
    moot = querying.ask(version, question="Who says so?", by=editor, addressee="Night desk")
    querying.take_back(moot, by=editor, version=1, reason="It says so further down.")


def cleared(*, author: User, editor: User) -> ArticleVersion:
    """A text without claims, ruled out whole and signed."""
    version = factories.version(by=author, text="Nobody keeps a list.\n", work="before", is_public=False)
    for sentence in version.sentences.all():
        marking.rule_out(sentence, reason="background", by=author)
    clearing.sign_off(version, by=editor, sha256=version.sha256)
    return version
