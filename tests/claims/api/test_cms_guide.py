"""docs/cms.md: its examples are carried out, its vectors hold in three languages, its plugin is PHP."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.conf import settings

from claims.api import catalogue
from claims.api.retiring import Retiring
from claims.models import Article, WebhookDelivery
from claims.services import delivering
from claims.text import fingerprint, plain_markdown
from tests import factories
from tests.claims.api.test_guide import desk
from tests.conftest import member

__all__ = ["desk"]  # the fixture
DOCS = settings.BASE_DIR / "docs"
BLOCKS = list(plain_markdown.blocks((DOCS / "cms.md").read_text()))
PHP = """
define('ABSPATH', '/');
function add_action() {} function add_shortcode() {} function add_filter() {}
require $argv[1];
foreach (json_decode(file_get_contents('php://stdin'), true) as $one) {
    echo claim_desk_fingerprint($one['text']), "\\n";
}
"""


def example(language):
    (found,) = [one.text for one in BLOCKS if one.language == language]
    return found


VECTORS = json.loads(example("json"))


def test_the_vectors_are_those_that_are_kept():
    assert len(VECTORS) >= 9
    assert [fingerprint.of(one["text"]) for one in VECTORS] == [one["fingerprint"] for one in VECTORS]


def program(name, reason):
    found = shutil.which(name)
    if not found:
        pytest.skip(reason)
    return found


def lines_of(command):
    done = subprocess.run(command, input=example("json"), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_they_hold_in_javascript():
    node = program("node", "node is not on this machine: apt-get install nodejs")
    script = f"""
        import {{fingerprint}} from "{(DOCS / "examples" / "fingerprint.mjs").as_uri()}";
        import {{readFileSync}} from "node:fs";
        for (const one of JSON.parse(readFileSync(0, "utf8"))) console.log(await fingerprint(one.text));
    """
    told = lines_of([node, "--input-type=module", "-e", script])
    assert told == [one["fingerprint"] for one in VECTORS]


def test_they_hold_in_php():
    php = program("php", "php is not on this machine: apt-get install php-cli php-intl php-mbstring")
    plugin = str(DOCS / "examples" / "claim-desk.php")
    assert lines_of([php, "-l", plugin])[-1].startswith("No syntax errors")
    if lines_of([php, "-r", "echo (int) class_exists('Normalizer');"]) != ["1"]:
        pytest.skip("the extension intl of php is not on this machine: apt-get install php-intl")
    assert lines_of([php, "-d", "display_errors=stderr", "-r", PHP, plugin]) == [
        one["fingerprint"] for one in VECTORS
    ]


@pytest.mark.slow
def test_the_examples_work(desk, transactional_db):
    """One test, because a desk that is served is dear."""
    text = "The port of Lowmark handled 4,200 ships in 2023."
    factories.article(by=member("ana-2", "checker"), text=text, external_id="wp-1-1")
    done = subprocess.run(
        ["bash", "-c", example("bash")], env=desk, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr + done.stdout
    assert '"result":"created"' in done.stdout
    assert '"result":"new_version"' in done.stdout
    assert '"unknown":[{"external_id":"wp-1-4711"},{"external_id":"wp-1-4712"}]' in done.stdout
    article = Article.objects.get(external_id="wp-1-4711")
    assert (article.versions.count(), article.byline, article.is_public) == (2, "Ida Holm", False)
    script = [sys.executable, "-c", example("python")]
    done = subprocess.run(script, env=desk, capture_output=True, text=True, timeout=60)
    assert done.stdout == (
        "{'external_id': 'wp-1-1'} unchecked 0 False\nunknown: [{'url': 'https://gazette.example/harbour'}]\n"
    ), done.stderr


def test_the_sample_is_what_is_told(ada, chae):
    delivering.subscribe(name="CMS", url="https://cms.example/hook", events=["article.version_added"], by=ada)
    version = factories.version(by=chae, external_id="wp-1-4711", is_public=False)
    told, sample = WebhookDelivery.objects.get().payload, json.loads(example("payload"))
    assert (set(told), set(told["article"])) == (set(sample), set(sample["article"]))
    named = {"slug": None, "title": None, "url": None, "external_id": "wp-1-4711", "sha256": version.sha256}
    assert {name: told["article"][name] for name in named} == named


def test_what_will_go_says_so(stranger, scale, monkeypatch):
    since, until = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    going = Retiring(since, until, "https://desk.example/api/guide/")
    monkeypatch.setattr(catalogue.RatingList, "retiring", going)
    answer = stranger.get("/api/v1/ratings/")
    assert answer["Deprecation"] == "@1798761600"
    assert answer["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
    assert answer["Link"] == '<https://desk.example/api/guide/>; rel="deprecation"'
    assert "Deprecation" not in stranger.get("/api/v1/sources/")
