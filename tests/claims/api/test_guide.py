"""The guide: its examples are carried out against a desk that is served, and a generated client works."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from claims.models import Article, Evidence, Verdict
from claims.services import authorising
from claims.text import plain_markdown
from tests.conftest import member

GUIDE = settings.BASE_DIR / "docs" / "api.md"
BLOCKS = list(plain_markdown.blocks(GUIDE.read_text()))


def example(language):
    (found,) = [one.text for one in BLOCKS if one.language == language]
    return found


@pytest.fixture
def desk(live_server):
    """The environment of a program: where the desk is, and a token."""
    secret = authorising.issue(
        name="s", scopes=["read", "mark", "evidence", "draft"], days=1, by=member("chae", "checker")
    ).secret
    return os.environ | {"DESK": live_server.url, "TOKEN": secret, "no_proxy": "127.0.0.1,localhost"}


CLIENT = """
import os, sys
sys.path.insert(0, sys.argv[1])
from client import AuthenticatedClient
from client.api.desk_articles import desk_articles_add, desk_articles_edit, desk_articles_read
from client.api.desk_claims import desk_claims_add, desk_claims_list
from client.models import NewArticleRequest, NewClaimRequest, PatchedArticleFactsRequest, ClaimKind

desk = AuthenticatedClient(base_url=os.environ["DESK"], token=os.environ["TOKEN"])
made = desk_articles_add.sync(client=desk, body=NewArticleRequest(title="Ships", text="4,200 ships came in 2023."))
read = desk_articles_read.sync_detailed(made.id, client=desk)
assert read.parsed == made, (read.parsed, made)
facts = PatchedArticleFactsRequest(outlet="Gazette")
edited = desk_articles_edit.sync(made.id, client=desk, body=facts, if_match=read.headers["ETag"])
assert (edited.outlet, edited.version) == ("Gazette", 2)
claim = NewClaimRequest(
    article_version=made.latest_version, start=0, end=11, statement="4,200 ships came.", kind=ClaimKind.STATISTIC
)
marked = desk_claims_add.sync(client=desk, body=claim)
listed = desk_claims_list.sync(client=desk, search="ships")
assert marked.id in [one.id for one in listed.results]
print("round trip")
"""


@pytest.mark.slow
def test_the_examples_and_a_generated_client_work(desk, tmp_path, client, transactional_db):
    """One test, because a desk that is served is dear."""
    done = subprocess.run(
        ["bash", "-c", example("bash")], env=desk, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr + done.stdout
    assert Article.objects.get().outlet == "Lowmark Gazette"
    done = subprocess.run(
        [sys.executable, "-c", example("python")], env=desk, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "draft The list names 4,200 calls.\n", done.stderr
    assert (Verdict.objects.count(), Evidence.objects.count()) == (1, 1)
    Article.objects.filter(slug="ships").update(slug="ships-before")
    schema = tmp_path / "schema.json"
    schema.write_bytes(client.get("/api/schema/").content)
    config = tmp_path / "config.yml"
    config.write_text(
        json.dumps({"project_name_override": "made", "package_name_override": "client", "post_hooks": []})
    )
    made = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(schema), "--config", str(config),
         "--output-path", str(tmp_path / "made"), "--fail-on-warning"],
        capture_output=True, text=True, timeout=120, cwd=tmp_path,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    script = [sys.executable, "-c", CLIENT, str(tmp_path / "made")]
    done = subprocess.run(script, env=desk, capture_output=True, text=True, timeout=60)
    assert done.stdout == "round trip\n", done.stderr


def test_the_guide_is_a_page_with_all_its_examples(client, db):
    page = client.get("/api/guide/").content.decode()
    assert page.count("<pre") == 2
    assert "<h1>The API</h1>" in page
    assert all(part not in page for part in ("**Versions", "```", "<style", " style="))


def test_every_scope_is_told_in_the_guide():
    from claims.models import ApiToken

    (scopes,) = [one for one in BLOCKS if one.kind == "list" and one.lines[0].startswith("`read`")]
    assert [line.split("`")[1] for line in scopes.lines] == ApiToken.Scope.values
