"""Asks the public BIG register about one number. Off unless an address is set.

The register may be slow, silent, broken or hostile: every wait has an end, an answer has a largest size, no document
type, entity or redirect is followed. Whatever goes wrong is one exception, and never stops anybody's work.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from drakentemmers.directory.registers.answers import Entry

HERE = frozenset({"127.0.0.1", "localhost", "::1"})


class RegisterSilent(Exception):  # noqa: N818 - reads as the sentence it is
    """The register gave no answer that can be read; people look it up by hand, or try again later."""


def is_on() -> bool:
    """Tell whether the register can be asked at all."""
    return bool(settings.BIG_REGISTER_URL)


def ask_big(number: str) -> list[Entry]:
    """Return what the register has under a BIG number; an empty list when it knows none.

    Raises RegisterSilent for anything but a readable answer, ImproperlyConfigured when the address would send the
    question over the network in the clear.
    """
    from drakentemmers.directory.registers.big_soap import entries_under

    address = urlsplit(settings.BIG_REGISTER_URL)
    if address.scheme != "https" and address.hostname not in HERE:
        raise ImproperlyConfigured("BIG_REGISTER_URL has to begin with https://")
    return entries_under(number)
