"""Pages of other sites, in Chromium: their scripts read the public API, their pages show badges and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import expect

from claims.models import Article, User
from tests import factories
from tests.browser.conftest import Open, violations

pytestmark = pytest.mark.slow

READ = """async ([address, options]) => {
    try {
        const answer = await fetch(address, options);
        return {status: answer.status, etag: answer.headers.get("ETag"), text: (await answer.text()).slice(0, 4000)};
    } catch (error) {
        return {refused: String(error)};
    }
}"""


class Elsewhere(BaseHTTPRequestHandler):
    """Another site: one page, whatever is asked for."""

    page = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page.encode())

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nobody reads it."""


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, type[Elsewhere]]]:
    """The origin of another site, and what it shows."""
    site = type("Site", (Elsewhere,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}", site
        server.shutdown()


@pytest.fixture
def article(chae: User, ben: User, scale: dict[str, Any]) -> Article:
    version = factories.version(by=chae, external_id="wp-1", title="Harbour traffic")
    factories.published_claim(author=chae, editor=ben, in_version=version)
    return version.article


def test_scripts_of_another_site_read_the_public_api_alone(
    window: Open, article: Article, elsewhere: tuple[str, Any]
) -> None:
    at = window()
    at.page.goto(elsewhere[0])

    def read(path: str, **options: Any) -> dict[str, Any]:
        return dict(at.page.evaluate(READ, [f"{at.server}{path}", options]))

    first = read("/api/v1/badges/?external_id=wp-1")
    assert first["status"] == 200
    assert '"state":"partly_checked"' in first["text"]
    # With a header that makes the browser ask first.
    again = read(
        "/api/v1/badges/?external_id=wp-1", headers={"If-None-Match": first["etag"]}, cache="no-store"
    )
    assert again["status"] in {200, 304}
    assert read("/api/v1/badges/?external_id=")["status"] == 400
    assert read("/embed/by-id/wp-1/badge.svg")["status"] == 200
    refused = [
        read("/api/v1/badges/?external_id=wp-1", credentials="include"),
        read("/api/v1/badges/", method="POST", body="{}", headers={"Content-Type": "application/json"}),
        read("/api/v1/claims/", method="DELETE"),
        read("/api/v1/desk/articles/", headers={"Authorization": "Bearer x"}),
        read("/desk/login/"),
    ]
    assert [list(one) for one in refused] == [["refused"]] * len(refused)
    at.wrongs.clear()  # what was refused stands in the console


def test_a_badge_is_shown_by_another_site_and_pages_are_not(
    window: Open, article: Article, elsewhere: tuple[str, Any]
) -> None:
    at = window(java_script_enabled=True, color_scheme="dark")
    origin, site = elsewhere
    piece = at.context.request.get(f"{at.server}/embed/by-id/wp-1/badge.html").text()
    piece = piece.replace("https://desk.example", at.server)
    frames = "".join(
        f'<iframe title="{name}" src="{at.server}{path}"></iframe>'
        for name, path in [("badge", "/embed/by-id/wp-1/"), ("page", f"/articles/{article.slug}/")]
    )
    site.page = (
        f"<!doctype html><html lang=en><title>News</title><main><h1>News</h1>{piece}{frames}</main></html>"
    )
    at.page.goto(origin)
    picture = at.page.get_by_role("img", name="Partly fact-checked · 1 claim")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => [image.naturalHeight, image.currentSrc.includes('theme=dark')]") == [
        28,
        True,
    ]
    card = at.page.frame_locator("iframe[title=badge]")
    expect(card.get_by_role("heading", name="Harbour traffic")).to_be_visible()
    expect(card.get_by_text("Accurate: 1")).to_be_visible()
    expect(at.page.frame_locator("iframe[title=page]").get_by_role("main")).to_have_count(0)
    assert violations(at.page, within="a.fact-check-badge") == []
    at.wrongs.clear()  # what may not be framed stands in the console


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_drawing_is_well_formed_and_breaks_no_rule(window: Open, article: Article, theme: str) -> None:
    at = window(color_scheme=theme)
    page = at.go("/embed/by-id/wp-1/badge.svg")
    drawn = "element => getComputedStyle(element).fill"
    expected = {"light": "rgb(29, 85, 147)", "dark": "rgb(147, 191, 243)"}[theme]
    assert page.locator("text").evaluate(drawn) == expected
    box, around = (page.locator(one).evaluate("one => one.getBBox().width") for one in ("text", "rect"))
    assert 0 < box < around
    assert at.wrongs == []
