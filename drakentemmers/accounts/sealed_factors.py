"""The secrets of apps with codes and of recovery codes, under the current key. They lie sealed inside JSON."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from drakentemmers.accounts.placed_factors import anew
from drakentemmers.kernel.encryption import PREFIX, Unreadable, key_of
from drakentemmers.kernel.fields import field_keyring


class SealedFactors:
    """Brings them under the current key; speaks as `kernel.rotation.SealedColumn` does."""

    def __str__(self) -> str:
        return "mfa.Authenticator.data"

    def waiting(self) -> int:
        """Return how many rows hold a secret under another key."""
        return sum(1 for _ in self._old())

    def waiting_by_key(self) -> Counter[str]:
        """Return how many rows hold a secret under which other key; a row with two counts for each."""
        return Counter(key for _pk, keys in self._old_keys() for key in keys)

    def rotate(self, *, tell: Callable[[int], None]) -> list[str]:
        """Seal each anew, one locked row at a time; return the places of those that do not open."""
        return [place for pk in list(self._old()) if (place := self._anew(pk, tell))]

    def closed(self) -> list[str]:
        """Return the places of the secrets that do not open with any key."""
        rows = Authenticator.objects.order_by("pk").values_list("pk", "data", "user_id")
        return [f"mfa_authenticator:data:{pk}" for pk, data, user in rows if not _opens(data, user)]

    def _old(self) -> Iterator[int]:
        return (pk for pk, _keys in self._old_keys())

    def _old_keys(self) -> Iterator[tuple[int, set[str]]]:
        """Yield each row that holds a secret under other keys than the current one, with those keys."""
        for pk, data in Authenticator.objects.order_by("pk").values_list("pk", "data"):
            if others := {key_of(text) for text in _sealed_in(data)} - {field_keyring().current}:
                yield pk, others

    @transaction.atomic
    def _anew(self, pk: int, tell: Callable[[int], None]) -> str:
        row = Authenticator.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            return ""
        try:
            row.data = anew(row.data, row.user_id)
        except Unreadable:
            return f"mfa_authenticator:data:{pk}"
        row.save(update_fields=["data"])
        tell(1)
        return ""


def _opens(data: Any, user_id: int) -> bool:
    try:
        anew(data, user_id)
    except Unreadable:
        return False
    return True


def _sealed_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _sealed_in(each)
    elif isinstance(value, str) and value.startswith(f"{PREFIX}:"):
        yield value
