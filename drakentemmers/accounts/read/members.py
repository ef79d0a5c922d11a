"""Who has access to what an organisation does, as its owner and coordinators see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet

from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import Invitation, Membership, Organisation, User
from drakentemmers.accounts.read.second_factor import ENOUGH, is_exempt
from drakentemmers.accounts.roles import REMIND_BEFORE, RULES, GivenBy, last_seen
from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.clock import local_date

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Seat:
    """One role of a person in the organisation."""

    pk: str
    role: Role
    name: str
    since: date
    until: date | None
    is_paused: bool
    ends_soon: bool
    by_office: bool  # no owner extends it


@dataclass(frozen=True, slots=True)
class Person:
    """One person with every role in the organisation. `last_seen` is empty for who is not the owner."""

    user: User
    seats: list[Seat]
    has_second_factor: bool
    needs_second_factor: bool
    last_seen: str

    @property
    def first(self) -> Seat:
        return self.seats[0]


def people_page(
    organisation: Organisation, number: str | int, *, for_owner: bool, now: datetime
) -> tuple[list[Person], Page]:
    """Return one page of the people of an organisation, by name. Three queries, however many there are."""
    seats = organisation.memberships.not_over(local_date(now))
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type__in=ENOUGH)
    users = User.objects.filter(pk__in=seats.values("user"), is_active=True)
    users = users.annotate(has_second_factor=Exists(factor)).order_by("name", "pk")
    page = Paginator(users, PER_PAGE).get_page(number)
    return people_with_seats(list(page), seats, for_owner=for_owner, now=now), page


def people_with_seats(
    users: Sequence[User], seats: QuerySet[Membership], *, for_owner: bool, now: datetime
) -> list[Person]:
    """Return `users` (annotated with `has_second_factor`) with those of `seats` that are theirs; one query."""
    held: dict[int, list[Seat]] = {user.pk: [] for user in users}
    for seat in seats.filter(user__in=list(held)).order_by("starts_on", "pk"):
        held[seat.user_id].append(seat_of(seat, local_date(now)))
    return [
        Person(
            user=user,
            seats=held[user.pk],
            has_second_factor=getattr(user, "has_second_factor", False),
            needs_second_factor=not is_exempt(user),
            last_seen=label(last_seen(user.last_login, now)) if for_owner else "",
        )
        for user in users
    ]


def person_of(membership: Membership, *, now: datetime) -> Person:
    """Return one person with the roles in the organisation of `membership`."""
    seats = membership.organisation.memberships.not_over(local_date(now))
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type__in=ENOUGH)
    user = User.objects.annotate(has_second_factor=Exists(factor)).get(pk=membership.user_id)
    [person] = people_with_seats([user], seats, for_owner=True, now=now)
    return person


def seat_of(membership: Membership, today: date) -> Seat:
    """Return a role as it is shown."""
    role, until = Role(membership.role), membership.ends_on
    return Seat(
        pk=membership.pk,
        role=role,
        name=label(role),
        since=membership.starts_on,
        until=until,
        is_paused=membership.suspended_at is not None,
        ends_soon=until is not None and until <= today + REMIND_BEFORE,
        by_office=RULES[role].given_by != GivenBy.OWNER,
    )


def open_invitations(organisation: Organisation) -> list[Invitation]:
    """Return the invitations to a role that nobody used or took back, newest first; those that are too old as well."""
    return list(organisation.invitations.open().to_join().order_by("-made_at", "pk"))


def took_the_place_of_another(invitation: Invitation) -> bool:
    """Tell whether an earlier invitation to the same address ended when this one was made."""
    same = invitation.organisation.invitations.to_join().filter(email=invitation.email)
    return same.filter(revoked_at=invitation.made_at).exists()
