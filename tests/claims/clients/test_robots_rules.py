"""What a robots.txt allows, after RFC 9309."""

import time

import pytest

from claims.clients import robots_rules

AGENT = "ClaimDesk/1.0 (+https://desk.example/)"


def allows(text: str, path: str, *, agent: str = AGENT) -> bool:
    return robots_rules.parse(text.encode(), agent=agent).allow(f"https://site.example{path}")


@pytest.mark.parametrize(
    ("pattern", "path", "covered"),
    [
        ("/", "/anything", True),
        ("/fish", "/fish/salmon.html", True),
        ("/fish", "/Fish", False),
        ("/fish*", "/fishheads", True),
        ("/fish/", "/fish", False),
        ("/*.php", "/folder/any.php?x", True),
        ("/*.php$", "/a.php", True),
        ("/*.php$", "/a.php?x", False),
        ("/fish*.php", "/fishheads/cat.php?p", True),
        ("/$", "/", True),
        ("/$", "/a", False),
        ("*/a$", "/b/a", True),
        ("/a*$", "/abc", True),
        ("/a*b*c$", "/axxbxc", True),
        ("/a*b*b$", "/ab", False),
        ("/x?id=", "/x?id=5", True),
        ("/%7euser", "/~user/a", True),
        ("/a%2Fb", "/a/b", False),
        ("/뉴스", "/%EB%89%B4%EC%8A%A4/1", True),
        ("", "/a", False),
    ],
)
def test_patterns(pattern: str, path: str, covered: bool) -> None:
    assert allows(f"User-agent: *\nDisallow: {pattern}", path) is not covered


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\nAllow: /page", True),
        ("User-agent: *\nAllow: /page\nDisallow: /page", True),
        ("User-agent: *\nAllow: /p\nDisallow: /page", False),
        ("User-agent: other\nDisallow: /", True),
        ("User-agent: claimdesk\nDisallow: /", False),
        ("User-agent: CLAIMDESK/9\nDisallow: /", False),
        ("User-agent: claim\nDisallow: /", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: ClaimDesk\nDisallow: /other", True),
        ("User-agent: ClaimDesk\nAllow: /\n\nUser-agent: claimdesk\nDisallow: /page", False),
        ("User-agent: a\nUser-agent: claimdesk\nDisallow: /page", False),
        ("User-agent: a\nDisallow: /x\nUser-agent: claimdesk\nDisallow: /page", False),
        ("User-agent: claimdesk\nSitemap: https://site.example/s\nDisallow: /page", False),
        ("user-AGENT : * # all\r\nDISALLOW:/page # no", False),
        ("\ufeffUser-agent: *\nDisallow: /page", False),
        ("Disallow: /page", True),
        ("<html><p>user-agent: no</p><a href='http://x/'>Disallow: /</a></html>", True),
        ("no colon\n: /\nUser-agent\nDisallow /", True),
    ],
)
def test_groups(text: str, allowed: bool) -> None:
    assert allows(text, "/page") is allowed


def test_robots_txt_itself_may_always_be_read() -> None:
    assert allows("User-agent: *\nDisallow: /", "/robots.txt")


def test_what_is_behind_the_first_half_megabyte_is_ignored() -> None:
    assert allows("#" * robots_rules.MAX_BYTES + "\nUser-agent: *\nDisallow: /", "/page")


def test_patterns_full_of_wildcards_cost_no_time() -> None:
    pattern = "/" + "*a" * 500 + "*b$"
    started = time.process_time()

    assert allows("User-agent: *\n" + f"Disallow: {pattern}\n" * 200, "/" + "a" * 2_000)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("agent", "product"),
    [(AGENT, "claimdesk"), ("fact-bot", "fact-bot"), ("Mozilla/5.0 (x)", "mozilla"), ("", "")],
)
def test_the_product_is_the_first_word(agent: str, product: str) -> None:
    assert robots_rules.product_of(agent) == product


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("user-agent: *\ncrawl-delay: 10\ndisallow: /x", 10.0),
        ("user-agent: *\ndisallow: /x\nCrawl-Delay: 2.5", 2.5),
        ("user-agent: desk\ncrawl-delay: 3\n\nuser-agent: *\ncrawl-delay: 60", 3.0),
        ("user-agent: desk\ndisallow:\n\nuser-agent: *\ncrawl-delay: 60", None),
        ("user-agent: other\ncrawl-delay: 60", None),
        ("user-agent: *\ncrawl-delay: soon", None),
        ("user-agent: *\ncrawl-delay: -5", None),
        ("user-agent: *\ncrawl-delay: 1e9", None),
        ("crawl-delay: 9", None),
    ],
)
def test_the_delay_that_is_asked_for(text: str, delay: float | None) -> None:
    assert robots_rules.parse(text.encode(), agent="Desk/1.0 (+https://desk.example)").delay == delay


def test_a_delay_line_ends_the_names_of_its_group() -> None:
    """Otherwise the next group's visitors would get this one's rules."""
    text = b"user-agent: other\ncrawl-delay: 5\nuser-agent: desk\ndisallow: /x"
    assert robots_rules.parse(text, agent="Desk/1.0").delay is None
