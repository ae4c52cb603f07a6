"""``import_article`` brings a text in, and says so or says why not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.models import Article, User


def run(*arguments: str) -> str:
    said = io.StringIO()
    call_command("import_article", *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "port.txt"
    made.write_text("The port is busy.\n", "utf-8")
    return made


def test_it_says_what_came_in(chae: User, path: Path) -> None:
    told = ["--title", "Port", "--slug", "port", "--url", "https://port.example/", "--published-on", "2024"]
    assert run(str(path), *told, "--by", "chae") == "port is a new article, in 1 sentences.\n"
    article = Article.objects.get()
    assert (article.created_by, article.published_on) == (chae, "2024")


def test_a_refusal_is_an_error(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(str(tmp_path / "nowhere.txt"))


def test_a_role_that_may_not_is_an_error(ana: User, path: Path) -> None:
    with pytest.raises(CommandError, match="Your role does not let you"):
        run(str(path), "--by", "ana")


def test_an_unknown_member_is_refused(db: None, path: Path) -> None:
    with pytest.raises(CommandError, match="no member called eve"):
        run(str(path), "--by", "eve")
