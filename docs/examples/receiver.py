"""A receiver of the desk's webhooks, to try them on and to start from: Python's standard library alone.

    WEBHOOK_SECRET=… python3 receiver.py 8080

Each message is printed as one line. In earnest it stands behind a web server that speaks https.
"""

import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE = 300  # seconds between the desk's clock and this one; an older message is an old one played again
LARGEST = 1024 * 1024  # bytes


def is_genuine(body: bytes, header: str, secret: str, now: float) -> bool:
    """Whether the holder of the secret signed this body lately. Any one of the signatures may fit."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    moments = [value for name, _, value in parts if name == "t" and value.isascii() and value.isdigit()]
    if len(moments) != 1 or abs(now - int(moments[0])) > TOLERANCE:
        return False
    signed = moments[0].encode() + b"." + body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode()
    found = [hmac.compare_digest(expected, value.encode()) for name, _, value in parts if name == "v1"]
    return any(found)


class Receiver(BaseHTTPRequestHandler):
    seen: set[str] = (
        set()
    )  # in earnest: a table with a unique key, written in the transaction of what follows

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST:
            return self.answer(413)
        body = self.rfile.read(length)
        header = self.headers.get("Webhook-Signature", "")
        if not is_genuine(body, header, os.environ["WEBHOOK_SECRET"], time.time()):
            return self.answer(401)
        event = json.loads(body)
        if event["id"] not in self.seen:  # it may come more than once
            self.seen.add(event["id"])
            print(json.dumps(event, ensure_ascii=False), flush=True)
        return self.answer(204)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """The messages are the log."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
