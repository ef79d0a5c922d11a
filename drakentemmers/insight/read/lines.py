"""An event as a line that reads by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from drakentemmers.accounts.access import Reason
from drakentemmers.accounts.labels import label as role_label
from drakentemmers.accounts.models import Organisation
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.audit.rules import Kind, Sensitivity
from drakentemmers.insight.labels import action_label, label, type_label


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words."""

    pk: int
    at: datetime
    who: str
    actor_id: str  # two people may have the same name
    roles: str
    organisation: str
    action: str
    kind: str
    subject: str
    subject_query: str  # to search everything about the same record
    many: int  # records seen in one go; 0 for one
    purpose: str
    address: str
    is_refused: bool
    is_sensitive: bool


def lines_of(events: Iterable[Event]) -> list[Line]:
    """Return events in words; one query for the names of the organisations."""
    rows = list(events)
    names = organisation_names({row.on_behalf_of for row in rows})
    return [_line(row, names.get(row.on_behalf_of, "")) for row in rows]


def organisation_names(ids: set[str]) -> dict[str, str]:
    """Return the names of organisations by id; those that are gone are left out."""
    wanted = ids - {""}
    return dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def roles_in_words(names: str) -> str:
    """Return stored roles ("member,owner") as they are called on screen."""
    known = {str(role) for role in Role}
    return ", ".join(role_label(Role(name)) if name in known else name for name in names.split(",") if name)


def purpose_in_words(purpose: str) -> str:
    """Return why in words: "help: the words" begins with the name of the reason."""
    code, colon, words = purpose.partition(": ")
    known = colon and code in {str(reason) for reason in Reason}
    return f"{role_label(Reason(code))}: {words}" if known else purpose


def who_did(event: Event) -> str:
    """Return the name of whoever acted; the platform itself has none."""
    return event.actor_name or _("The platform")


def _line(event: Event, organisation: str) -> Line:
    return Line(
        pk=event.pk,
        at=event.at,
        who=who_did(event),
        actor_id=event.actor_id,
        roles=roles_in_words(event.actor_roles),
        organisation=organisation,
        action=action_label(event.action),
        kind=label(Kind(event.kind)),
        subject=type_label(event.subject_type),
        subject_query=event.subject_id,
        many=0 if event.subject_id else int(event.details.get("count") or 0),
        purpose=purpose_in_words(event.purpose),
        address=event.address,
        is_refused=event.outcome == "refused",
        is_sensitive=event.sensitivity != Sensitivity.ORDINARY,
    )
