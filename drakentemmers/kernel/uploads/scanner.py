"""A virus scanner beside the site: clamd, over a socket file or TCP. When it is asked for and does not answer, no."""

import socket
import struct

from drakentemmers.kernel.uploads.refusals import Refusal, UploadRefused

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096


def scan(content: bytes, *, address: str, seconds: float) -> None:
    """Have a file looked at by the scanner at `address` ("/run/clamd.sock" or "host:port"); empty: no scanner.

    Raises UploadRefused: INFECTED when the scanner found something, NOT_SCANNED when it gave no clear answer in time.
    """
    if not address:
        return
    try:
        with _connected(address, seconds) as line:
            answer = _asked(line, content)
    except OSError as error:
        raise UploadRefused(Refusal.NOT_SCANNED) from error
    if answer.endswith("FOUND"):
        raise UploadRefused(Refusal.INFECTED)
    if answer != "stream: OK":
        raise UploadRefused(Refusal.NOT_SCANNED)


def _connected(address: str, seconds: float) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(seconds)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=seconds)


def _asked(line: socket.socket, content: bytes) -> str:
    """Send the file as INSTREAM wants it: pieces with their length before them, closed by a piece of nothing."""
    line.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), CHUNK):
        piece = content[start : start + CHUNK]
        line.sendall(struct.pack("!L", len(piece)) + piece)
    line.sendall(struct.pack("!L", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        more = line.recv(LONGEST_ANSWER)
        if not more:
            break
        answer += more
    return answer.rstrip(b"\0").decode("ascii", errors="replace").strip()
