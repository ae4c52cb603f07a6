"""The closed vocabulary of how fetching and reading a page can fail, and what each failure says."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from claims.text.language import gettext, gettext_noop


class FailureClass(StrEnum):
    """Why a page could not be captured or read. The values are stored, so they are never reused."""

    DNS = "dns"
    DNS_UNAVAILABLE = "dns_unavailable"
    NO_NETWORK = "no_network"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    CONNECT_TIMEOUT = "connect_timeout"
    TIMEOUT = "timeout"
    TLS = "tls"
    CONNECTION_LOST = "connection_lost"
    BAD_RESPONSE = "bad_response"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    BAD_ENCODING = "bad_encoding"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    REDIRECT_LOOP = "redirect_loop"
    BLOCKED_ADDRESS = "blocked_address"
    BAD_URL = "bad_url"
    ROBOTS = "robots"
    HTTP_401 = "http_401"
    HTTP_402 = "http_402"
    HTTP_403 = "http_403"
    HTTP_404 = "http_404"
    HTTP_410 = "http_410"
    HTTP_429 = "http_429"
    HTTP_451 = "http_451"
    HTTP_4XX = "http_4xx"
    HTTP_5XX = "http_5xx"
    PAYWALL = "paywall"
    BOT_WALL = "bot_wall"
    CONSENT_WALL = "consent_wall"
    SOFT_404 = "soft_404"
    UNSUPPORTED_TYPE = "unsupported_type"
    EXTRACT_FAILED = "extract_failed"
    PARSE_LIMIT = "parse_limit"
    WORKER_LOST = "worker_lost"

    @property
    def meaning(self) -> "Meaning":
        """What this failure says, from MEANINGS."""
        return MEANINGS[self]

    @property
    def can_heal(self) -> bool:
        """Whether the same request may succeed later although nobody changes anything at the desk."""
        return MEANINGS[self].can_heal

    @property
    def verdict_on_link(self) -> "LinkVerdict":
        """Whether this failure speaks against the page being there."""
        return MEANINGS[self].verdict_on_link


class LinkVerdict(StrEnum):
    """What one failed capture says about the link, before any counting."""

    COUNTS_AGAINST = "counts_against"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One row of the table: a sentence for journalists, and two facts for the machinery."""

    sentence: str
    can_heal: bool
    verdict_on_link: LinkVerdict


def _against(sentence: str, *, can_heal: bool) -> Meaning:
    return Meaning(sentence, can_heal, LinkVerdict.COUNTS_AGAINST)


def _unknown(sentence: str, *, can_heal: bool) -> Meaning:
    return Meaning(sentence, can_heal, LinkVerdict.UNKNOWN)


