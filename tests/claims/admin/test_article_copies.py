"""The annotated copy as files to keep."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from claims.models import Article, User
from claims.services import marking
from tests import factories
from tests.claims.admin.conftest import Desk, words


@pytest.fixture
def article(chae: User, ben: User, noise: None) -> Article:
    made = factories.article(by=chae, slug="harbour-copied")
    factories.published_claim(author=chae, editor=ben, in_version=made.latest_version())
    return made


def address(article: Article, form: str) -> str:
    return reverse("admin:claims_article_copy", args=[article.pk, form])


@pytest.mark.parametrize("form", ["html", "docx", "csv"])
def test_a_copy_is_a_file_to_keep_and_nobody_elses(
    article: Article, ana: User, at_desk: Desk, form: str
) -> None:
    answer = at_desk(ana).get(address(article, form))
    assert answer["Content-Disposition"] == f'attachment; filename="harbour-copied-v1-annotated.{form}"'
    assert "no-store" in answer["Cache-Control"]


def test_the_page_needs_no_other_file(article: Article, chae: User, at_desk: Desk) -> None:
    page = words(at_desk(chae).get(address(article, "html")))
    assert "<style>" in page
    assert re.findall(r'(?:src|rel="stylesheet" href)="[^"]*"', page) == []
    assert "The harbour master&#x27;s list shows 4,200 calls." in page


def test_a_reference_in_the_page_leads_to_its_note(article: Article, chae: User, at_desk: Desk) -> None:
    page = words(at_desk(chae).get(address(article, "html")))
    assert re.findall(r'href="#(note-\d+)"', page) == re.findall(r'id="(note-\d+)"', page) == ["note-1"]


def test_an_earlier_version_is_copied_as_it_was(article: Article, chae: User, at_desk: Desk) -> None:
    marking.add_version(article, text="Corrected.", by=chae)
    assert "Ida Holm" in words(at_desk(chae).get(address(article, "html") + "?version=1"))
    assert "Ida Holm" not in words(at_desk(chae).get(address(article, "html")))


def test_a_form_that_is_not_there_is_not_found(article: Article, chae: User, at_desk: Desk) -> None:
    assert at_desk(chae).get(address(article, "pdf")).status_code == 404
