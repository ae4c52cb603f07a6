"""An article comes in from a plain text file, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims.exceptions import InvalidInput, NotAllowed
from claims.models import Article, Event, User
from claims.services import importing_articles
from tests import factories

TEXT = "The port is busy\n\nMore ships came than ever. “We are glad,” said the mayor.\n"


def file(folder: Path, raw: bytes | str = TEXT, name: str = "port.txt") -> Path:
    path = folder / name
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return path


def bring(path: Path, **told: str) -> importing_articles.Intake:
    return importing_articles.import_article(path, **told)


def reason(path: Path, **told: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        bring(path, **told)
    assert not Article.objects.exists()
    assert refused.value.problems
    return str(refused.value)


def test_a_text_becomes_an_article_in_sentences(db: None, tmp_path: Path) -> None:
    intake = bring(file(tmp_path))
    article = Article.objects.get()
    assert (article.slug, article.title) == ("the-port-is-busy", "The port is busy")
    first = intake.version.sentences.get(number=1)
    assert (first.start, first.end) == (0, len("The port is busy"))
    assert str(intake) == "the-port-is-busy is a new article, in 3 sentences."


def test_sentences_lie_where_the_text_has_them(db: None, tmp_path: Path) -> None:
    version = bring(file(tmp_path)).version
    assert version.text == TEXT
    assert version.text[version.sentences.get(number=2).start :].startswith("More ships")


def test_what_is_told_of_it_is_kept(db: None, tmp_path: Path) -> None:
    bring(file(tmp_path), title="Ships", slug="ships", url="https://port.example/1", published_on="2024-10")
    article = Article.objects.get(slug="ships")
    assert (article.title, article.url, article.published_on) == (
        "Ships",
        "https://port.example/1",
        "2024-10",
    )
    assert article.latest_version().origin == "port.txt"


def test_the_same_text_twice_adds_nothing(db: None, tmp_path: Path) -> None:
    bring(file(tmp_path))
    events = Event.objects.count()
    again = bring(file(tmp_path, name="other.txt"), slug="other")
    assert str(again) == "Nothing to add: this text is here already, as version 1 of the-port-is-busy."
    assert (Article.objects.count(), Event.objects.count()) == (1, events)


def test_a_changed_text_is_the_next_version(db: None, tmp_path: Path) -> None:
    bring(file(tmp_path), slug="port")
    intake = bring(file(tmp_path, TEXT + "A correction.\n"), slug="port")
    assert intake.version.number == 2
    assert str(intake) == "port is version 2 of an article that was here, in 4 sentences."


def test_the_next_version_keeps_the_marks(chae: User, tmp_path: Path) -> None:
    version = bring(file(tmp_path), slug="port").version
    factories.claim(by=chae, in_version=version, words="More ships came")
    newer = bring(file(tmp_path, TEXT + "A correction.\n"), slug="port").version
    assert newer.appearances.get().exact == "More ships came"


def test_a_byte_order_mark_and_other_line_ends_are_put_right(db: None, tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    assert bring(file(tmp_path, raw)).version.text == TEXT


def test_titles_without_latin_letters_do_not_collide(db: None, tmp_path: Path) -> None:
    bring(file(tmp_path, "항구가 붐빈다\n\n배가 왔다."))
    bring(file(tmp_path, "시장이 말했다\n\n기쁘다."))
    assert Article.objects.count() == 2


def test_a_long_first_line_is_cut_for_the_title(db: None, tmp_path: Path) -> None:
    bring(file(tmp_path, "long " * 100))
    assert len(Article.objects.get().title) == 300


REFUSED = [
    (b"", "it is empty"),
    (b" \n\t\n", "it is empty"),
    (b"caf\xe9", "not UTF-8: byte 3 can’t be read"),
    (b"\xef\xbb\xbfcaf\xe9", "not UTF-8: byte 6 can’t be read"),
    ("café".encode("utf-16"), "it is UTF-16"),
    (b"\x7fELF\x02\x01", "byte 0 is the control character 0x7f"),
    (b"\xef\xbb\xbfab\x00c", "byte 5 is the control character 0x00"),
    (b"a" * 5_000_001, "it has 5,000,001 bytes, and 5,000,000 are the limit"),
]


@pytest.mark.parametrize(("raw", "why"), REFUSED)
def test_what_is_no_plain_text_is_refused(db: None, tmp_path: Path, raw: bytes, why: str) -> None:
    assert why in reason(file(tmp_path, raw))


def test_a_file_that_is_not_there_is_told(db: None, tmp_path: Path) -> None:
    assert "No such file" in reason(tmp_path / "nowhere.txt")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"published_on": "2024-13"}, "there is no month 13"),
        ({"url": "port.example"}, "url: Enter a valid URL"),
        ({"slug": "the port"}, "slug: Enter a valid"),
        ({"title": "x" * 301}, "title: Ensure this value has at most 300"),
    ],
)
def test_wrong_facts_are_refused(db: None, tmp_path: Path, told: dict[str, str], why: str) -> None:
    assert why in reason(file(tmp_path), **told)


def test_who_may_not_bring_articles_in_is_refused(ana: User, chae: User, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        importing_articles.import_article(file(tmp_path), by=ana)
    importing_articles.import_article(file(tmp_path), by=chae)
    assert Article.objects.get().created_by == chae
