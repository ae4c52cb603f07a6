"""A new version by plain forms: seen before it is stored, refused without a word lost, settled mark by mark."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims.models import Appearance, Article, Claim, Reanchoring, User
from claims.services import reanchoring
from tests import factories
from tests.claims.admin.conftest import Desk, count_queries, said, words, workspace

TEXT = factories.TEXT
CHANGED = TEXT.replace("4,200 ships", "4,300 ships")
LOST = "Harbour traffic doubled in a year\n\nIs it a record? Nobody keeps a list."


@pytest.fixture
def article(chae: User, noise: None) -> Article:
    return factories.article(by=chae)


@pytest.fixture
def claim(article: Article, chae: User) -> Claim:
    return factories.claim(by=chae, in_version=article.latest_version())


def address(article: Article) -> str:
    return reverse("admin:claims_article_new_version", args=[article.pk])


def handed_in(text: str, **fields: Any) -> dict[str, Any]:
    return {"text": text, "base": 1, "origin": "from the author", "preview": "1"} | fields


def test_the_form_begins_with_the_text_there_is(article: Article, chae: User, at_desk: Desk) -> None:
    page = at_desk(chae).get(address(article))
    assert page.context["form"]["text"].value() == TEXT


def test_a_preview_tells_what_changes_and_stores_nothing(
    article: Article, claim: Claim, chae: User, at_desk: Desk
) -> None:
    page = at_desk(chae).post(address(article), handed_in(CHANGED))
    assert page.context["counts"] == {"lost": 0, "changed": 1, "moved": 0, "kept": 0}
    assert "1 word out, 1 word in" in words(page)
    assert "</span>4,300</ins>" in words(page)
    assert article.versions.count() == 1


def test_confirmed_it_is_the_next_version(article: Article, claim: Claim, chae: User, at_desk: Desk) -> None:
    answer = at_desk(chae).post(address(article), handed_in(CHANGED.replace("\n", "\r\n"), confirm="1"))
    assert answer["Location"] == workspace(article)
    version = article.latest_version()
    assert version
    assert (version.number, version.text, version.origin) == (2, CHANGED, "from the author")


def test_one_goes_back_to_the_text_as_it_was_typed(
    article: Article, claim: Claim, chae: User, at_desk: Desk
) -> None:
    page = at_desk(chae).post(address(article), handed_in(CHANGED, back="1"))
    assert page.context["form"]["text"].value() == CHANGED
    assert "change" not in page.context


def test_a_file_stands_for_the_field(article: Article, chae: User, at_desk: Desk) -> None:
    upload = SimpleUploadedFile("final.txt", LOST.encode())
    page = at_desk(chae).post(address(article), handed_in(TEXT, file=upload, origin=""))
    assert page.context["form"].initial["text"] == LOST
    assert page.context["form"].initial["origin"] == "final.txt"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"text": ""}, "Paste the new text, or choose a file."),
        ({"text": TEXT}, "This is the text that the desk has already, word for word."),
        ({"text": "x", "file": SimpleUploadedFile("a.odt", b"PK")}, "save it as one of these"),
        ({"text": "x", "file": SimpleUploadedFile("a.docx", b"PK")}, "it is no whole Word file"),
    ],
)
def test_what_is_no_new_text_is_told_so(
    article: Article, chae: User, at_desk: Desk, sent: dict[str, Any], told: str
) -> None:
    assert told in words(
        at_desk(chae).post(address(article), {"base": 1, "origin": "", "preview": "1"} | sent)
    )


def test_a_version_brought_meanwhile_is_compared_with_and_nothing_typed_is_lost(
    article: Article, claim: Claim, chae: User, ben: User, at_desk: Desk
) -> None:
    reanchoring.bring(article, text=TEXT + " Nobody will.", by=ben, base=1)
    page = at_desk(chae).post(address(article), handed_in(CHANGED, confirm="1"))
    assert "Somebody brought another version in meanwhile" in words(page)
    assert page.context["form"].initial == {"text": CHANGED, "origin": "from the author", "base": 2}
    assert article.versions.count() == 2


def test_an_earlier_text_is_refused_on_the_page(article: Article, chae: User, at_desk: Desk) -> None:
    reanchoring.bring(article, text=CHANGED, by=chae, base=1)
    page = at_desk(chae).post(address(article), handed_in(TEXT, base=2, confirm="1"))
    assert "this is the text of version 1, word for word" in words(page)


def test_a_contributor_brings_nothing_in(article: Article, ana: User, at_desk: Desk) -> None:
    assert at_desk(ana).get(address(article)).status_code == 403
    assert at_desk(ana).post(address(article), handed_in(CHANGED, confirm="1")).status_code == 403


def test_the_preview_asks_for_the_same_number_of_rows_however_many_marks(
    article: Article, claim: Claim, chae: User, at_desk: Desk
) -> None:
    few = count_queries(at_desk(chae), address(article))
    for found in ("the mayor", "Monday", "Ida Holm told reporters"):
        factories.claim(by=chae, words=found, in_version=article.latest_version())
    assert count_queries(at_desk(chae), address(article)) == few


# --- Settling -----------------------------------------------------------------------------------------------------


@pytest.fixture
def lost(article: Article, claim: Claim, chae: User) -> Reanchoring:
    return reanchoring.bring(article, text=LOST, by=chae, base=1).reanchorings.get()


def settle(article: Article, at_desk: Desk, by: User, row: Reanchoring, **fields: Any) -> Any:
    sent = {"reanchoring": row.pk} | fields
    return at_desk(by).post(reverse("admin:claims_article_settle", args=[article.pk]), sent)


def test_the_workspace_lists_what_is_to_be_settled(
    article: Article, lost: Reanchoring, chae: User, at_desk: Desk
) -> None:
    page = at_desk(chae).get(workspace(article))
    assert page.context["unsettled"] == [lost]
    assert "To settle after the new version" in words(page)


def test_lost_words_are_marked_again(article: Article, lost: Reanchoring, chae: User, at_desk: Desk) -> None:
    settle(article, at_desk, chae, lost, act="mark", exact="Nobody keeps a list")
    assert Appearance.objects.get(came_from=lost).exact == "Nobody keeps a list"


def test_words_that_are_not_there_are_a_message(
    article: Article, lost: Reanchoring, chae: User, at_desk: Desk
) -> None:
    answer = settle(article, at_desk, chae, lost, act="mark", exact="Nobody keeps a diary")
    assert "do not stand in the text" in said(answer)[0]
    assert "Nobody keeps a diary</textarea>" in words(answer)


def test_a_claim_is_gone_with_a_reason(
    article: Article, lost: Reanchoring, chae: User, at_desk: Desk
) -> None:
    assert said(settle(article, at_desk, chae, lost, act="gone", reason="")) == [
        "Say why, in 200 characters at most."
    ]
    settle(article, at_desk, chae, lost, act="gone", reason="The author cut it.")
    lost.refresh_from_db()
    assert lost.settled_by == chae


def test_changed_words_are_still_the_claim(article: Article, claim: Claim, chae: User, at_desk: Desk) -> None:
    row = reanchoring.bring(article, text=CHANGED, by=chae, base=1).reanchorings.get()
    settle(article, at_desk, chae, row, act="same")
    row.refresh_from_db()
    assert row.settled_as == "still the claim"


def test_a_mark_of_another_article_is_not_found(
    article: Article, lost: Reanchoring, chae: User, at_desk: Desk
) -> None:
    other = factories.article(by=chae)
    assert settle(other, at_desk, chae, lost, act="gone", reason="x").status_code == 404


def test_a_contributor_settles_nothing(article: Article, lost: Reanchoring, ana: User, at_desk: Desk) -> None:
    answer = settle(article, at_desk, ana, lost, act="gone", reason="The author cut it.")
    assert said(answer) == ["Your role does not let you settle what became of a mark."]
    lost.refresh_from_db()
    assert lost.settled_at is None


# --- What a version changed ---------------------------------------------------------------------------------------


def changes(article: Article) -> str:
    return reverse("admin:claims_article_changes", args=[article.pk])


def test_what_a_version_changed_is_told_afterwards(
    article: Article, claim: Claim, chae: User, ana: User, at_desk: Desk
) -> None:
    reanchoring.bring(article, text=CHANGED, by=chae, base=1)
    page = at_desk(ana).get(changes(article))
    assert page.context["counts"]["changed"] == 1
    assert "</span>4,300</ins>" in words(page)


def test_the_first_version_changed_nothing(article: Article, chae: User, at_desk: Desk) -> None:
    assert at_desk(chae).get(changes(article)).status_code == 404


def test_who_looks_at_an_earlier_text_is_told_so(article: Article, chae: User, at_desk: Desk) -> None:
    reanchoring.bring(article, text=CHANGED, by=chae, base=1)
    assert "This is an earlier text." in words(at_desk(chae).get(workspace(article) + "?version=1"))
    assert "This is an earlier text." not in words(at_desk(chae).get(workspace(article)))
