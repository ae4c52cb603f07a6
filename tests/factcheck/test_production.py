"""The configuration of docker-compose.yml on this machine's own PostgreSQL and Redis, in place of containers.

Commands, environment and initial SQL are read from the files themselves; only names and addresses are exchanged.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis
import yaml

from factcheck.embedded import postgres
from tests.factcheck import running

ROOT = running.ROOT
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
BROKER = "redis://127.0.0.1:6379/9"
HOST = "desk.example"


def is_there() -> bool:
    """PostgreSQL that trusts this machine, and Redis, on their standard ports."""
    try:
        psycopg2.connect(SERVER, connect_timeout=2).close()
        with redis.Redis.from_url(BROKER, socket_timeout=2) as client:
            return bool(client.ping())
    except (psycopg2.Error, redis.RedisError):
        return False


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not is_there(), reason="no PostgreSQL and Redis of this machine on their standard ports"
    ),
]


class Production:
    """The files of the image in a folder, a database and roles of its own, and the services that run."""

    def __init__(self, folder: Path) -> None:
        self.app = folder / "app"
        self.port = running.free_port()
        self.suffix = secrets.token_hex(4)
        self.secrets = {
            name: secrets.token_hex(32)
            for name in re.findall(r"\b(?:\w+_PASSWORD|SECRET_KEY)\b", str(COMPOSE))
        }
        self.schedule = folder / "schedule"
        self.log = folder / "said.txt"
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def build(self) -> None:
        """What the Dockerfile copies, and its collectstatic."""
        for name in re.findall(r"^COPY (?!--from|requirements)(\S+) ", DOCKERFILE, re.M):
            source, target = ROOT / name, self.app / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target)
        self.run("python", "manage.py", "collectstatic", "--no-input", "--verbosity", "0", service="web")

    def own(self, text: str) -> str:
        """A value of the compose file with this test's secrets, names and addresses."""
        values = {
            "ALLOWED_HOSTS": HOST,
            "CSRF_TRUSTED_ORIGINS": f"https://{HOST}",
            "DESK_URL": f"https://{HOST}",
        }
        text = re.sub(
            r"\$\{(\w+)(?::[-?]([^}]*))?\}",
            lambda m: {**self.secrets, **values}.get(m[1]) or m[2] or "",
            text,
        )
        text = re.sub(r"\b(factcheck_(?:owner|app))\b", rf"\1_{self.suffix}", text)
        text = text.replace("@postgres:5432/factcheck", f"@127.0.0.1:5432/factcheck_{self.suffix}")
        return text.replace("/var/lib/desk/schedule", str(self.schedule)).replace("8000", str(self.port))

    def environment(self, service: str) -> dict[str, str]:
        told = {name: self.own(value) for name, value in COMPOSE["services"][service]["environment"].items()}
        told["BROKER_URL"] = BROKER
        image = dict(re.findall(r"^\s+(\w+)=(\S+)", DOCKERFILE, re.M))
        path = f"{Path(sys.executable).parent}:{postgres.find_binaries().folder}:{os.defpath}"
        ours = {
            "PATH": path,
            "PORT_INSIDE": str(self.port),
            "BEAT_SCHEDULE": str(self.schedule),
            "LC_ALL": "C.UTF-8",
        }
        return {**image, **told, **ours}

    def run(self, *command: str, service: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {**self.environment(service), **more}
        return subprocess.run(
            command,
            cwd=self.app,
            env=environment,
            capture_output=True,
            text=True,
            timeout=running.SLOW,
            check=False,
        )

    def make_roles(self) -> None:
        names = {"DESK_DATABASE": f"factcheck_{self.suffix}", "DESK_OWNER": f"factcheck_owner_{self.suffix}"}
        names["DESK_APPLICATION"] = f"factcheck_app_{self.suffix}"
        done = self.run(
            str(ROOT / "docker/postgres/10-roles.sh"), service="postgres", PGHOST="127.0.0.1", **names
        )
        assert done.returncode == 0, done.stderr

    def start(self, service: str) -> None:
        """By the command of the compose file, or the image's own."""
        own = json.loads(re.search(r"^CMD (\[.*?\])$", DOCKERFILE.replace("\\\n", ""), re.M)[1])  # type: ignore[index]
        command = [self.own(part) for part in COMPOSE["services"][service].get("command", own)]
        command = [part.replace("0.0.0.0", "127.0.0.1") for part in command]
        with self.log.open("ab") as output:
            self.running[service] = subprocess.Popen(
                command, cwd=self.app, env=self.environment(service), stdout=output, stderr=output
            )

    def is_healthy(self, service: str) -> bool:
        test = COMPOSE["services"][service]["healthcheck"]["test"]
        assert test[0] == "CMD"
        return self.run(*test[1:], service=service).returncode == 0

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers={"Host": HOST, **headers})
        response = connection.getresponse()
        response.read()
        connection.close()
        return response

    def stop(self) -> None:
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        for process in self.running.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def remove(self) -> None:
        connection = psycopg2.connect(SERVER)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS factcheck_{self.suffix} WITH (FORCE)")
            for role in ("owner", "app"):
                cursor.execute(f"DROP ROLE IF EXISTS factcheck_{role}_{self.suffix}")
        connection.close()
        with redis.Redis.from_url(BROKER) as client:
            client.flushdb()


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    """Everything of docker-compose.yml, started in its order."""
    made = Production(tmp_path_factory.mktemp("production"))
    try:
        made.build()
        made.make_roles()
        migrate = [made.own(part) for part in COMPOSE["services"]["migrate"]["command"]]
        done = made.run(*migrate, service="migrate")
        assert done.returncode == 0, done.stderr
        for service in ("web", "worker", "beat"):
            made.start(service)
        running.wait(lambda: made.is_healthy("web"), said=made.log.read_text)
        yield made
    finally:
        made.stop()
        made.remove()


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_every_service_becomes_healthy(production: Production, service: str) -> None:
    running.wait(lambda: production.is_healthy(service), said=production.log.read_text)


