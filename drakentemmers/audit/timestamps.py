"""A moment from an outside clock over the head of the log (RFC 3161): then also we cannot make it up afterwards."""

import urllib.error
import urllib.request
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography.x509 import Certificate, load_pem_x509_certificates
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

LARGEST_ANSWER = 64 * 1024  # bytes
SCHEMES = ("http://", "https://")  # the answer is signed: http is what most of these services speak


class NoTimestamp(Exception):  # noqa: N818 - reads as the sentence it is
    """The outside clock did not answer, or its answer cannot be trusted."""


def ask_timestamp(seal: str) -> bytes:
    """Return a token that says that `seal` existed now. Raises NoTimestamp; waits LOG_TIMESTAMP_TIMEOUT seconds."""
    url = settings.LOG_TIMESTAMP_URL
    if not url.startswith(SCHEMES):
        raise NoTimestamp(f"{url!r} is no web address")
    asked = TimestampRequestBuilder(hash_algorithm=HashAlgorithm.SHA256).data(seal.encode("ascii")).build()
    token = _post(url, asked.as_bytes())
    moment_in(token, seal, asked)
    return token


def moment_in(token: bytes, seal: str, asked: TimeStampRequest | None = None) -> datetime:
    """Return the moment in `token`; raises NoTimestamp unless it was signed for `seal` by a clock we trust."""
    try:
        builder = VerifierBuilder.from_request(asked) if asked else VerifierBuilder()
        for certificate in _roots(settings.LOG_TIMESTAMP_ROOTS):
            builder = builder.add_root_certificate(certificate)
        answer = decode_timestamp_response(token)
        builder.build().verify_message(answer, seal.encode("ascii"))
        return answer.tst_info.gen_time
    except (VerificationError, ValueError) as error:
        raise NoTimestamp(str(error)) from error


def _post(url: str, body: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - only the two schemes above
    try:
        with urllib.request.urlopen(request, timeout=settings.LOG_TIMESTAMP_TIMEOUT) as answer:  # noqa: S310
            content = answer.read(LARGEST_ANSWER + 1)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise NoTimestamp(str(error)) from error
    if len(content) > LARGEST_ANSWER:
        raise NoTimestamp("the answer is too long")
    return content


@lru_cache(maxsize=2)
def _roots(path: str) -> list[Certificate]:
    if not path:
        raise NoTimestamp("LOG_TIMESTAMP_ROOTS names no file with certificates")
    try:
        return load_pem_x509_certificates(Path(path).read_bytes())
    except OSError as error:
        raise NoTimestamp(f"{path}: {error.strerror}") from error
