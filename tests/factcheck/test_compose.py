"""The files for production: what the Compose specification allows, and nothing that a stranger could guess.

docker/compose-spec.json is the specification's own schema, unchanged, with its licence beside it.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LASTING = sorted(set(SERVICES) - {"migrate"})
OURS = ["migrate", "web", "worker", "beat"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
VARIABLE = re.compile(r"\$\{(\w+)(:[-?][^}]*)?\}")


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    found = json.loads((ROOT / "docker" / "compose-spec.json").read_text())
    return jsonschema.Draft202012Validator(found)


def test_the_compose_file_is_what_the_specification_allows(schema: jsonschema.Draft202012Validator) -> None:
    errors = [f"{error.json_path}: {error.message}" for error in schema.iter_errors(COMPOSE)]
    assert errors == []


@pytest.mark.parametrize(
    "change",
    [
        {"services": {"web": {"immage": "x"}}},
        {"services": {"web": {"depends_on": {"x": {"condition": "up"}}}}},
    ],
)
def test_the_specification_refuses_mistakes(
    schema: jsonschema.Draft202012Validator, change: dict[str, Any]
) -> None:
    assert not schema.is_valid(change)


@pytest.mark.parametrize("variable", sorted({name for name, _ in VARIABLE.findall(TEXT)}))
def test_secrets_have_no_default_and_others_have_one(variable: str) -> None:
    defaults = {rest for name, rest in VARIABLE.findall(TEXT) if name == variable}
    must_be_given = re.search(
        "(?<!WAYBACK_)SECRET|(?<!EMAIL_HOST)_PASSWORD|ALLOWED|ORIGINS|DESK_URL", variable
    )
    assert {rest[:2] for rest in defaults} == {":?" if must_be_given else ":-"}


def test_every_variable_is_explained() -> None:
    explained = (ROOT / "docker" / "example.env").read_text()
    unexplained = {name for name, _ in VARIABLE.findall(TEXT) if f"{name}=" not in explained}
    assert unexplained == {"DESK_IMAGE", "PYTHON_IMAGE", "POSTGRES_IMAGE", "REDIS_IMAGE"}


def test_the_example_holds_no_secret() -> None:
    lines = (ROOT / "docker" / "example.env").read_text().splitlines()
    assert {line.partition("=")[2] for line in lines if line and not line.startswith("#")} == {""}


def test_what_the_desk_is_told_is_what_its_settings_read() -> None:
    settings = (ROOT / "factcheck" / "settings.py").read_text()
    told = {name for service in OURS for name in SERVICES[service]["environment"]}
    assert {name for name in told if f'"{name}"' not in settings} == set()


@pytest.mark.parametrize("name", LASTING)
def test_every_lasting_service_is_watched_and_comes_back(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_is_root_or_can_become_it(name: str) -> None:
    assert SERVICES[name]["user"] not in ("root", "0", "0:0")
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_desk_waits_for_its_tables(name: str) -> None:
    conditions = {other: entry["condition"] for other, entry in SERVICES[name]["depends_on"].items()}
    assert conditions == {
        "migrate": "service_completed_successfully",
        "postgres": "service_healthy",
        "redis": "service_healthy",
    }


def test_only_migrations_are_done_by_the_owner_of_the_tables() -> None:
    roles = {name: SERVICES[name]["environment"]["DATABASE_URL"].split(":")[1] for name in OURS}
    assert roles.pop("migrate") == "//factcheck_owner"
    assert set(roles.values()) == {"//factcheck_app"}


def test_only_the_web_server_can_be_reached_and_only_from_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}
    assert COMPOSE["networks"]["stores"]["internal"] is True


def test_every_volume_is_named_and_used() -> None:
    used = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith("./")
    }
    assert used == set(COMPOSE["volumes"]) == {"postgres", "redis", "beat"}


def test_the_image_is_of_a_user_and_of_the_hashed_lock() -> None:
    assert re.findall(r"^USER (.*)", DOCKERFILE, re.M) == ["desk"]
    assert "--uid 10001" in DOCKERFILE
    assert {SERVICES[name]["user"] for name in OURS} == {"10001:10001"}
    assert "--require-hashes -r requirements.txt" in DOCKERFILE
    assert re.search(r"^HEALTHCHECK ", DOCKERFILE, re.M)


def test_no_secret_is_left_in_the_image() -> None:
    kept = re.findall(r"^(?:ENV|ARG) .*(?:\\\n.*)*", DOCKERFILE, re.M)
    assert not [line for line in kept if re.search("SECRET|PASSWORD", line)]


def test_what_the_image_copies_exists_and_is_not_ignored() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.M)
    allowed = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.M)
    assert sorted(copied) == sorted(allowed)
    assert [path for path in copied if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("script", ["docker/postgres/10-roles.sh", ".ci/run"])
def test_the_scripts_can_be_read_by_their_shell(script: str) -> None:
    path = ROOT / script
    shell = path.read_text().splitlines()[0].rpartition("/")[2].removeprefix("env ")
    subprocess.run([shell, "-n", str(path)], check=True, timeout=10)
    assert path.stat().st_mode & 0o100
