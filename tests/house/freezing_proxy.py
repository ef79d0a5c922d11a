"""A door between the site and its database that can freeze: connections stay open and nothing comes through."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PART = 65_536
LOOKS_UP = 0.05  # seconds


class FreezingProxy:
    """Passes bytes on between its own port and `target` as long as it is not frozen."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.open = threading.Event()
        self.open.set()
        self.over = False
        self.ends: list[socket.socket] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.door.settimeout(LOOKS_UP)
        self.port: int = self.door.getsockname()[1]
        threading.Thread(target=self._let_in, daemon=True).start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let nothing through, in either direction, until the block is left."""
        self.open.clear()
        try:
            yield
        finally:
            self.open.set()

    def cut(self) -> None:
        """Break every connection, as a restart of the database does."""
        ends, self.ends = self.ends, []
        for end in ends:
            end.close()

    def stop(self) -> None:
        self.over = True
        self.open.set()
        self.cut()
        self.door.close()

    def _let_in(self) -> None:
        while not self.over:
            try:
                near, _ = self.door.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        self.open.wait()
        far = socket.create_connection(self.target)
        self.ends += [near, far]
        for end in (near, far):
            end.settimeout(LOOKS_UP)
        for source, goal in ((near, far), (far, near)):
            threading.Thread(target=self._pass_on, args=(source, goal), daemon=True).start()

    def _pass_on(self, source: socket.socket, goal: socket.socket) -> None:
        while not self.over:
            try:
                part = source.recv(PART)
            except TimeoutError:
                continue
            except OSError:
                break
            self.open.wait()
            try:
                goal.sendall(part)
            except OSError:
                break
            if not part:
                break
        for end in (source, goal):
            end.close()


@contextmanager
def proxy_to(host: str, port: int) -> Iterator[FreezingProxy]:
    """A proxy on this machine that leads to `host` and `port`."""
    proxy = FreezingProxy((host, port))
    try:
        yield proxy
    finally:
        proxy.stop()
