"""The desk on one machine: which processes it is made of, in which order they start, what they are told."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from factcheck.embedded import (
    accounts,
    folder,
    places,
    postgres,
    preparation,
    processes,
    screen,
    services,
    supervisor,
    valkey,
)

ROOT = Path(__file__).resolve().parent.parent.parent
STORES = 0  # the layer that is stopped last
SLOW_START = 300.0  # seconds: a machine may be busy or slow, and a first start makes every table
BEHIND = 10  # niceness of what nobody waits for: on a small machine pages come first
ACCESS_LOG = '%(addr)s "%(method)s %(path)s" %(status)d %(dt_ms).0f ms'
# Celery's about root, whose fetches are as guarded as anybody's; WhiteNoise's about files not collected, which it
# finds where they are.
WARNINGS = "ignore:You're running the worker with superuser privileges,ignore:No directory at"
# Of what the processes are told, this is what another command has to know to see the same desk.
SHARED = (
    "DATABASE_URL",
    "BROKER_URL",
    "SECRET_KEY",
    "DEMONSTRATION",
    "DEMONSTRATION_ORIGIN",
    "SOURCE_FETCH_ALLOW_LOOPBACK",
    "DESK_URL",
    "ALLOWED_HOSTS",
)


@dataclass(frozen=True)
class Stores:
    """The database and the broker: ours, or those that DATABASE_URL and BROKER_URL name.

    ``owner_url`` is the database as migrations see it, ``database_url`` as everything else does.
    """

    database_url: str
    owner_url: str
    broker_url: str
    cluster: postgres.Cluster | None = None
    broker: valkey.Broker | None = None


@dataclass(frozen=True)
class Desk:
    """Everything that settles what a start does. A demonstration has log-ins that everybody knows."""

    data: folder.DataFolder
    place: places.Place
    stores: Stores
    is_empty: bool = False  # wished for with DEMONSTRATION=0

    def is_demonstration(self) -> bool:
        """Only where nobody else can come in, and only in a database that is ours to fill."""
        return self.place.is_loopback() and self.stores.cluster is not None and not self.is_empty


def up(data: folder.DataFolder, place: places.Place, words: screen.Screen) -> None:
    """Run the desk until a stop signal comes.

    Raises FolderRefused, PlaceRefused, PostgresFailed, ValkeyFailed or supervisor.Failed, each with a sentence
    for people.
    """
    data.make()
    with data.locked():
        end_predecessor(data, words.say)
        places.refuse_taken(place)
        account = accounts.unprivileged_account()
        sockets = folder.sockets_folder(account)
        data.write_running(this_process(sockets))
        try:
            desk = Desk(data, place, find_stores(data, sockets, account), is_switched_off("DEMONSTRATION"))
            refuse_to_open_demonstration(desk)
            with supervisor.Supervisor(words) as keeper:
                log_ins = start(desk, keeper)
                data.write_running(told_to_others(desk, this_process(sockets)))
                for line in announcement(desk, log_ins):
                    words.plain(line)
                keeper.watch()
        except supervisor.Stopped:
            words.say("Stopped; nothing is left running.")
        finally:
            data.forget_running()


def refuse_to_open_demonstration(desk: Desk) -> None:
    """A database that has the demonstration's log-ins is never opened to others. Raises FolderRefused."""
    if desk.data.demonstration.exists() and desk.stores.cluster and not desk.place.is_loopback():
        raise folder.FolderRefused(
            f"{desk.data.path} holds the demonstration, whose log-ins everybody knows, and others can reach "
            f"{desk.place.host}. Start an empty desk for them: --data FOLDER"
        )


