"""A mail server on 127.0.0.1 that counts what it takes, and misbehaves for recipients who are named after it."""

import socket
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import Parser
from typing import TypeVar

Server = TypeVar("Server", bound="LocalMailServer")


class Talk(socketserver.StreamRequestHandler):
    """One connection: the few commands that a mail needs."""

    server: "LocalMailServer"
    timeout = 30

    def handle(self) -> None:
        self.recipient = ""
        self.say("220 voorbeeld.example")
        while line := self.rfile.readline():
            command = line.decode().split(":")[0].split(" ")[0].strip().upper()
            if not self.answer(command, line.decode()):
                return

    def answer(self, command: str, line: str) -> bool:
        """Answer one command; False ends the talk."""
        self.server.heard(command)
        match command:
            case "EHLO" | "HELO" | "RSET" | "NOOP" | "MAIL":
                self.say("250 ok")
            case "RCPT":
                self.recipient = line.split("<")[1].split(">", maxsplit=1)[0]
                return self.answer_recipient(self.recipient.split("@")[0])
            case "DATA":
                return self.take_text()
            case "QUIT":
                self.say("221 tot ziens")
                return False
            case _:
                self.say("500 what?")
        return True

    def answer_recipient(self, name: str) -> bool:
        """`weg` does not exist, `vol` is full for now, with `breuk` the line breaks; others are welcome."""
        if name == "breuk":
            return False
        self.say(
            {"weg": f"550 5.1.1 <{self.recipient}> unknown", "vol": "452 4.2.2 full"}.get(name, "250 ok")
        )
        return True

    def take_text(self) -> bool:
        """Take the text and count it; from `stilte` no answer follows, `nee` is refused after it, `later` for now."""
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.decode())
        if not line:
            return False
        name = self.recipient.split("@")[0]
        if name in {"nee", "later"}:
            self.say("554 5.7.1 no" if name == "nee" else "451 4.3.0 later")
            return True
        self.server.take(Parser().parsestr("".join(lines))["Message-ID"])
        self.server.heard("TAKEN")
        if name == "stilte":
            return False
        self.say("250 2.0.0 taken")
        self.server.heard("ANSWERED")
        return True

    def say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


class LocalMailServer(socketserver.ThreadingTCPServer):
    """Counts by Message-ID what it took."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.taken: Counter[str] = Counter()
        self.commands: list[str] = []
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def take(self, message_id: str) -> None:
        with self.lock:
            self.taken[message_id] += 1

    def heard(self, command: str) -> None:
        with self.lock:
            self.commands.append(command)

    def handle_error(self, request: socket.socket, client_address: object) -> None:
        """A worker that was killed leaves a broken line; that is what it is for."""


@contextmanager
def local_mail_server(kind: type[Server] = LocalMailServer) -> Iterator[Server]:
    """`with local_mail_server() as server:` it listens on `server.port`."""
    with kind() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()
