"""Any text at all, given as an address: a typed outcome, and no connection."""

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.clients import http
from claims.clients.addresses import PUBLIC
from claims.clients.fetched import Fetched, Limits
from tests.claims.clients import scripted

HOSTS = st.one_of(
    st.text(st.sampled_from("0123456789abcdefx.:%[]@-"), max_size=24),
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(lambda ip: f"[{ip}]"),
    st.integers(0, 2**33).map(str),
    st.integers(0, 2**33).map(hex),
    st.text(max_size=12),
)
PORTS = st.sampled_from(["", ":", ":0", ":80", ":22", ":443", ":99999", ":８０"])
PREFIXES = st.sampled_from(["http://", "https://", "http:\\\\", "http:/", "//", "HTTP://u@", "ftp://", ""])
URLS = st.one_of(st.text(), st.builds("{}{}{}/{}".format, PREFIXES, HOSTS, PORTS, st.text(max_size=12)))


@settings(max_examples=1_000, deadline=None, derandomize=True)
@given(URLS)
def test_no_text_opens_a_connection(url: str) -> None:
    recorder = scripted.Recorder(default=["10.0.0.1"])

    fetched = http.fetch(url, policy=PUBLIC, limits=Limits(deadline=2), network=recorder.network)

    assert isinstance(fetched, Fetched)
    assert fetched.failure is not None
    assert all(_is_public(ip, port) for ip, port in recorder.asked)


def _is_public(ip: str, port: int) -> bool:
    """Literals of public addresses may be asked for; the recorder opens nothing all the same."""
    return PUBLIC.refusal(ip, port) is None
