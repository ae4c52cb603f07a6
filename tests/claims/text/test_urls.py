"""Web addresses: one form for each, and no to what is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.text import urls
from claims.text.urls import BadURL

CANONICAL = {
    "HTTP://Example.COM": "http://example.com/",
    "https://example.com:443/a": "https://example.com/a",
    "http://example.com:80": "http://example.com/",
    "http://example.com:443/": "http://example.com:443/",
    "http://example.com:/a": "http://example.com/a",
    "http://example.com:0080/a": "http://example.com/a",
    "http://example.com./a": "http://example.com/a",
    "http://example.com/a#part": "http://example.com/a",
    "http://example.com#part": "http://example.com/",
    "http://example.com?q": "http://example.com/?q",
    "http://example.com/?": "http://example.com/?",
    "http://example.com/a/./b/../c": "http://example.com/a/c",
    "http://example.com/../../a": "http://example.com/a",
    "http://example.com/a/..": "http://example.com/",
    "http://example.com/a/b/.": "http://example.com/a/b/",
    "http://example.com/a//b/": "http://example.com/a//b/",
    "http://example.com/%7euser/%41%2fb": "http://example.com/~user/A%2Fb",
    "http://example.com/%2e%2e/a": "http://example.com/a",
    "http://example.com/a b": "http://example.com/a%20b",
    "  http://example.com/a  ": "http://example.com/a",
    "http://example.com/100%": "http://example.com/100%25",
    "http://example.com/%2%35": "http://example.com/%2525",
    "http://example.com/?a[]=1&b=|<>\"'": "http://example.com/?a%5B%5D=1&b=%7C%3C%3E%22'",
    "http://example.com/뉴스?쪽=1": "http://example.com/%EB%89%B4%EC%8A%A4?%EC%AA%BD=1",
    "http://bücher.example/": "http://xn--bcher-kva.example/",
    "http://청와대.한국/": "http://xn--vk1b187a8ue.xn--3e0b707e/",
    "http://XN--BCHER-KVA.example/": "http://xn--bcher-kva.example/",
    "http://ｅｘａｍｐｌｅ.com/": "http://example.com/",
    "http://under_score.example/": "http://under_score.example/",
    "http://93.184.215.14/": "http://93.184.215.14/",
    "http://[2606:4700:0::1111]/": "http://[2606:4700::1111]/",
    "http://[2606:4700::1111]:8080/a": "http://[2606:4700::1111]:8080/a",
    "http://localhost:8000/x": "http://localhost:8000/x",
}

REFUSED = {
    "scheme": ["ftp://a.example/", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "gopher://a/",
               "//a.example/", "a.example/b", "http", "http:", "http:/a", "http:a", "", " ", "view-source:http://a/"],
    "no host": ["http://", "http:///a", "http://?q", "http://#x", "http://:80/"],
    "credentials": ["http://u@a.example/", "http://u:p@a.example/", "http://@a.example/", "http://a@b@c/",
                    "http://example.com:80@10.0.0.1/", "http://:@a.example/"],
    "port": ["http://a.example:0/", "http://a.example:65536/", "http://a.example:-1/", "http://a.example:8o/",
             "http://a.example:80:80/", "http://a.example:８０/", "http://a.example:+80/", "http://a.example: 80/",
             "http://a.example:999999/"],
    "number": ["http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0x/",
               "http://0177.0.0.1/", "http://017700000001/", "http://127.0.0.01/", "http://1.2.3.4.5/",
               "http://256.1.1.1/", "http://127.0.0.1./", "http://１２７.0.0.1/", "http://①②⑦.0.0.1/",
               "http://127。0。0。1/", "http://127.0.0.１/", "http://a.1/", "http://1.2.3/", "http://0/"],
    "host": ["http://a..b/", "http://.a/", "http://-a.example/", "http://a-.example/", "http://a b.example/",
             "http://%31%32%37.0.0.1/", "http://a%2eb/", "http://a,b/", "http://a!b/", f"http://{'a' * 64}.example/",
             f"http://{'a.' * 127}example/", "http://a\u202e.example/", "http://xn--\u00fc.example/", "http://./",
             "http://☃\u200d.example/", "http://a*b/", "http://a;b/", "http://a'b/"],
    "ipv6": ["http://[::1/", "http://::1/", "http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[v1.a]/",
             "http://[1.2.3.4]/", "http://[]/", "http://[::1]a/", "http://a[::1]/", "http://[[::1]]/",
             "http://[::g]/"],
    "characters": ["http://a.example\\@b.example/", "http:\\\\a.example\\", "http://a.example/\n", "http://a\t.example/",
                   "\nhttp://a.example/", "http://a.example/\0", "http://a.example/\x7f", "http://a.example/\x85",
                   "http://a.example/\ud800", "http://a.example/\u2028", "http://a.example/\r\nX: y"],
    "length": ["http://a.example/" + "a" * 2048, "http://a.example/" + "é" * 400, "http://a.example/" + "%" * 800],
}  # fmt: skip


@pytest.mark.parametrize("url", CANONICAL)
def test_each_address_has_one_form(url: str) -> None:
    assert urls.canonical(url) == CANONICAL[url]
    assert urls.canonical(CANONICAL[url]) == CANONICAL[url]


@pytest.mark.parametrize("url", [url for group in REFUSED.values() for url in group])
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(BadURL) as refused:
        urls.canonical(url)

    assert refused.value.reason


@pytest.mark.parametrize("port", [21, 22, 25, 81, 6379, 8000])
def test_only_web_ports_are_ordinary(port: int) -> None:
    url = f"http://example.com:{port}/"

    with pytest.raises(BadURL):
        urls.check(url)
    urls.check(url, ports=None)


@pytest.mark.parametrize("port", [80, 443, 8080, 8443])
def test_web_ports_pass(port: int) -> None:
    urls.check(f"https://example.com:{port}/")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/x?utm_source=b&id=7&fbclid=c", "https://a.example/x?id=7"),
        ("https://a.example/x?utm_source=b", "https://a.example/x"),
        ("https://a.example/x?maca=en-rss&UTM_Medium=x", "https://a.example/x"),
        ("https://a.example/x?gclidx=1&utm=2", "https://a.example/x?gclidx=1&utm=2"),
        ("https://a.example/x", "https://a.example/x"),
    ],
)
def test_tracking_can_be_dropped(url: str, kept: str) -> None:
    assert urls.canonical(url, drop_tracking=True) == kept


def test_the_host_is_told() -> None:
    assert urls.host_of("https://News.KBS.co.kr:443/news?x#y") == "news.kbs.co.kr"


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        ("b", "http://a.example/x/b"),
        ("../b?c#d", "http://a.example/b?c"),
        ("//b.example", "http://b.example/"),
        (" /b c ", "http://a.example/b%20c"),
        ("", "http://a.example/x/y?z"),
        ("?q", "http://a.example/x/y?q"),
        ("HTTPS://B.example/", "https://b.example/"),
    ],
)
def test_links_are_resolved(reference: str, target: str) -> None:
    assert urls.join("http://a.example/x/y?z", reference) == target


@pytest.mark.parametrize("reference", ["javascript:x", "\\\\b", "http://[", "//u@b/", "mailto:a@b", "/a\nb"])
def test_odd_links_are_refused(reference: str) -> None:
    with pytest.raises(BadURL):
        urls.join("http://a.example/", reference)


AUTHORITIES = st.text(st.sampled_from("aZ0.:@[]%-_x①。ü１\\/ \t\u200d\ud800"), max_size=20)
TEXTS = st.one_of(
    st.text(),
    st.builds("http://{}{}".format, AUTHORITIES, st.text(max_size=30)),
    st.builds("{}://{}".format, st.sampled_from(["http", "https", "HTTP", "ftp"]), st.text(max_size=40)),
)


@settings(max_examples=1_500, deadline=None, derandomize=True)
@given(TEXTS)
def test_any_text_has_a_canonical_form_or_a_reason(text: str) -> None:
    try:
        canonical = urls.canonical(text)
    except BadURL:
        return
    assert canonical.isascii()
    assert canonical == urls.canonical(canonical)
    assert urls.host_of(text) == urls.host_of(canonical)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(TEXTS)
def test_any_link_is_resolved_or_refused(reference: str) -> None:
    try:
        target = urls.join("https://a.example/b/c?d", reference)
    except BadURL:
        return
    assert target == urls.canonical(target)
