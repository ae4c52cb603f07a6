"""The broker keeps its messages when it is killed."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from factcheck.embedded import folder, processes, valkey


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[valkey.Broker]:
    sockets = folder.sockets_folder(None)
    made = valkey.Broker(valkey.find_binary(), tmp_path / "kept", sockets / "valkey.sock")
    made.home.mkdir()
    yield made
    made.socket.unlink(missing_ok=True)
    sockets.rmdir()


@contextlib.contextmanager
def serving(broker: valkey.Broker) -> Iterator[redis.Redis]:
    with subprocess.Popen(broker.command(), stdout=subprocess.DEVNULL) as server:
        try:
            assert processes.wait_for(broker.is_ready, within=10)
            with redis.Redis(unix_socket_path=str(broker.socket)) as client:
                yield client
        finally:
            server.kill()


def test_what_it_has_accepted_survives_a_kill(broker: valkey.Broker) -> None:
    with serving(broker) as client:
        client.rpush("celery", "a message")
    with serving(broker) as client:
        assert client.lrange("celery", 0, -1) == [b"a message"]


def test_it_listens_on_its_socket_alone(broker: valkey.Broker) -> None:
    with serving(broker) as client:
        assert client.config_get("port") == {"port": "0"}
        assert broker.socket.stat().st_mode & 0o777 == 0o700


def test_it_is_not_ready_before_it_answers(broker: valkey.Broker) -> None:
    assert not broker.is_ready()


def test_its_address_is_one_that_celery_reads(broker: valkey.Broker) -> None:
    assert broker.url() == f"redis+socket://{broker.socket}"
