"""The SOAP side of the BIG register: what is sent, and how an answer becomes entries of ours.

Imported only when the register is asked: zeep is large.
"""

import socket
import threading
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import requests
import zeep
from django.conf import settings
from lxml.etree import LxmlError
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import HTTPError
from zeep.exceptions import Error as SoapError

from drakentemmers.directory.registers.answers import Entry, Measure
from drakentemmers.directory.registers.big import RegisterSilent

WSDL = Path(__file__).resolve().parent / "data" / "big.wsdl"
NAMESPACE = "http://services.cibg.nl/ExternalUser"
BINDING = f"{{{NAMESPACE}}}PublicV4Soap"
SOURCE_WEBSITE = "Ribiz"
CHUNK = 16 * 1024


class HangsUp(HTTPAdapter):
    """Ends a conversation from outside it: a wait per byte has no end when bytes come in one by one, headers too."""

    def __init__(self) -> None:
        self.line: socket.socket | None = None
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            scheme: self._listening_in(pool)
            for scheme, pool in self.poolmanager.pool_classes_by_scheme.items()
        }

    def _listening_in(self, pool: type[HTTPConnectionPool]) -> type[HTTPConnectionPool]:
        """Return the same kind of pool, whose connections hand over a second hold of their line."""
        adapter = self

        class Connection(pool.ConnectionCls):  # type: ignore[name-defined, misc]
            def _new_conn(self) -> socket.socket:
                line: socket.socket = super()._new_conn()
                adapter.line = line.dup()
                return line

        return type(pool.__name__, (pool,), {"ConnectionCls": Connection})

    def hang_up(self) -> None:
        """Close the line; whoever waits at it is told that it is gone."""
        if self.line is not None:
            with suppress(OSError):  # gone already
                self.line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        super().close()
        if self.line is not None:
            self.line.close()


class BoundedTransport(zeep.transports.Transport):
    """Posts a message and reads the answer up to a size and up to a moment; follows no redirect."""

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> requests.Response:
        adapter = HangsUp()
        end = threading.Timer(settings.BIG_REGISTER_PATIENCE, adapter.hang_up)
        end.daemon = True
        with requests.Session() as session:
            session.mount("http://", adapter)
            session.mount("https://", adapter)
            end.start()
            try:
                response = session.post(
                    address,
                    data=message,
                    headers=headers | {"Accept-Encoding": "identity"},
                    timeout=settings.BIG_REGISTER_TIMEOUT,
                    stream=True,
                    allow_redirects=False,
                )
                response._content = self._read(response)
            finally:
                end.cancel()
        return response

    def _read(self, response: requests.Response) -> bytes:
        body = bytearray()
        while chunk := response.raw.read1(CHUNK, decode_content=False):
            body += chunk
            if len(body) > settings.BIG_REGISTER_LARGEST_ANSWER:
                raise RegisterSilent("the answer is larger than it can be")
        return bytes(body)


class OnlyTheAnswer(zeep.Plugin):
    """Takes an answer only when it is one to our question; anything else would read as "nobody found"."""

    def ingress(self, envelope: Any, http_headers: Any, operation: Any) -> tuple[Any, Any]:
        if envelope.find(f"{{*}}Body/{{{NAMESPACE}}}ListHcpApprox4Result") is None and not _fault(envelope):
            raise RegisterSilent("not an answer to the question")
        return envelope, http_headers


def _fault(envelope: Any) -> bool:
    return envelope.find("{*}Body/{*}Fault") is not None


@lru_cache(maxsize=1)
def _client() -> zeep.Client:
    strict = zeep.Settings(
        strict=True, forbid_dtd=True, forbid_entities=True, forbid_external=True, xml_huge_tree=False
    )
    return zeep.Client(str(WSDL), transport=BoundedTransport(), settings=strict, plugins=[OnlyTheAnswer()])


def entries_under(number: str) -> list[Entry]:
    """Return what the register has under a BIG number; RegisterSilent when its answer cannot be read."""
    try:
        service = _client().create_service(BINDING, settings.BIG_REGISTER_URL)
        answer = service.ListHcpApprox4(WebSite=SOURCE_WEBSITE, RegistrationNumber=number)
        return list(_entries(zeep.helpers.serialize_object(answer, dict)))
    except (SoapError, LxmlError, requests.RequestException, HTTPError, OSError) as error:
        raise RegisterSilent(type(error).__name__) from error
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        # of another shape, or deeper than any answer is
        raise RegisterSilent(type(error).__name__) from error


def _entries(answer: Any) -> Iterable[Entry]:
    if isinstance(answer, dict):  # the wrapper is taken off when it holds one thing
        answer = answer.get("ListHcpApprox", answer)
    people = answer.get("ListHcpApprox4") if isinstance(answer, dict) else answer
    for person in people or []:
        for row in _rows(person, "ArticleRegistration", "ArticleRegistrationExtApp"):
            number = _digits(row["ArticleRegistrationNumber"])
            yield Entry(
                number=number,
                surname=person.get("BirthSurname") or "",
                mailing_name=person.get("MailingName") or "",
                profession_code=row.get("ProfessionalGroupCode") or "",
                since=_day(row.get("ArticleRegistrationStartDate")),
                until=_said(row.get("ArticleRegistrationEndDate")),
                measures=tuple(_measures(person, number)),
            )


def _measures(person: dict[str, Any], number: str) -> Iterable[Measure]:
    for row in _rows(person, "JudgmentProvision", "JudgmentProvisionExtApp"):
        if row.get("Public") and _digits(row["ArticleNumber"]) == number:
            yield Measure(row.get("PublicDescription") or "", _day(row.get("EndDate")))
    for row in _rows(person, "Limitation", "LimitationExtApp"):
        if _digits(row["ArticleRegistrationNumber"]) == number:
            ends = _day(row.get("EndDate")) or _day(row.get("ExpirationEndDate"))
            yield Measure(row.get("Description") or "", ends)


def _rows(person: dict[str, Any], group: str, name: str) -> list[dict[str, Any]]:
    return [row for row in ((person or {}).get(group) or {}).get(name) or [] if row]


def _digits(number: Any) -> str:
    return f"{int(number):011d}"


def _said(moment: datetime | None) -> date:
    """Return the end of a registration. It is always sent; unread it would pass for "no end"."""
    if moment is None:
        raise ValueError("no end date that can be read")
    return moment.date()


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