def is_switched_off(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in ("0", "false", "no", "off")


def this_process(sockets: Path) -> folder.Running:
    return folder.Running(os.getpid(), processes.started_at(os.getpid()), sockets=str(sockets))


def end_predecessor(data: folder.DataFolder, say: Callable[[str], None]) -> None:
    """Wait for the processes of a run that was killed, and end those that do not end by themselves.

    Raises FolderRefused if one can't be ended. A PostgreSQL server is asked, never killed.
    """

    def left() -> list[int]:
        servers = [pid for cluster in data.clusters() for pid in processes.working_in(cluster)]
        return sorted({*processes.marked(data.path), *servers})

    if left() and not processes.wait_for(lambda: not left(), within=1.0):
        say("An earlier run was killed; waiting for what it left to end ...")
        processes.wait_for(lambda: not left(), within=8.0)
        processes.signal_all(processes.marked(data.path), signal.SIGKILL)
        processes.signal_all(left(), signal.SIGINT)
        if not processes.wait_for(lambda: not left(), within=15.0):
            raise folder.FolderRefused(
                f"Processes {left()} of an earlier run still use {data.path}: end them first."
            )
    data.forget_running()


def find_stores(data: folder.DataFolder, sockets: Path, account: accounts.Account | None) -> Stores:
    """Make ready to start what is ours. Raises PostgresFailed or ValkeyFailed."""
    given = os.environ.get("DATABASE_URL", "")
    stores = Stores(given, os.environ.get("OWNER_DATABASE_URL", given), os.environ.get("BROKER_URL", ""))
    if not stores.database_url:
        home = data.cluster_folder(account)
        binaries = postgres.find_binaries()
        server = postgres.reachable_binaries(binaries, account, home / "copies")
        cluster = postgres.Cluster(home / "postgres", sockets, binaries, server, account)
        cluster.create()
        owner, application = cluster.url(postgres.OWNER), cluster.url(postgres.APPLICATION)
        stores = replace(stores, database_url=application, owner_url=owner, cluster=cluster)
    if not stores.broker_url:
        broker = valkey.Broker(valkey.find_binary(), data.valkey, sockets / "valkey.sock")
        stores = replace(stores, broker_url=broker.url(), broker=broker)
    return stores


def start(desk: Desk, keeper: supervisor.Supervisor) -> list[str]:
    """Start everything in order; gives the log-ins of the demonstration. Raises Failed or Stopped."""
    start_stores(desk, keeper)
    told = environment(desk, os.environ)
    log_ins = prepare(desk, keeper, told)
    web, *others = faces(desk, told)
    keeper.start(web)
    keeper.wait_until_ready("web", within=SLOW_START)  # alone, because that is what somebody waits for
    for service in others:
        keeper.start(service, keep=True)
    return log_ins


def start_stores(desk: Desk, keeper: supervisor.Supervisor) -> None:
    stores = desk.stores
    if stores.broker:
        keeper.start(broker_service(stores.broker, desk.data))
    if stores.cluster:
        keeper.start(database_service(stores.cluster))
        keeper.wait_until_ready("postgres", within=SLOW_START)
        stores.cluster.provision()
    if stores.broker:
        keeper.wait_until_ready("valkey", within=SLOW_START)


def database_service(cluster: postgres.Cluster) -> services.Service:
    return services.Service(
        "postgres",
        cluster.command(),
        folder=Path("/"),
        environment=cluster.environment(),
        stop_signal=signal.SIGINT,  # ends sessions, writes a checkpoint
        last_resort=signal.SIGQUIT,  # leaves that to the next start
        grace=30.0,
        account=cluster.account,
        is_ready=cluster.is_ready,
        layer=STORES,
        has_quiet_start=True,
    )


def broker_service(broker: valkey.Broker, data: folder.DataFolder) -> services.Service:
    told = {"PATH": os.defpath, processes.MARK: str(data.path)}
    return services.Service(
        "valkey",
        broker.command(),
        folder=broker.home,
        environment=told,
        is_ready=broker.is_ready,
        layer=STORES,
        has_quiet_start=True,
    )


def environment(desk: Desk, inherited: Mapping[str, str]) -> dict[str, str]:
    """What web, worker and beat are told; see factcheck/settings.py for what each variable means."""
    origin, is_demonstration = desk.place.origin(), desk.is_demonstration()
    return {
        **inherited,
        processes.MARK: str(desk.data.path),
        "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": ",".join(filter(None, [inherited.get("PYTHONWARNINGS"), WARNINGS])),
        "DATABASE_URL": desk.stores.database_url,
        "BROKER_URL": desk.stores.broker_url,
        "SECRET_KEY": inherited.get("SECRET_KEY") or desk.data.secret_key(),
        "ALLOWED_HOSTS": ",".join(allowed_hosts(desk.place, inherited.get("ALLOWED_HOSTS", ""))),
        "DESK_URL": inherited.get("DESK_URL") or origin,
        "DEMONSTRATION": str(int(is_demonstration)),
        "DEMONSTRATION_ORIGIN": origin,
        "SOURCE_FETCH_ALLOW_LOOPBACK": str(int(is_demonstration)),
    }


def allowed_hosts(place: places.Place, wanted: str) -> list[str]:
    """The names under which the desk answers: loopback's, its own address, and what ALLOWED_HOSTS adds."""
    own = [place.host] if not place.is_loopback() else []
    names = [socket.gethostname()] if own else []
    bracketed = [f"[{name}]" if ":" in name else name for name in own]
    return ["127.0.0.1", "localhost", "[::1]", *bracketed, *names, *filter(None, wanted.split(","))]


def told_to_others(desk: Desk, process: folder.Running) -> folder.Running:
    """What other commands find in the data folder about this run."""
    told = environment(desk, os.environ)
    shared = {name: told[name] for name in SHARED}
    url = desk.place.origin() + "/"
    return replace(process, url=url, owner_url=desk.stores.owner_url, environment=shared)


def prepare(desk: Desk, keeper: supervisor.Supervisor, told: Mapping[str, str]) -> list[str]:
    """Make tables and demonstration, unless this was done for this very state; gives the log-ins."""
    cluster, note = desk.stores.cluster, desk.data.prepared
    if cluster is None:
        return keeper.run(preparing_service(desk, told), within=SLOW_START)
    origin = desk.place.origin() if desk.is_demonstration() else ""
    log_ins = preparation.recall(note, preparation.state(ROOT, origin, cluster.history()))
    if log_ins is None:
        if desk.is_demonstration():
            desk.data.demonstration.touch()
        log_ins = keeper.run(preparing_service(desk, told), within=SLOW_START)
        preparation.remember(note, preparation.state(ROOT, origin, cluster.history()), log_ins)
    return log_ins


def preparing_service(desk: Desk, told: Mapping[str, str]) -> services.Service:
    options = ["--demonstration"] if desk.is_demonstration() else []
    as_owner = {
        **told,
        "DATABASE_URL": desk.stores.owner_url,
        "APPLICATION_DATABASE_URL": told["DATABASE_URL"],
    }
    return services.Service("prepare", python("factcheck.embedded.prepare", *options), ROOT, as_owner)


def faces(desk: Desk, told: Mapping[str, str]) -> list[services.Service]:
    """Web, worker and beat."""
    celery = ("celery", "--quiet", "--app", "factcheck")
    schedule = str(desk.data.beat / "schedule")
    lonely = ("--without-gossip", "--without-mingle", "--without-heartbeat")  # talk for many workers
    return [
        services.Service(
            "web", python("granian", *web_options(desk.place)), ROOT, told, is_ready=desk.place.answers
        ),
        services.Service(
            "worker",
            python(*celery, "worker", "--queues", "celery,extraction", "--concurrency", "2", *lonely),
            ROOT,
            told,
            stop_signal=signal.SIGQUIT,
            last_resort=signal.SIGQUIT,  # the first lets tasks end, the second does not; their rows find another
            # The database and the broker die with the supervisor: no task could end, and a worker that is asked to stop
            # waits for them for good. Its own children ask the kernel for the same.
            at_parents_death=signal.SIGKILL,
            grace=2.0,
            niceness=BEHIND,
        ),
        services.Service(
            "beat",
            python(*celery, "beat", "--schedule", schedule, "--pidfile", ""),
            ROOT,
            told,
            niceness=BEHIND,
        ),
    ]


def web_options(place: places.Place) -> list[str]:
    options = {
        "--interface": "wsgi",
        "--host": place.host,
        "--port": str(place.port),
        "--workers": "1",
        "--blocking-threads": "4",
        "--blocking-threads-idle-timeout": "600",  # with a thread its connection goes, and what PostgreSQL knows there
        "--respawn-interval": "1",
        "--workers-kill-timeout": "5",
        "--access-log-fmt": ACCESS_LOG,
    }
    switches = ["--no-ws", "--respawn-failed-workers", "--access-log"]
    return [*switches, *(part for option in options.items() for part in option), "factcheck.wsgi:application"]


def python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def why_no_demonstration(desk: Desk) -> str:
    if not desk.place.is_loopback():
        return "Without the demonstration, whose log-ins everybody knows: others can reach this address."
    if desk.stores.cluster is None:
        return "Without the demonstration: the database is the one of DATABASE_URL."
    return "Without the demonstration, as DEMONSTRATION=0 wishes."


def announcement(desk: Desk, log_ins: list[str]) -> list[str]:
    origin = desk.place.origin()
    lines = ["", f"  The desk is running:  {origin}/", f"  To work in it:        {origin}/desk/", ""]
    if desk.is_demonstration():
        lines += [
            "  Log-ins of the demonstration, for this machine only:",
            *(f"    {line}" for line in log_ins),
        ]
    else:
        lines += [
            f"  {why_no_demonstration(desk)}",
            "  Make a log-in with:   python3 manage.py createsuperuser",
        ]
    return [*lines, "", f"  Ctrl-C stops it. Everything is kept in {desk.data.path}, its logs in logs/.", ""]
