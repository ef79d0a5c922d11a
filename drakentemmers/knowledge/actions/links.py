"""Asking other sites whether an address still leads somewhere. Only when somebody runs it on purpose.

Only public addresses are asked, one after another, without following anywhere else: a link in a text must not make
this server speak to machines beside it.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from drakentemmers.knowledge.models import OutsideLink
from drakentemmers.knowledge.read.links import outside_addresses

PATIENCE = 10  # seconds
USER_AGENT = "Drakentemmers link check"


def check_outside_links(
    *, now: datetime, is_allowed: Callable[[str], bool], tell: Callable[[str], object]
) -> int:
    """Ask every address once, keep what it answered, forget those no page leads to; return how many are broken.

    `is_allowed` decides about the network address a name stands for (`is_public`, except in tests).
    """
    wanted = outside_addresses()
    OutsideLink.objects.exclude(url__in=wanted).delete()
    broken = 0
    for url in sorted(wanted):
        answer = answer_of(url, is_allowed)
        link, _ = OutsideLink.objects.update_or_create(
            url=url, defaults={"checked_at": now, "answer": answer}
        )
        broken += link.is_broken
        tell(f"{answer or '-'} {url}")
    return broken


def is_public(address: str) -> bool:
    """Tell whether a network address belongs to the open internet."""
    return ipaddress.ip_address(address.partition("%")[0]).is_global


def answer_of(url: str, is_allowed: Callable[[str], bool]) -> int | None:
    """Return the status an address answers with; None when it does not answer, or may not be asked."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        # What was checked is what is asked: the name is not looked up a second time.
        address = next((str(each[4][0]) for each in found if is_allowed(str(each[4][0]))), None)
        if address is None:
            return None
        return _status(address, port, parts.hostname, parts.scheme, _target(parts.path, parts.query))
    except (OSError, ValueError, http.client.HTTPException):
        return None


def _target(path: str, query: str) -> str:
    return (path or "/") + (f"?{query}" if query else "")


def _status(address: str, port: int, host: str, scheme: str, target: str) -> int:
    with socket.create_connection((address, port), timeout=PATIENCE) as connection:
        conversation = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        conversation.sock = (
            ssl.create_default_context().wrap_socket(connection, server_hostname=host)
            if scheme == "https"
            else connection
        )
        conversation.request("GET", target, headers={"User-Agent": USER_AGENT, "Host": host})
        return conversation.getresponse().status