MEANINGS: Mapping[FailureClass, Meaning] = MappingProxyType(
    {
        FailureClass.DNS: _against(
            gettext_noop("Could not be reached: the site's name is not known on the internet."), can_heal=True
        ),
        FailureClass.DNS_UNAVAILABLE: _unknown(
            gettext_noop("Could not be reached: the desk could not look up the site's name just now."),
            can_heal=True,
        ),
        FailureClass.NO_NETWORK: _unknown(
            gettext_noop("Could not be reached: the desk has no way to the internet just now."), can_heal=True
        ),
        FailureClass.UNREACHABLE: _against(
            gettext_noop("Could not be reached: there is no way to the site's server."), can_heal=True
        ),
        FailureClass.REFUSED: _against(
            gettext_noop("Could not be reached: the site's server refused the connection."), can_heal=True
        ),
        FailureClass.CONNECT_TIMEOUT: _against(
            gettext_noop("Could not be reached: the site's server did not pick up in time."), can_heal=True
        ),
        FailureClass.TIMEOUT: _against(
            gettext_noop("The site began to answer but took too long."), can_heal=True
        ),
        FailureClass.TLS: _against(
            gettext_noop(
                "No secure connection could be made: the site's certificate or encryption is faulty."
            ),
            can_heal=True,
        ),
        FailureClass.CONNECTION_LOST: _against(
            gettext_noop("The site's server hung up before it had answered."), can_heal=True
        ),
        FailureClass.BAD_RESPONSE: _against(
            gettext_noop("The site's server answered in a way that could not be understood."), can_heal=True
        ),
        FailureClass.TOO_LARGE: _unknown(
            gettext_noop("The page is larger than the desk captures."), can_heal=False
        ),
        FailureClass.TRUNCATED: _unknown(
            gettext_noop("Only a part of the page arrived, so nothing was recorded of it."), can_heal=True
        ),
        FailureClass.BAD_ENCODING: _unknown(
            gettext_noop("The page was packed in a way that could not be unpacked."), can_heal=True
        ),
        FailureClass.TOO_MANY_REDIRECTS: _against(
            gettext_noop("The address sends visitors on too many times."), can_heal=True
        ),
        FailureClass.REDIRECT_LOOP: _against(
            gettext_noop("The address sends visitors round in a circle."), can_heal=True
        ),
        FailureClass.BLOCKED_ADDRESS: _unknown(
            gettext_noop("Not fetched: the address does not lead to the public internet."), can_heal=False
        ),
        FailureClass.BAD_URL: _unknown(
            gettext_noop("Not fetched: the address is not a web address that the desk opens."), can_heal=False
        ),
        FailureClass.ROBOTS: _unknown(
            gettext_noop(
                "Not fetched: the site's rules for automatic visitors (robots.txt) do not allow it."
            ),
            can_heal=True,
        ),
        FailureClass.HTTP_401: _unknown(gettext_noop("The site asks for a log-in (401)."), can_heal=False),
        FailureClass.HTTP_402: _unknown(gettext_noop("The site asks for payment (402)."), can_heal=False),
        FailureClass.HTTP_403: _unknown(
            gettext_noop("The site does not let the desk in (403)."), can_heal=True
        ),
        FailureClass.HTTP_404: _against(gettext_noop("The page was not found (404)."), can_heal=True),
        FailureClass.HTTP_410: _against(
            gettext_noop("The site says that the page was removed for good (410)."), can_heal=False
        ),
        FailureClass.HTTP_429: _unknown(gettext_noop("The site asks for fewer visits (429)."), can_heal=True),
        FailureClass.HTTP_451: _unknown(
            gettext_noop("The page is withheld for legal reasons (451)."), can_heal=False
        ),
        FailureClass.HTTP_4XX: _against(gettext_noop("The site turned the request down."), can_heal=True),
        FailureClass.HTTP_5XX: _against(gettext_noop("The site has a fault of its own."), can_heal=True),
        FailureClass.PAYWALL: _unknown(gettext_noop("The text stands behind a paywall."), can_heal=False),
        FailureClass.BOT_WALL: _unknown(
            gettext_noop("The site shows automatic visitors a barrier instead of the page."), can_heal=True
        ),
        FailureClass.CONSENT_WALL: _unknown(
            gettext_noop("The site asks visitors to agree to something before it shows the page."),
            can_heal=True,
        ),
        FailureClass.SOFT_404: _against(
            gettext_noop("The site answers, but with a page that says there is nothing here."), can_heal=True
        ),
        FailureClass.UNSUPPORTED_TYPE: _unknown(
            gettext_noop("The address leads to a kind of file that the desk cannot read."), can_heal=False
        ),
        FailureClass.EXTRACT_FAILED: _unknown(
            gettext_noop("No text could be read from the page."), can_heal=True
        ),
        FailureClass.PARSE_LIMIT: _unknown(
            gettext_noop("The page is too complicated to be read within the desk's limits."), can_heal=False
        ),
        FailureClass.WORKER_LOST: _unknown(
            gettext_noop(
                "Not captured: the desk's own worker failed on this page several times. An operator has to look."
            ),
            can_heal=False,
        ),
    }
)


def describe(failure: FailureClass | str) -> str:
    """The sentence for journalists. ValueError for a word outside the vocabulary."""
    return gettext(MEANINGS[FailureClass(failure)].sentence)


def counts_against(failure: FailureClass | str | None) -> bool:
    """Whether a capture that ended so counts towards calling the link dead. None is a success."""
    if failure is None:
        return False
    return FailureClass(failure).verdict_on_link is LinkVerdict.COUNTS_AGAINST
