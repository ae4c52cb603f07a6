"""A mail server on loopback: it speaks SMTP (RFC 5321) as far as a client needs, and keeps what it is given."""

from __future__ import annotations

import email
import email.policy
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, BinaryIO


@dataclass
class MailServer:
    """``answers`` replaces what is said to a verb: {"RCPT": "550 no such person"}; an empty answer hangs up."""

    port: int
    answers: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)

    def serve(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                self._converse(stream)

    def _converse(self, stream: BinaryIO) -> None:
        recipient = ""
        self._say(stream, self.answers.get("HELLO", "220 ready"))
        for line in stream:
            verb = line[:4].decode("ascii", "replace").upper().strip()
            answer = self.answers.get(verb, {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 ok"))
            if not answer:
                return
            self._say(stream, answer)
            if verb == "RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
            if verb == "DATA" and answer.startswith("354"):
                self._take(recipient, stream)
                if not (after := self.answers.get("AFTER", "250 taken")):
                    return
                self._say(stream, after)
            if verb == "QUIT":
                return

    def _take(self, recipient: str, stream: BinaryIO) -> None:
        lines = []
        for line in stream:
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        message: Any = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        self.taken.append((recipient, message))

    def _say(self, stream: BinaryIO, words: str) -> None:
        stream.write(words.encode() + b"\r\n")
        stream.flush()


@contextmanager
def running() -> Iterator[MailServer]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = MailServer(listening.getsockname()[1])
        thread = threading.Thread(target=server.serve, args=(listening,), daemon=True)
        thread.start()
        yield server
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)
