"""Which host names belong to one site: the name that was registered, by rule, without a list of all suffixes."""

from __future__ import annotations

import re

# Under country codes these stand where a name would: example.co.kr, example.com.br.
_SECOND_LEVEL = frozenset({
    "ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "govt", "id", "info", "ltd", "me", "mil", "ne", "net", "nhs",
    "nic", "nom", "or", "org", "pe", "plc", "police", "re", "sch",
})  # fmt: skip
# Whoever asks gets a name below these: two of them are two sites.
_HOSTING = frozenset({
    "amazonaws.com", "azurewebsites.net", "blogspot.co.uk", "blogspot.com", "cloudfront.net", "firebaseapp.com",
    "github.io", "gitlab.io", "herokuapp.com", "livejournal.com", "medium.com", "netlify.app", "pages.dev",
    "substack.com", "tistory.com", "tumblr.com", "vercel.app", "web.app", "weebly.com", "wixsite.com", "wordpress.com",
})  # fmt: skip
_ADDRESS = re.compile(r"\[.*\]|\d+\.\d+\.\d+\.\d+")


def registered(host: str) -> str:
    """The part of a canonical host name that somebody registered; an address literal is its own."""
    if _ADDRESS.fullmatch(host):
        return host
    labels = host.lower().split(".")
    size = 2
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL:
        size = 3
    if ".".join(labels[-size:]) in _HOSTING:
        size += 1
    return ".".join(labels[-size:])


def are_one(host: str, other: str) -> bool:
    """Whether two hosts belong to one site."""
    return registered(host) == registered(other)
