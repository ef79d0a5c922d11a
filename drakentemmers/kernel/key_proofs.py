"""Telling at a start that the keys are not those of this database, before anything is read or written with them."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, ProgrammingError

from drakentemmers.kernel.encryption import Unreadable, seal, unseal
from drakentemmers.kernel.fields import field_keyring
from drakentemmers.kernel.models import KeyProof

PROVEN = "Dit leest alleen de sleutel waarmee het is geschreven."


def prove_current_key(**_: Any) -> None:
    """Keep a proof of the key that writes now; done after migrating, at every start and before rotating."""
    keyring = field_keyring()
    context = _context(keyring.current)
    KeyProof.objects.get_or_create(
        name=keyring.current, defaults={"proof": seal(PROVEN, keyring=keyring, context=context)}
    )


def wrong_keys() -> list[str]:
    """Return, in sentences, what is wrong with the keys for this database; empty when they fit."""
    keyring = field_keyring()
    return [said for proof in KeyProof.objects.order_by("name") if (said := _trouble(proof, keyring.keys))]


def refuse_wrong_keys() -> None:
    """Raise ImproperlyConfigured when the keys are not those of this database; say nothing when that is not known.

    A database that does not answer, or is not migrated yet, is somebody else's trouble and told elsewhere.
    """
    try:
        prove_current_key()
        troubles = wrong_keys()
    except (OperationalError, ProgrammingError, InterfaceError):
        return
    if troubles:
        raise ImproperlyConfigured(" ".join(troubles))


def check_keys(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """The same for `migrate` and `check --database default`."""
    try:
        return [checks.Error(trouble, id="kernel.E010") for trouble in wrong_keys()] if databases else []
    except (OperationalError, ProgrammingError, InterfaceError):
        return []


def _trouble(proof: KeyProof, known: Any) -> str:
    if proof.name not in known:
        return f"FIELD_KEYS lacks the key {proof.name}, which sealed values of this database: put it back in front."
    try:
        unseal(proof.proof, keyring=field_keyring(), context=_context(proof.name))
    except Unreadable:
        return (
            f"FIELD_KEYS holds another key under the id {proof.name} than the one that sealed this database."
        )
    return ""


def _context(name: str) -> str:
    return f"kernel_keyproof:proof:{name}"
