"""The description of the API: valid, without a warning, and true of what is answered."""

from __future__ import annotations

import json

import jsonschema
import pytest
from django.core.management import call_command
from openapi_spec_validator import OpenAPIV31SpecValidator

from claims.models import Claimant
from tests import factories


@pytest.fixture
def description(stranger):
    return json.loads(stranger.get("/api/schema/").content)


def test_it_is_made_without_a_warning(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def test_it_is_openapi_3_1(description):
    assert description["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(description).validate()


def test_it_speaks_yaml_to_who_asks(stranger):
    answer = stranger.get("/api/schema/", headers={"accept": "application/vnd.oai.openapi"})
    assert answer.content.startswith(b"openapi: 3.1")


def test_every_operation_declares_its_problems(description):
    for operations in description["paths"].values():
        for operation in operations.values():
            answers = operation["responses"]
            assert {"400", "404", "405", "406", "429", "500"} <= set(answers)
            assert "content" not in answers.pop(
                "414", {}
            )  # the web server's own, of an address that is too long
            problems = [answers[code] for code in answers if code >= "400"]
            assert all(list(one["content"]) == ["application/problem+json"] for one in problems)


def test_what_is_published_is_read_without_a_token_and_the_desk_with_one(description):
    for path, operations in description["paths"].items():
        needed = [{"token": []}] if path.startswith("/api/v1/desk/") else None
        assert all(one.get("security") in (needed, [{}]) for one in operations.values()), path
    assert set(description["components"]["securitySchemes"]) == {"token"}


def strict(schema):
    """The same schemas, refusing what they don't name."""
    for shape in schema["components"]["schemas"].values():
        if "properties" in shape:
            shape["additionalProperties"] = False
    return schema


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("claims/", "claims/"), ("claims/{claim}/", "claims/{slug}/"), ("claims/{claim}/versions/", "claims/{slug}/versions/"),
        ("claims/{claim}/versions/1/", "claims/{slug}/versions/{number}/"), ("articles/", "articles/"),
        ("articles/{article}/", "articles/{slug}/"), ("sources/", "sources/"), ("ratings/", "ratings/"),
        ("claimants/", "claimants/"), ("claimants/ida-holm/", "claimants/{slug}/"), ("publications/", "publications/"),
        ("corrections/", "corrections/"), ("tombstones/", "tombstones/"),
    ],
)  # fmt: skip
def test_answers_are_what_is_described(stranger, published, chae, description, path, template):
    mayor = Claimant.objects.create(
        slug="ida-holm", name="Ida Holm", same_as=["https://www.wikidata.org/wiki/Q1"]
    )
    version = factories.version(by=chae)
    claim = published(in_version=version, claimant=mayor)
    answer = stranger.read("/api/v1/" + path.format(claim=claim.slug, article=version.article.slug))
    operation = description["paths"][f"/api/v1/{template}"]["get"]
    shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(answer, {**strict(description), **shape}, cls=jsonschema.Draft202012Validator)


def test_the_golden_document_is_what_is_described(description):
    from tests.claims.presenters.test_document import GOLDEN

    whole = {**strict(description), "$ref": "#/components/schemas/Document"}
    jsonschema.validate(json.loads(GOLDEN.read_text()), whole, cls=jsonschema.Draft202012Validator)


def test_the_documentation_comes_from_here_without_inline_code(stranger):
    page = stranger.get("/api/docs/").content.decode()
    assert "://" not in page.replace("http://www.w3.org", "")
    assert "<style" not in page
    assert " style=" not in page
    assert page.count("<script") == page.count("<script defer src=") + page.count(
        '<script type="module" src='
    )


def test_rows_of_some_fields_are_described_beside_whole_ones(description, stranger, published):
    shapes = description["components"]["schemas"]
    whole, some = shapes["ClaimPage"]["properties"]["results"]["items"]["anyOf"]
    published()
    (row,) = stranger.read("/api/v1/claims/", fields="sha256")["results"]
    names = [one["$ref"].rpartition("/")[2] for one in (whole, some)]
    assert names == ["PublishedClaim", "PublishedClaimFields"]
    assert set(shapes[names[0]]["required"]) == set(shapes[names[0]]["properties"])
    jsonschema.validate(row, {"components": description["components"], **some})
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(row, {"components": description["components"], **whole})
