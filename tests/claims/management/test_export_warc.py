"""``manage.py export_warc``: a file or standard output, whole or not at all."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from warcio.archiveiterator import ArchiveIterator

from claims.models import Claim, Event, Source, User
from claims.services import exporting_warc
from tests import factories
from tests.claims.services.test_exporting_warc import captured


@pytest.fixture
def claim(chae: User) -> Claim:
    version = factories.version(by=chae)
    made = factories.claim(by=chae, in_version=version)
    captured(source_of(made, chae))
    return made


def source_of(claim: Claim, chae: User, **fields: Any) -> Source:
    source = factories.source(by=chae, **fields)
    factories.evidence(claim, by=chae, source=source)
    return source


def run(*arguments: str) -> str:
    """What it told."""
    told = io.StringIO()
    call_command("export_warc", *arguments, stderr=told)
    return told.getvalue().strip()


def kinds(stream: Any) -> list[str]:
    return [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]


ONE = ["warcinfo", "request", "response", "metadata"]


@pytest.mark.parametrize("noun", ["source", "claim", "article"])
def test_a_file_is_written(claim: Claim, tmp_path: Path, noun: str) -> None:
    source, article = Source.objects.earliest("pk"), claim.appearances.get().article_version
    assert article is not None
    slug = {"source": source.slug, "claim": claim.slug, "article": article.article.slug}[noun]
    path = tmp_path / "out.warc.gz"
    assert run(f"--{noun}", slug, "--output", str(path)) == "1 captures of 1 sources."
    with path.open("rb") as stream:
        assert kinds(stream) == ONE


def test_a_dash_is_standard_output(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO())
    call_command("export_warc", "--claim", claim.slug, "--output", "-", stdout=out, stderr=io.StringIO())
    assert kinds(io.BytesIO(out.buffer.getvalue())) == ONE  # type: ignore[attr-defined]


def test_nothing_half_written_is_left(claim: Claim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks_off(*args: Any) -> Any:
        yield b"half"
        raise RuntimeError("out of memory")

    monkeypatch.setattr(exporting_warc, "_pieces", breaks_off)
    path = tmp_path / "out.warc.gz"
    path.write_bytes(b"what stood there")
    with pytest.raises(RuntimeError):
        run("--claim", claim.slug, "--output", str(path))
    assert [one.name for one in tmp_path.iterdir()] == ["out.warc.gz"]
    assert path.read_bytes() == b"what stood there"


def test_protected_sources_only_when_asked_for(claim: Claim, chae: User, tmp_path: Path) -> None:
    captured(source_of(claim, chae, is_sensitive=True, public_wording="An official"))
    path = str(tmp_path / "out.warc.gz")
    assert run("--claim", claim.slug, "--output", path) == "1 captures of 1 sources. 1 protected left out."
    assert run("--claim", claim.slug, "--output", path, "--include-sensitive") == "2 captures of 2 sources."
    told = (
        Event.objects.filter(kind="captures.exported").order_by("pk").values_list("content__body", flat=True)
    )
    assert [len(one["protected"]) for one in told] == [0, 1]


def test_who_takes_it_out_is_on_record(claim: Claim, ben: User, tmp_path: Path) -> None:
    run("--claim", claim.slug, "--output", str(tmp_path / "x"), "--by", "ben")
    assert Event.objects.get(kind="captures.exported").actor_pk == ben.pk


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--source", "nobody"], "Nothing of that kind is called nobody"),
        (["--claim", "nobody"], "Nothing of that kind is called nobody"),
        (["--article", "nobody"], "Nothing of that kind is called nobody"),
        (["--source", "secret"], "This source is protected"),
        (["--claim", "{claim}", "--by", "nobody"], "no member called nobody"),
        (["--claim", "{claim}", "--output", "/nowhere/x"], "can't be written"),
        ([], "one of the arguments"),
        (["--claim", "{claim}", "--source", "x"], "not allowed with"),
    ],
)
def test_what_it_refuses(claim: Claim, chae: User, tmp_path: Path, arguments: list[str], told: str) -> None:
    factories.source(by=chae, slug="secret", is_sensitive=True, public_wording="An official")
    given = ["--output", str(tmp_path / "x"), *(one.format(claim=claim.slug) for one in arguments)]
    with pytest.raises(CommandError, match=told):
        run(*given)
    assert list(tmp_path.iterdir()) == []
