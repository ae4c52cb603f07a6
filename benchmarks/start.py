"""How long the desk takes to start, from the command to the first page: `python -m benchmarks.start [--runs 5]`.

Cold: the environment is there, the data folder is new, the demonstration is loaded. Warm: everything is there.
"""

from __future__ import annotations

import argparse
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 10.0  # seconds, of a warm start


def start(data: Path) -> float:
    """Seconds from the command to the first page; the desk is stopped again."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    command = [sys.executable, "manage.py", "up", "--data", str(data), "--port", str(port)]
    begin = time.perf_counter()
    desk = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert desk.stdout is not None
    if not any("The desk is running" in line for line in desk.stdout):
        sys.exit("The desk did not start.")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/desk/login/", timeout=30) as page:
        page.read()
    taken = time.perf_counter() - begin
    desk.send_signal(signal.SIGINT)
    desk.stdout.read()
    desk.wait(timeout=60)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="warm starts")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="factcheck-bench-") as name:
        Path(name).chmod(0o711)
        data = Path(name) / "data"
        print(f"cold   {start(data):6.2f} s")
        warm = [start(data) for _ in range(runs)]
    for word, value in (("min", min(warm)), ("median", statistics.median(warm)), ("max", max(warm))):
        print(f"warm   {value:6.2f} s {word:<7} {value / LIMIT:5.2f} of the limit of {LIMIT:.0f} s")


if __name__ == "__main__":
    main()
