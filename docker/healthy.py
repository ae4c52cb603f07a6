"""Whether a container does its work, for its health check: `python docker/healthy.py web|worker|beat`.

Ends with 0 for yes. Standard library only, because it is started often.
"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from pathlib import Path

LATEST_TICK = 600  # seconds; beat writes its schedule down every three minutes


def web() -> bool:
    """The server answers under a name that it accepts."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    connection = http.client.HTTPConnection(
        "127.0.0.1", int(os.environ.get("PORT_INSIDE", "8000")), timeout=5
    )
    connection.request("GET", "/healthz", headers={"Host": host})
    return connection.getresponse().status == 200


def worker() -> bool:
    """This container's worker answers through the broker, so it has not gone deaf."""
    name = f"celery@{os.uname().nodename}"
    command = ["celery", "--app", "factcheck", "inspect", "ping", "--destination", name, "--timeout", "10"]
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0  # noqa: S603


def beat() -> bool:
    """The schedule was written down lately."""
    schedule = Path(os.environ.get("BEAT_SCHEDULE", "/var/lib/desk/schedule"))
    written = [path.stat().st_mtime for path in schedule.parent.glob(f"{schedule.name}*")]
    return bool(written) and time.time() - max(written) < LATEST_TICK


if __name__ == "__main__":
    checks = {"web": web, "worker": worker, "beat": beat}
    sys.exit(0 if checks[sys.argv[1]]() else 1)
