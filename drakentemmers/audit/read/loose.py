"""Events that are in no link: written a moment ago and waiting for their seal, or put there by somebody else."""

from django.db.models import Exists, OuterRef

from drakentemmers.audit.chain import event_hash
from drakentemmers.audit.models import Event, Seal
from drakentemmers.audit.verifying import Fault, Finding
from drakentemmers.kernel.keys import Keyring


def loose_events(keyring: Keyring, *, before_position: int) -> tuple[Finding | None, int]:
    """Return the first event outside the chain that was not written by us, and how many wait for their seal."""
    leftover = Seal.objects.filter(position__lte=before_position).order_by("position").first()
    if leftover is not None:
        text = "a link of before the checkpoint is back"
        return Finding(Fault.INSERTED, leftover.position, leftover.event_id, text), 0
    waiting = 0
    sealed = Exists(Seal.objects.filter(event_id=OuterRef("pk")))
    for event in Event.objects.filter(~sealed).order_by("pk").iterator(chunk_size=1000):
        key = keyring.keys.get(event.key_id)
        if key is None or event_hash(key, event.hashed_values()) != event.mac:
            return Finding(Fault.INSERTED, 0, event.pk, "this event was not written by the platform"), waiting
        if Seal.objects.filter(event_mac=event.mac).exclude(event_id=event.pk).exists():
            return Finding(Fault.INSERTED, 0, event.pk, "this event is a copy of another one"), waiting
        waiting += 1
    return None, waiting
