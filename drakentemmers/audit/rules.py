"""What the log distinguishes: kinds of deeds, how sensitive a record is, and from where somebody came."""

import ipaddress
from enum import StrEnum


class Kind(StrEnum):
    """What sort of deed an event is. Stored; never change a value."""

    WRITE = "write"
    READ = "read"
    SEARCH = "search"
    PRINT = "print"
    EXPORT = "export"


class Sensitivity(StrEnum):
    """How much harm it does when the wrong person sees a record. Models say so in `log_sensitivity`."""

    ORDINARY = "ordinary"
    SENSITIVE = "sensitive"  # about a client, though under a pseudonym
    SECRET = "secret"  # noqa: S105 - where somebody is in hiding


KIND_BY_WORD = {
    "read": Kind.READ,
    "listed": Kind.READ,
    "shown": Kind.READ,
    "searched": Kind.SEARCH,
    "printed": Kind.PRINT,
    "exported": Kind.EXPORT,
    "downloaded": Kind.EXPORT,
}


def kind_of(action: str) -> Kind:
    """Return the kind of an action by its last word: "request.read" is a read; what is not known is a write."""
    return KIND_BY_WORD.get(action.rpartition(".")[2], Kind.WRITE)


def one_line(text: str) -> str:
    """Return `text` as one line that reads as it is written: no line breaks, no signs that hide or turn letters."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def client_address(remote: str, forwarded: str, proxies: int) -> str:
    """Return the network address of whoever asks, as our own proxies saw it; "" when it is no address at all.

    `remote` is who is connected to us, `forwarded` the header X-Forwarded-For, `proxies` how many proxies of ours
    stand in front. Every proxy adds on the right the address it saw; what stands further left anybody can make up.
    With fewer entries than proxies somebody went round them, and only the connection itself counts.
    """
    seen = [part.strip() for part in forwarded.split(",") if part.strip()]
    behind_proxies = 0 < proxies <= len(seen)
    return plain_address(seen[-proxies] if behind_proxies else remote) or plain_address(remote)


def network_of(address: str) -> str:
    """Return the network that one visitor holds: an IPv4 address itself, of IPv6 the /64; "" when it is none."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((found, 64 if found.version == 6 else 32), strict=False))


def plain_address(text: str) -> str:
    """Return a network address in its shortest form, IPv4 also when written as IPv6; "" when it is none."""
    try:
        address = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
