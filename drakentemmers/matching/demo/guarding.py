"""What guards access, in the demonstration: a frozen account, a question for emergency access, what is kept apart, a
private note, a lost device and a decoy that waits for a second person."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from drakentemmers.accounts.access import Reason, WhyFrozen, WhyKept
from drakentemmers.accounts.actions.breakglass import ask_emergency
from drakentemmers.accounts.actions.decoys import propose_decoy
from drakentemmers.accounts.actions.factor_reset import ask_reset
from drakentemmers.accounts.actions.freezes import freeze_now, propose_lifting
from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import REQUESTING
from drakentemmers.matching.actions.keeping_apart import keep_from
from drakentemmers.matching.actions.notes import write_note
from drakentemmers.matching.course import RequestState
from drakentemmers.matching.models import TreatmentRequest

NOTE = "Belt het liefst na vijf uur. De begeleider gaat de eerste keer mee."


def guard(signs_in: Mapping[str, User], crowd: Sequence[User], *, now: datetime) -> None:
    """Play it with the people who sign in; `crowd` are invented colleagues in whose name nobody signs in."""
    log_manager, owner = signs_in["Willem"], signs_in["Hilde"]
    shelter = owner.current_memberships[0].organisation
    running = TreatmentRequest.objects.filter(organisation=shelter).exclude(state=RequestState.DRAFT)
    requests = list(running.order_by("-made_at", "pk")[:2])
    colleague, busy = crowd[0], crowd[1]
    if requests:
        _about_requests(requests, signs_in, colleague, now)
    propose_decoy(kind="request", organisation=shelter, by=log_manager, now=now - timedelta(hours=2))
    freeze = freeze_now(busy, why=WhyFrozen.BUDGET, now=now - timedelta(hours=3))
    ask_reset(
        user=signs_in["Marieke"],
        line="Vanochtend gezien op het werk: telefoon en codes zijn weg",
        by=owner,
        now=now - timedelta(hours=2),
    )
    found = "Gesproken met de beheerder: dit was een dag vol overdrachten"
    propose_lifting(freeze=freeze, finding=found, by=log_manager, now=now - timedelta(hours=1))


def _about_requests(
    requests: list[TreatmentRequest], signs_in: Mapping[str, User], colleague: User, now: datetime
) -> None:
    first, last = requests[0], requests[-1]
    asker = next(
        user for user in signs_in.values() if first.organisation_id in user.organisation_ids(*REQUESTING)
    )
    write_note(
        request=first,
        organisation=first.organisation,
        text=NOTE,
        expected_number=0,
        by=asker,
        now=now - timedelta(days=1),
    )
    keep_from(
        user=colleague,
        organisation=last.organisation,
        request=last,
        why=WhyKept.FAMILY,
        by=signs_in["Hilde"],
        now=now - timedelta(days=2),
    )
    ask_emergency(
        organisation=first.organisation,
        asked_for=first.pseudonym,
        reason=Reason.SAFETY,
        line="De opvang is vannacht niet bereikbaar en er is haast",
        hours=4,
        by=signs_in["Lotte"],
        now=now - timedelta(minutes=20),
    )
