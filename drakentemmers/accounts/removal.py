"""Leaving for good: what goes, what stays and why. Every app says its part and does it; `home` puts them together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from drakentemmers.accounts.models import User

COOLING_OFF = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Stays:
    """Something that is not removed, and the reason."""

    what: Promise
    why: Promise


@dataclass(frozen=True, slots=True)
class Leaving:
    """The part of one app. `leave` runs inside the transaction that removes the account; it raises to stop it."""

    goes: tuple[Promise, ...]
    stays: tuple[Stays, ...]
    leave: Callable[["User", datetime], None]
