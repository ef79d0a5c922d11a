"""From the rows of an application to the facts that the rules of joining ask for."""

from datetime import datetime

from django.db.models import Q

from drakentemmers.accounts.models import Membership, User
from drakentemmers.accounts.rules import NETWORK, Role
from drakentemmers.directory.joining import ApplicationKind, Facts, Look, NumberFacts
from drakentemmers.directory.models import Application, OrganisationProfile, Registration
from drakentemmers.directory.rules import Register
from drakentemmers.kernel.clock import local_date


def facts_of(application: Application) -> Facts:
    """Return what is known now. Four queries, however many numbers there are."""
    numbers = list(application.numbers.prefetch_related("looks"))
    taken = taken_numbers(application)
    return Facts(
        kind=ApplicationKind(application.kind),
        numbers=tuple(
            NumberFacts(
                Register(row.register),
                tuple(Look(look.found) for look in row.looks.all()),
                is_taken=(row.register, row.number) in taken,
            )
            for row in numbers
        ),
        kvk_is_taken=holder_of_kvk(application) is not None,
        joins_existing_practice=application.practice_id is not None,
        practice_agrees=application.practice_agrees,
    )


def taken_numbers(application: Application) -> set[tuple[str, str]]:
    """Return those of the applicant's numbers that stand on the profile of somebody else."""
    wanted = Q(pk__in=[])
    for row in application.numbers.all():
        wanted |= Q(register=row.register, number=row.number)
    rows = Registration.objects.filter(wanted)
    if application.user_id:
        rows = rows.exclude(professional__user=application.user_id)
    return set(rows.values_list("register", "number"))


def holder_of_kvk(application: Application) -> OrganisationProfile | None:
    """Return who of the network already has the KvK number of a new practice or organisation."""
    if not application.kvk_number or application.practice_id:
        return None
    rows = OrganisationProfile.objects.filter(kvk_number=application.kvk_number)
    return rows.select_related("organisation").first()


def owners_of_practice(application: Application, now: datetime) -> list[User]:
    """Return who can agree to the applicant as a colleague, besides the applicant; often nobody."""
    if application.practice_id is None:
        return []
    current = Membership.objects.current(local_date(now)).filter(organisation=application.practice_id)
    owners = current.filter(role=Role.OWNER).exclude(user=application.user_id).select_related("user")
    return [membership.user for membership in owners.order_by("pk")]


def office(now: datetime) -> list[User]:
    """Return the people of the network's office."""
    seats = Membership.objects.current(local_date(now)).filter(role__in=NETWORK)
    return list(User.objects.filter(memberships__in=seats).distinct().order_by("pk"))
