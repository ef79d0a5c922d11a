"""What somebody may do and why, what not, and whom to ask: from the permissions themselves."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from drakentemmers.accounts.explaining import Way, ways_to
from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import CaseGuest, Membership, User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.rights import PURPOSES, QUIET, RIGHTS, WORK
from drakentemmers.accounts.roles import RULES, GivenBy
from drakentemmers.accounts.rules import Role


@dataclass(frozen=True, slots=True)
class Line:
    """One thing somebody may do: what, when (a sentence for each way), why."""

    name: str
    when: list[str]
    unless: str
    why: str


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody may do of one kind of work."""

    name: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class RoleCard:
    """One role in one organisation, and what comes with it."""

    role: str
    organisation: str
    organisation_id: str
    purpose: str
    until: date | None
    is_paused: bool
    work: list[Work]


@dataclass(frozen=True, slots=True)
class NotMine:
    """Something this person may not do with any role, and who may."""

    name: str
    who: str
    ask: str


@dataclass(frozen=True, slots=True)
class MyRights:
    """The page "Wat mag ik?"."""

    cards: list[RoleCard]
    everybody: list[Work]
    looks_along: list[CaseGuest]
    not_mine: list[NotMine]


def work_for(role: Role | None) -> list[Work]:
    """Return what a role adds to what everybody with an account may, by kind of work; for None what everybody may."""
    found = [
        Work(str(name), [line for permission in permissions if (line := _line(permission, role)) is not None])
        for name, permissions in WORK
    ]
    return [work for work in found if work.lines]


def _line(permission: Permission, role: Role | None) -> Line | None:
    ways = [way for way in ways_to(permission, role) if way.by_role == (role is not None)]
    if not ways:
        return None
    right = RIGHTS[permission]
    shared = set(ways[0].exceptions).intersection(*(way.exceptions for way in ways))
    when = list(dict.fromkeys(sentence for way in ways if (sentence := _sentence(way, shared))))
    unless = ", ".join(str(text) for text in ways[0].exceptions if text in shared)
    return Line(str(right.label), when, unless, str(right.why))


def _sentence(way: Way, said_once: Collection[object]) -> str:
    """Put one way in words, without the exceptions that hold for all ways and are said at the end."""
    parts = [*way.conditions, *(text for text in way.exceptions if text not in said_once)]
    return ", ".join(str(text) for text in parts)


def holders(permission: Permission) -> list[Role]:
    """Return the roles that may do this because of the role."""
    return [role for role in Role if any(way.by_role for way in ways_to(permission, role))]


def _not_mine(roles: Iterable[Role]) -> list[NotMine]:
    found = []
    for permission in RIGHTS:
        if (
            permission in QUIET
            or ways_to(permission, None)
            or any(ways_to(permission, role) for role in roles)
        ):
            continue
        can = holders(permission)
        found.append(
            NotMine(
                str(RIGHTS[permission].label),
                ", ".join(label(role) for role in can),
                _whom_to_ask({RULES[role].given_by for role in can}),
            )
        )
    return found


def _whom_to_ask(given_by: set[GivenBy]) -> str:
    if GivenBy.OWNER in given_by:
        return _("Ask the owner of your organisation.")
    if GivenBy.OFFICE in given_by:
        return _("Ask the project office.")
    return _("Ask to join as a therapist.")


def rights_of(user: User, on: date) -> MyRights:
    """Return everything the page tells `user`. Two queries."""
    rows = user.memberships.standing(on).select_related("organisation").order_by("organisation__name", "pk")
    seats = list(rows)
    passes = CaseGuest.objects.current(on).filter(user=user).select_related("organisation")
    return MyRights(
        cards=[_card(seat) for seat in seats],
        everybody=work_for(None),
        looks_along=list(passes.order_by("ends_on", "pk")),
        not_mine=_not_mine({Role(seat.role) for seat in seats if seat.suspended_at is None}),
    )


def _card(seat: Membership) -> RoleCard:
    role, paused = Role(seat.role), seat.suspended_at is not None
    return RoleCard(
        role=label(role),
        organisation=seat.organisation.name,
        organisation_id=seat.organisation_id,
        purpose=str(PURPOSES[role]),
        until=seat.ends_on,
        is_paused=paused,
        work=[] if paused else work_for(role),
    )
