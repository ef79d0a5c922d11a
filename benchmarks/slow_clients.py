"""How many normal requests are answered while 400 others send their request a byte at a time.

    python benchmarks/slow_clients.py [CONNECTIONS]

The site runs as in deploy/drakentemmers.service (two workers), behind nginx with deploy/nginx.conf itself, only without
TLS and on free ports. Slow headers and slow bodies apart. Promised, behind the proxy: at least 99% of the normal
requests answered. Without the proxy slow bodies are told, not promised: a body is read by the worker, so they hold
every worker (docs/adr/0036). Everything stays on this machine and ends by itself.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.served import Site, free_port, served  # noqa: E402

CONNECTIONS = int(sys.argv[1]) if len(sys.argv) > 1 else 400
SECONDS, PROMISED, PATIENCE = 15, 0.99, 5.0
HOST = "Host: localhost\r\n"
KINDS = {
    "headers": f"GET / HTTP/1.1\r\n{HOST}X-Slow: ",
    "bodies": f"POST /inloggen HTTP/1.1\r\n{HOST}Content-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 5000\r\n\r\nlogin=",
}
PAGES = ("/", "/healthz", "/inloggen", "/privacy")  # none of those whose visits are counted
MAIN = """daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log emerg;
events {{ worker_connections 4096; }}
http {{ client_body_temp_path {folder}; proxy_temp_path {folder}; {servers} }}
"""


def proxy_text(folder: Path, port: int, site: int) -> str:
    """Return deploy/nginx.conf for this machine: same limits, without TLS and without the door of port 80."""
    text = re.sub(r"#.*", "", (ROOT / "deploy" / "nginx.conf").read_text())
    first = "server {" + re.split(r"^server \{", text, flags=re.MULTILINE)[1]
    first = re.sub(r"(listen|ssl_\w+|http2) [^;]+;", "", first).replace("127.0.0.1:8000", f"127.0.0.1:{site}")
    first = first.replace("server_name netwerk.example;", f"listen 127.0.0.1:{port};")
    first = first.replace("/var/log/nginx/drakentemmers.log", f"{folder}/error.log")
    return MAIN.format(folder=folder, servers=first)


@contextmanager
def proxied(site: Site, folder: Path) -> Iterator[Site]:
    """Put nginx before the site."""
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(proxy_text(folder, port, site.port))
    folder.chmod(0o777)
    process = subprocess.Popen(["/usr/sbin/nginx", "-c", str(config), "-e", str(folder / "error.log")])
    try:
        front = Site(port, process)
        while not answers(front, "/healthz"):
            time.sleep(0.05)
        yield front
    finally:
        process.terminate()
        process.wait(timeout=20)


def answers(site: Site, path: str) -> bool:
    try:
        return site.get(path, timeout=PATIENCE).status == 200
    except (OSError, HTTPException):
        return False


@contextmanager
def dripping(port: int, opening: str) -> Iterator[list[socket.socket]]:
    """Hold CONNECTIONS open, a byte a second on each."""
    over, held = threading.Event(), []

    def drip() -> None:
        while not over.wait(1):
            for each in held:
                try:
                    each.send(b"a")
                except OSError:
                    continue  # the server had enough of it

    for _ in range(CONNECTIONS):
        each = socket.create_connection(("127.0.0.1", port), timeout=10)
        each.sendall(opening.encode())
        each.settimeout(0)
        held.append(each)
    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        yield held
    finally:
        over.set()
        thread.join()
        for each in held:
            each.close()


def share_answered(site: Site, kind: str) -> float:
    """Ask for pages for SECONDS beside the slow ones; print and return the share that was answered."""
    good = asked = 0
    slowest = 0.0
    with dripping(site.port, KINDS[kind]):
        begun = time.monotonic()
        while time.monotonic() - begun < SECONDS:
            before = time.monotonic()
            good += answers(site, PAGES[asked % len(PAGES)])
            asked += 1
            slowest = max(slowest, time.monotonic() - before)
    print(
        f"{CONNECTIONS} slow {kind:<8} {good:>6} of {asked:>6} answered, slowest {slowest:.2f} s", flush=True
    )
    return good / asked


def main() -> None:
    if not Path("/usr/sbin/nginx").exists():
        sys.exit("drakentemmers: nginx is missing. Install it first: apt-get install nginx-light")
    with tempfile.TemporaryDirectory() as name:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "drakentemmers.config.test"}
        database = os.environ.get("DATABASE_URL") or f"sqlite:///{name}/slow.sqlite3"
        command = [sys.executable, "-m", "drakentemmers", "migrate", "--verbosity=0"]
        subprocess.run(command, env=os.environ | {"DATABASE_URL": database}, cwd=ROOT, check=True)
        folder = Path(tempfile.mkdtemp(dir=name))
        options = ("--no-access-log", "--http1-header-read-timeout", "10000")
        with served(database, workers=2, options=options) as site:
            with proxied(site, folder) as front:
                print("behind the proxy")
                shares = [share_answered(front, kind) for kind in KINDS]
            print("without a proxy")
            shares.append(share_answered(site, "headers"))
            share_answered(site, "bodies")
    assert min(shares) >= PROMISED, "fewer normal requests were answered than promised"


if __name__ == "__main__":
    main()
