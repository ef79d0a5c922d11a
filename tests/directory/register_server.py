"""A register of one's own on 127.0.0.1 that speaks the WSDL over real HTTP, well or badly."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from lxml import etree

ENVELOPE = """<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
<ListHcpApprox4Result xmlns="http://services.cibg.nl/ExternalUser" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
><ListHcpApprox>{people}</ListHcpApprox></ListHcpApprox4Result></soap:Body></soap:Envelope>"""
PERSON = """<ListHcpApprox4><BirthSurname>{surname}</BirthSurname><MailingName>{mailing}</MailingName>
<Prefix/><Initial>N.</Initial><Gender>V</Gender><WorkAddress1><StreetName>Voorbeeldweg</StreetName></WorkAddress1>
<ArticleRegistration><ArticleRegistrationExtApp><ArticleRegistrationNumber>{number}</ArticleRegistrationNumber>
<ArticleRegistrationStartDate>2010-02-06T00:00:00</ArticleRegistrationStartDate>
<ArticleRegistrationEndDate>{until}</ArticleRegistrationEndDate><ProfessionalGroupCode>25</ProfessionalGroupCode>
</ArticleRegistrationExtApp></ArticleRegistration><Specialism/><Mention/>{more}</ListHcpApprox4>"""
PROVISION = """<JudgmentProvision><JudgmentProvisionExtApp><ArticleNumber>{number}</ArticleNumber><Id>641</Id>
<StartDate>2015-03-31T10:50:23</StartDate><PublicDescription>Berisping</PublicDescription>
<EndDate>{until}</EndDate><Public>true</Public></JudgmentProvisionExtApp></JudgmentProvision><Limitation/>"""
LIMITATION = """<JudgmentProvision/><Limitation><LimitationExtApp><LimitationId>1</LimitationId>
<ArticleRegistrationNumber>{number}</ArticleRegistrationNumber><CompetenceRegistrationId>1</CompetenceRegistrationId>
<TypeLimitationId>1</TypeLimitationId><Description>Alleen onder toezicht</Description><StartDate xsi:nil="true"/>
<EndDate xsi:nil="true"/><ExpirationEndDate xsi:nil="true"/><MonthsValid>0</MonthsValid><YearsValid>0</YearsValid>
</LimitationExtApp></Limitation>"""
# Work addresses in work addresses: every one says itself of which type it is, and that type may hold another.
DEEP = "<WorkAddress1 xsi:type='big:Person' xmlns:big='http://services.cibg.nl/ExternalUser'>" * 235
NESTED = f"<ListHcpApprox4><BirthSurname>V</BirthSurname>{DEEP}{'</WorkAddress1>' * 235}</ListHcpApprox4>"
FAULT = """<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
<soap:Fault><faultcode>soap:Server</faultcode><faultstring>storing</faultstring></soap:Fault></soap:Body>
</soap:Envelope>"""
BOMB = """<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><b>&d;&d;&d;</b>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]><b>&x;</b>"""
NO_END = "0001-01-01T00:00:00"


def person(
    number: str,
    *,
    surname: str = "Voorbeeldsma",
    mailing: str = "",
    until: str = NO_END,
    more: str = "<JudgmentProvision/><Limitation/>",
) -> str:
    """One person of the register."""
    return PERSON.format(
        number=number,
        surname=surname,
        mailing=mailing or f"N. {surname}",
        until=until,
        more=more.format(number=number, until=until) if "{" in more else more,
    )


class Register:
    """What the server answers, and what it was asked."""

    def __init__(self) -> None:
        self.people: dict[str, str] = {}
        self.body: str | bytes | None = None  # answered to everything, when set
        self.status, self.headers = 200, {}
        self.drip: float = 0  # seconds between the bytes of an answer
        self.header_drip: float = 0  # seconds between the bytes of a header that has no end
        self.asked: list[tuple[str, str, str]] = []  # soap action, website, number
        self.silent_for: set[str] = set()
        self.address = ""

    def answer(self, request: bytes, action: str) -> bytes:
        asked = {part.tag.rpartition("}")[2]: part.text or "" for part in etree.fromstring(request).iter()}
        number = asked.get("RegistrationNumber", "")
        self.asked.append((action, asked.get("WebSite", ""), number))
        body = FAULT if number in self.silent_for else self.body
        if body is None:
            body = ENVELOPE.format(people=self.people.get(number, ""))
        return body if isinstance(body, bytes) else body.encode()


@contextmanager
def running() -> Iterator[Register]:
    """A register that answers until the block ends."""
    register = Register()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            body = register.answer(request, self.headers.get("SOAPAction", "").strip('"'))
            self.send_response(register.status)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in register.headers.items():
                self.send_header(name, value)
            if register.header_drip:  # a header without an end
                self.flush_headers()
                return self._write(b"a" * 100_000, register.header_drip)
            self.end_headers()
            return self._write(body, register.drip)

        def _write(self, content: bytes, drip: float) -> None:
            """Send all at once, or a byte at a time."""
            step = 1 if drip else max(1, len(content))
            try:
                for place in range(0, len(content), step):
                    self.wfile.write(content[place : place + step])
                    self.wfile.flush()
                    time.sleep(drip)
            except OSError:
                self.close_connection = True  # whoever asked went away

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    register.address = f"http://127.0.0.1:{server.server_address[1]}/zksrv/soap/4"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield register
    finally:
        server.shutdown()
        server.server_close()
