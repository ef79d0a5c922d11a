"""An outside clock for tests: speaks RFC 3161 on this machine, with a certificate of its own."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SHA256 = bytes.fromhex("300d06096086480165030402010500")  # AlgorithmIdentifier with NULL
RSA = bytes.fromhex("300d06092a864886f70d0101010500")
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
TST_INFO = bytes.fromhex("060b2a864886f70d0109100104")
CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
POLICY = bytes.fromhex("06042a030405")


def tlv(tag: int, *parts: bytes) -> bytes:
    """One DER value."""
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def number(value: int) -> bytes:
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def parts_of(der: bytes) -> Iterator[bytes]:
    """The values inside one DER value, whole."""
    der = _content(der)
    while der:
        whole = _whole(der)
        yield der[:whole]
        der = der[whole:]


def _header(der: bytes) -> tuple[int, int]:
    size = der[1]
    if size < 128:
        return 2, size
    count = size & 0x7F
    return 2 + count, int.from_bytes(der[2 : 2 + count], "big")


def _content(der: bytes) -> bytes:
    begin, size = _header(der)
    return der[begin : begin + size]


def _whole(der: bytes) -> int:
    begin, size = _header(der)
    return begin + size


class Clock:
    """Signs what it is asked with the time of this machine. `broken` says how it misbehaves."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.root_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.root = _certificate(
            "Testklok wortel", self.root_key, "Testklok wortel", self.root_key, is_root=True
        )
        self.certificate = _certificate("Testklok", self.key, "Testklok wortel", self.root_key, is_root=False)
        self.broken = ""

    def answer(self, query: bytes) -> bytes:
        _version, imprint, *rest = parts_of(query)
        nonce = next((part for part in rest if part[0] == 2), b"")
        if self.broken == "other message":
            algorithm, _digest = parts_of(imprint)
            imprint = tlv(0x30, algorithm, tlv(4, hashlib.sha256(b"iets anders").digest()))
        moment = datetime.now(UTC).strftime("%Y%m%d%H%M%SZ").encode()
        info = tlv(0x30, number(1), POLICY, imprint, number(7), tlv(0x18, moment), nonce)
        return tlv(0x30, tlv(0x30, number(0)), self._signed(info))

    def _signed(self, info: bytes) -> bytes:
        attributes = [
            tlv(0x30, CONTENT_TYPE, tlv(0x31, TST_INFO)),
            tlv(0x30, MESSAGE_DIGEST, tlv(0x31, tlv(4, hashlib.sha256(info).digest()))),
        ]
        signed = sorted(attributes)
        signature = self.key.sign(tlv(0x31, *signed), padding.PKCS1v15(), hashes.SHA256())
        signer = tlv(
            0x30,
            number(1),
            tlv(0x30, self.certificate.issuer.public_bytes(), number(self.certificate.serial_number)),
            SHA256,
            tlv(0xA0, *signed),
            RSA,
            tlv(4, signature),
        )
        data = tlv(
            0x30,
            number(3),
            tlv(0x31, SHA256),
            tlv(0x30, TST_INFO, tlv(0xA0, tlv(4, info))),
            tlv(0xA0, self.certificate.public_bytes(Encoding.DER)),
            tlv(0x31, signer),
        )
        return tlv(0x30, SIGNED_DATA, tlv(0xA0, data))


def _certificate(
    name: str, key: rsa.RSAPrivateKey, issuer: str, issuer_key: rsa.RSAPrivateKey, *, is_root: bool
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
    )
    if not is_root:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purpose, critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


@contextmanager
def clock_on_this_machine(folder: Path) -> Iterator[tuple[Clock, str, Path]]:
    """Serve a clock; give it, its address and the file with the certificate to trust."""
    clock = Clock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if clock.broken == "silent":
                self.rfile.read(1)  # never answers; ends when whoever asked hangs up
                return
            body = b"geen tijd" if clock.broken == "noise" else clock.answer(query)
            self.send_response(503 if clock.broken == "down" else 200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    roots = folder / "klok.pem"
    roots.write_bytes(clock.root.public_bytes(Encoding.PEM))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield clock, f"http://127.0.0.1:{server.server_port}/", roots
    finally:
        server.shutdown()
        server.server_close()
