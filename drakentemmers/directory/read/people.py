"""Who works at an organisation."""

from dataclasses import dataclass
from datetime import date

from drakentemmers.accounts.models import Organisation
from drakentemmers.accounts.rules import Role
from drakentemmers.directory.labels import label


@dataclass(frozen=True, slots=True)
class Person:
    """A person with the roles held in one organisation, in words."""

    name: str
    email: str
    roles: str


def people_of(organisation: Organisation, *, on: date) -> list[Person]:
    """Return who holds a role in `organisation` on a day, by name. One query."""
    rows = organisation.memberships.current(on).select_related("user").order_by("user__name", "pk")
    people: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        people.setdefault((row.user.name, row.user.email), []).append(label(Role(row.role)))
    return [Person(name, email, ", ".join(roles)) for (name, email), roles in people.items()]
