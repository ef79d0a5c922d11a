"""What people decided by hand in a round, and what of it counts on the ground as it lies now."""

from drakentemmers.matching.models import Round
from drakentemmers.matching.read.ground import Ground
from drakentemmers.matching.rounds import HandChoices, HandKind


def choices_of(held: Round) -> HandChoices:
    """Return what was decided by hand, the last decision first."""
    rows = list(held.choices.order_by("-at", "-pk").values_list("request_id", "professional_id", "kind"))
    return HandChoices(
        tuple((request, therapist) for request, therapist, kind in rows if kind == HandKind.PIN),
        frozenset((request, therapist) for request, therapist, kind in rows if kind == HandKind.FORBID),
    )


def standing(ground: Ground, chosen: HandChoices) -> tuple[HandChoices, list[tuple[str, str]]]:
    """Return the choices that count among those who wait, and the pins that cannot be kept any more: the offer
    changed since, the place is taken or asked for, or a later pin has it."""
    waiting = chosen.about(ground.requests)
    pins = tuple(ground.instance.without(waiting.forbidden).standing(waiting.pins))
    return HandChoices(pins, waiting.forbidden), [pin for pin in waiting.pins if pin not in pins]
