"""Every address of the API shows what it is sent and what it answers, and what it shows is of the shape it describes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker

from claims.api import examples


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return found


def bodies(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is sent to each address, and what comes back where all is well."""
    for path, methods in described["paths"].items():
        for method, one in methods.items():
            if "requestBody" in one:
                for media in one["requestBody"]["content"].values():
                    yield f"{method} {path}: request", media
            for status, answer in one["responses"].items():
                if status.startswith("2"):
                    for media in answer.get("content", {}).values():
                        yield f"{method} {path}: {status}", media


def test_every_body_has_an_example(described: dict[str, Any]) -> None:
    found = dict(bodies(described))
    assert len(found) > 140
    assert [name for name, media in found.items() if not media.get("examples")] == []


def test_examples_are_of_the_shape_that_is_described(described: dict[str, Any]) -> None:
    wrongs = []
    for name, media in bodies(described):
        whole = {**media["schema"], "components": described["components"]}
        check = Draft202012Validator(whole, format_checker=FormatChecker())
        for one in media.get("examples", {}).values():
            wrongs += [
                f"{name}: {wrong.json_path}: {wrong.message}" for wrong in check.iter_errors(one["value"])
            ]
    assert wrongs == []


def addresses(value: Any) -> Iterator[str]:
    """Those of the desk, wherever they stand in an example."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from addresses(one)
    elif isinstance(value, str) and value.startswith(examples.SITE):
        yield value.removeprefix(examples.SITE)


def test_addresses_of_the_desk_are_such_as_it_has(described: dict[str, Any]) -> None:
    shown = {address for _, media in bodies(described) for address in addresses(media.get("examples", {}))}
    assert len(shown) >= 5
    for address in shown:
        resolve(urlsplit(address).path)  # raises Resolver404 for any other


def test_an_example_of_another_shape_is_found_out(described: dict[str, Any]) -> None:
    media = dict(bodies(described))["get /api/v1/claims/{slug}/: 200"]
    check = Draft202012Validator({**media["schema"], "components": described["components"]})
    (value,) = [one["value"] for one in media["examples"].values()]
    assert check.is_valid(value)
    assert not check.is_valid(value | {"sha256": 7})
    assert not check.is_valid({name: one for name, one in value.items() if name != "state"})
