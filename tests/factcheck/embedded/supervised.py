"""Runs a supervisor over shell commands, for tests: signal handlers and adopted orphans need a process of its own.

Gets one argument in JSON: a list of services, {"name", "shell"} and if wished "keep", "once", "ready", "quiet",
"grace", "within", "folder". A second argument "elsewhere" takes Linux's own means away. Ends with 0 when it is stopped, 1 when it gives up.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from factcheck.embedded import processes, screen, services, supervisor


def service(wanted: dict[str, Any]) -> services.Service:
    ready = Path(wanted.get("ready", "/"))
    return services.Service(
        wanted["name"],
        ["/bin/sh", "-c", wanted["shell"]],
        folder=Path(wanted.get("folder", "/")),
        environment=dict(os.environ),
        grace=wanted.get("grace", 5.0),
        is_ready=ready.exists,
        has_quiet_start=wanted.get("quiet", False),
    )


def main() -> int:
    services.FIRST_PAUSE = 0.02
    processes.IS_LINUX = processes.IS_LINUX and "elsewhere" not in sys.argv[2:]
    words = screen.Screen(sys.stdout.fileno(), colours=False)
    try:
        with supervisor.Supervisor(words) as keeper:
            for wanted in json.loads(sys.argv[1]):
                if wanted.get("once"):
                    words.say(f"answer: {keeper.run(service(wanted), within=10)}")
                    continue
                keeper.start(service(wanted), keep=wanted.get("keep", False))
                if not wanted.get("keep"):
                    keeper.wait_until_ready(wanted["name"], within=wanted.get("within", 5))
            words.say("watching")
            keeper.watch()
    except supervisor.Failed as failure:
        words.say(str(failure))
        return 1
    except supervisor.Stopped:
        words.say("stopped")
    finally:
        words.flush(within=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
