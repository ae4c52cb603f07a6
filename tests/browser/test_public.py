"""The readers' site in a browser: sound on every screen, whole without scripts, usable by keyboard, and on paper."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from claims.models import (
    Article,
    ArticleVersion,
    Claim,
    Claimant,
    Publication,
    PublicationState,
    Tip,
    User,
    Verdict,
)
from claims.services import publishing, reviewing
from tests import factories
from tests.browser.conftest import BOTH, NARROW, Open

pytestmark = pytest.mark.slow

PATHS = [
    "/", "/claims/", "/claims/?q=nothing-of-the-kind", "/claims/?q=ships&kind=statistic",
    "/claimants/", "/claimants/ida-holm/", "/claims/{corrected}/versions/difference/", "/claims/{current}/report/", "/claims/{current}/", "/claims/{at_risk}/", "/claims/{corrected}/",
    "/claims/{withdrawn}/", "/claims/{corrected}/versions/", "/claims/{corrected}/versions/1/", "/articles/",
    "/articles/{article}/", "/ratings/", "/methodology/", "/corrections/",
]  # fmt: skip


@pytest.fixture
def version(chae: User, scale: dict[str, Any]) -> ArticleVersion:
    return factories.version(by=chae, slug="harbour", title="Harbour traffic doubled in a year")


@pytest.fixture
def names(chae: User, ben: User, version: ArticleVersion) -> dict[str, str]:
    """A claim in every state that readers can meet, in one article."""

    ida = Claimant.objects.create(
        slug="ida-holm",
        name="Ida Holm",
        native_name="아이다 홀름",
        role="Mayor",
        same_as=["https://ida.example/"],
    )

    def published(rating: str, words: str) -> Claim:
        return factories.published_claim(
            author=chae, editor=ben, in_version=version, rating=rating, words=words, claimant=ida, claimant_label="",
        )  # fmt: skip

    def change(claim: Claim, make: Any, **content: Any) -> None:
        old = Verdict.objects.published().get(claim=claim)
        new = reviewing.submit(
            make(old, by=chae, public_note="We were wrong about the tugs.", **content), by=chae
        )
        publishing.approve_and_publish(new, by=ben, overrides={"captured": "Transcribed by hand."})

    found = {
        "current": published("accurate", "handled 4,200 ships in 2023"),
        "at_risk": published("needs-context", "4,200 ships in 2023, the mayor said"),
        "corrected": published("inaccurate", "never seen such a year"),
        "withdrawn": published("accurate", "Nobody keeps a list"),
    }
    PublicationState.objects.filter(publication__claim=found["at_risk"]).update(
        at_risk_since="2025-06-03T10:00:00Z"
    )
    change(
        found["corrected"],
        reviewing.draft_correction,
        change="other_correction",
        summary="The list shows 4,210.",
    )
    change(found["withdrawn"], reviewing.draft_withdrawal)
    return {name: claim.slug for name, claim in found.items()} | {"article": version.article.slug}


def test_every_page_is_sound(names: dict[str, str], window: Open) -> None:
    visitor = window()
    for path in PATHS:
        page = visitor.go(path.format(**names))
        expect(page.locator("h1")).to_have_count(1)
        visitor.is_sound(modes=BOTH)


def test_a_refused_address_is_a_sound_page_too(names: dict[str, str], window: Open) -> None:
    visitor = window()
    page = visitor.go("/claims/?year=20&ratng=x")
    visitor.wrongs.clear()  # the browser tells of the answer's status, as it should
    expect(page.get_by_text("a year of four digits, such as 2025")).to_be_visible()
    visitor.is_sound(modes=BOTH)


def test_all_is_there_without_scripts(names: dict[str, str], window: Open) -> None:
    page = window(java_script_enabled=False).go("/")
    page.get_by_label("Has this been checked?").fill("harbour master's list")
    page.get_by_role("button", name="Search").click()
    page.locator(".check-card h3 a").last.click()
    expect(page.get_by_role("heading", name="The evidence")).to_be_visible()
    page.get_by_role("link", name="Harbour traffic doubled in a year").click()
    expect(page.locator("mark.claim-mark").first).to_be_visible()


def test_a_search_is_narrowed_down_and_opened_again_without_scripts(
    names: dict[str, str], window: Open
) -> None:
    page = window(java_script_enabled=False).go("/claims/")
    page.get_by_label("Words").fill("4,200")
    page.get_by_role("button", name="Search").click()
    facets = page.get_by_role("navigation", name="Narrow down")
    facets.get_by_role("link", name="Needs context").click()
    expect(page.get_by_role("heading", name="1 fact-check", exact=False)).to_be_visible()
    expect(page.get_by_label("Words")).to_have_value("4,200")
    expect(facets.locator("[aria-current]")).to_contain_text("Needs context")
    expect(page.locator("mark.found").first).to_be_visible()
    page.get_by_role("link", name="Needs context take away").click()
    expect(facets.locator("[aria-current]")).to_have_count(0)


def test_a_telephone_comes_to_the_facets_by_one_link(names: dict[str, str], window: Open) -> None:
    page = window(size=NARROW).go("/claims/")
    page.get_by_role("link", name="Narrow down").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#narrow') !== null")


def test_two_versions_are_chosen_and_compared_by_keyboard(names: dict[str, str], window: Open) -> None:
    page = window().go(f"/claims/{names['corrected']}/versions/")
    page.get_by_label("From").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    expect(page.locator("ins").first).to_be_visible()
    expect(page.locator("del").last).to_be_visible()


def test_something_wrong_reaches_the_desk(names: dict[str, str], window: Open) -> None:
    page = window(java_script_enabled=False).go(f"/claims/{names['current']}/")
    page.get_by_role("link", name="Something wrong? Tell us").click()
    page.get_by_label("What is wrong?").fill("The tugs were counted twice, says the harbour master’s list.")
    page.wait_for_timeout(3_100)  # who sends a form in the second it was opened is a machine
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert Tip.objects.get().publication.slug == names["current"]  # type: ignore[union-attr]


def test_pages_of_the_seed_weigh_less_than_100_kilobytes(seed_article: Article, window: Open) -> None:
    """All that a first visit fetches: the page, its style sheets, its drawings. None of it is compressed here."""
    claim = Publication.objects.fact_checks().earliest("pk").slug
    for path in ("/", "/claims/", "/claimants/", f"/articles/{seed_article.slug}/", f"/claims/{claim}/"):
        weights: dict[str, int] = {}
        visitor = window()
        visitor.page.on("response", lambda one, told=weights: told.update({one.url: len(one.body())}))
        visitor.go(path).wait_for_load_state("networkidle")
        assert len(weights) > 3
        assert sum(weights.values()) < 100_000, (path, weights)


def test_an_article_with_29_marked_claims_is_sound(
    chae: User, ben: User, window: Open, scale: dict[str, Any]
) -> None:
    words = [f"ship {number} came" for number in range(1, 30)]
    text = "The list\n\n" + ", and ".join(words) + "."
    where = factories.version(by=chae, text=text, slug="long", title="The list")
    for number, each in enumerate(words):
        reach = each if number % 2 else text[text.index(each) : text.index(each) + 30]
        factories.published_claim(author=chae, editor=ben, in_version=where, words=reach, with_evidence=1)
    visitor = window()
    page = visitor.go("/articles/long/")
    expect(page.locator(".article-text a.claim-number")).to_have_count(29)
    expect(page.locator(".margin-note")).to_have_count(29)
    visitor.is_sound(modes=BOTH)


def test_a_number_in_the_text_leads_to_its_note_by_keyboard(names: dict[str, str], window: Open) -> None:
    page = window().go(f"/articles/{names['article']}/")
    page.locator("a.claim-number").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target').id") == "claim-1"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#claim-1') !== null")


def test_the_first_tab_skips_to_the_content(names: dict[str, str], window: Open) -> None:
    page = window().go("/claims/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_on_paper_links_are_written_out_and_menus_are_gone(names: dict[str, str], window: Open) -> None:
    page = window().go(f"/claims/{names['current']}/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Site")).to_be_hidden()
    written = page.evaluate("getComputedStyle(document.querySelector('.cited-source a'), '::after').content")
    assert "source-" in written


def test_what_people_wrote_never_runs(chae: User, ben: User, window: Open, scale: dict[str, Any]) -> None:
    hostile = "</script><script>window.ran = 1</script><img src=x onerror='window.ran = 2'>"
    claim = factories.published_claim(
        author=chae, editor=ben, statement=hostile, explanation=hostile, summary=hostile
    )
    visitor = window()
    for path in ("/", "/claims/", f"/claims/{claim.slug}/", f"/articles/{Article.objects.get().slug}/"):
        page = visitor.go(path)
        assert page.evaluate("window.ran") is None
        assert page.evaluate("window.brokenRules") == []


def test_the_documentation_of_the_api_works_from_here_alone(names: dict[str, str], window: Open) -> None:
    visitor = window()
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    page = visitor.go("/api/docs/")
    page.locator("#operations-ratings-ratings_list button").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")
    assert page.evaluate("window.brokenRules") == []
    assert [url for url in asked if not url.startswith((visitor.server, "data:"))] == []
