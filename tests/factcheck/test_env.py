"""Values from the environment: keys to others' services, and where these are."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from factcheck.env import env_address, env_key
from tests.factcheck import running


@pytest.mark.parametrize(
    ("given", "read"), [(None, ""), ("", ""), (" a-key ", "a-key"), ("k.e+y/=", "k.e+y/=")]
)
def test_a_key_is_read(monkeypatch: pytest.MonkeyPatch, given: str | None, read: str) -> None:
    monkeypatch.delenv("A_KEY", raising=False)
    if given is not None:
        monkeypatch.setenv("A_KEY", given)
    assert env_key("A_KEY") == read


@pytest.mark.parametrize("given", ["two words", "line\nbreak", "schlüssel", "tab\tbed"])
def test_a_key_that_fits_in_no_header_stops_the_start_untold(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("A_KEY", given)
    with pytest.raises(ImproperlyConfigured) as refusal:
        env_key("A_KEY")
    assert "A_KEY" in str(refusal.value)
    assert given not in str(refusal.value)


@pytest.mark.parametrize(
    ("given", "secure", "read"),
    [
        ("", False, "https://archive.example"),
        ("http://127.0.0.1:8000/", False, "http://127.0.0.1:8000"),
        ("https://other.example/api/", True, "https://other.example/api"),
        ("http://other.example", True, None),
        ("ftp://other.example", False, None),
        ("other.example", False, None),
        ("https://", False, None),
    ],
)
def test_an_address_is_one_of_the_web(
    monkeypatch: pytest.MonkeyPatch, given: str, secure: bool, read: str | None
) -> None:
    monkeypatch.setenv("AN_ADDRESS", given)
    if read is None:
        with pytest.raises(ImproperlyConfigured, match="AN_ADDRESS"):
            env_address("AN_ADDRESS", "https://archive.example", secure=secure)
    else:
        assert env_address("AN_ADDRESS", "https://archive.example", secure=secure) == read


def test_half_a_pair_of_keys_stops_the_start() -> None:
    environment = os.environ | {"WAYBACK_ACCESS_KEY": "an-access-key", "WAYBACK_SECRET_KEY": ""}
    done = subprocess.run(
        [sys.executable, "-c", "import factcheck.settings"],
        cwd=running.ROOT, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode != 0
    assert "set both, or neither" in done.stderr