def test_a_health_check_can_say_no(production: Production, tmp_path: Path) -> None:
    nowhere = {"PORT_INSIDE": str(running.free_port()), "BEAT_SCHEDULE": str(tmp_path / "none")}
    for service in ("web", "beat"):
        done = production.run("python", "docker/healthy.py", service, service=service, **nowhere)
        assert done.returncode == 1


def test_beats_messages_reach_the_worker(production: Production) -> None:
    def dispatched() -> bool:
        asked = ["celery", "--app", "factcheck", "inspect", "stats", "--json", "--timeout", "5"]
        said = production.run(*asked, service="worker").stdout
        return "claims.tasks.dispatch" in said

    running.wait(dispatched, said=production.log.read_text)


def test_plain_http_is_sent_to_https(production: Production) -> None:
    response = production.get("/")
    assert (response.status, response.headers["Location"]) == (301, f"https://{HOST}/")


def test_pages_are_served_behind_the_proxy(production: Production) -> None:
    response = production.get("/desk/login/", **{"X-Forwarded-Proto": "https"})
    assert response.status == 200
    assert "secure" in response.headers["Set-Cookie"].lower()
    assert response.headers["Strict-Transport-Security"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_static_files_are_served_under_names_that_never_change(production: Production) -> None:
    names = json.loads((production.app / "staticfiles" / "staticfiles.json").read_text())["paths"]
    response = production.get(f"/static/{names['admin/css/base.css']}", **{"X-Forwarded-Proto": "https"})
    assert response.status == 200
    assert "immutable" in response.headers["Cache-Control"]


def test_a_foreign_host_is_refused(production: Production) -> None:
    assert production.get("/", Host="evil.example").status == 400


def test_the_desk_owns_no_table(production: Production) -> None:
    connection = psycopg2.connect(production.environment("web")["DATABASE_URL"])
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname LIKE 'factcheck_owner_%'"
        )
        assert {row[0] for row in cursor.fetchall()} == {False}
    connection.close()


@pytest.mark.parametrize(
    "missing", ["SECRET_KEY", "ALLOWED_HOSTS"], ids=["without a secret", "without its hosts"]
)
def test_it_refuses_to_start_half_configured(production: Production, missing: str) -> None:
    done = production.run("python", "manage.py", "check", service="web", **{missing: ""})
    assert done.returncode != 0
    assert missing in done.stderr
