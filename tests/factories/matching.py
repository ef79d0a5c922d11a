"""Offers and requests for tests, made by the same actions a person uses wherever there is one."""

from datetime import date, datetime, timedelta
from typing import Any

import factory

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.rules import Role
from drakentemmers.directory.models import Professional
from drakentemmers.directory.rules import ClientGroup, Problem, Setting
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.placements import confirm, start
from drakentemmers.matching.actions.questions import accept, ask
from drakentemmers.matching.actions.requests import make_request, open_request
from drakentemmers.matching.models import Offer, Placement, Question, TreatmentRequest
from tests.factories.accounts import person_with
from tests.factories.directory import ALMERE, ProfessionalFactory

NEED: dict[str, Any] = {
    "group": ClientGroup.CHILD_6_12,
    "problems": frozenset({Problem.TRAUMA}),
    "setting": Setting.SHELTER,
    "place_name": "Almere",
    "latitude": ALMERE[0],
    "longitude": ALMERE[1],
}


class OfferFactory(factory.django.DjangoModelFactory[Offer]):
    """One place per four weeks, from 1 November 2026, confirmed on the Wednesday of the tests."""

    class Meta:
        model = Offer

    professional = factory.SubFactory(ProfessionalFactory)
    places = 1
    period_weeks = 4
    starts_on = date(2026, 11, 2)
    confirmed_at = datetime.fromisoformat("2026-11-18T15:00:00+01:00")


def therapist(*, places: int = 1, now: datetime, only_this_week: bool = False, **fields: Any) -> Professional:
    """Return a professional with an account and an offer; with `only_this_week` its places are the last ones."""
    professional = ProfessionalFactory(**fields)
    today = local_date(now)
    OfferFactory(
        professional=professional,
        places=places,
        starts_on=today,
        ends_on=today if only_this_week else None,
        confirmed_at=now,
    )
    return professional


def open_request_by(
    asker: User, *, now: datetime, organisation: Organisation | None = None, **fields: Any
) -> TreatmentRequest:
    """Return an opened request of the organisation of `asker`."""
    own = organisation or asker.memberships.get().organisation
    request = make_request(organisation=own, fields=NEED | fields, by=asker, now=now)
    open_request(request=request, by=asker, now=now)
    return request


def asked(now: datetime, *professionals: Professional, one_by_one: bool = False) -> list[Question]:
    """Return the questions of a fresh request put to `professionals` (one with an offer when none is given)."""
    request = open_request_by(person_with(Role.MEMBER), now=now)
    chosen = list(professionals) or [therapist(now=now)]
    return ask(request=request, professionals=chosen, one_by_one=one_by_one, by=request.made_by, now=now)


def accepted(now: datetime) -> Question:
    """Return a question to which the therapist said yes."""
    (question,) = asked(now)
    accept(question=question, by=question.professional.user, now=now)
    return question


def placed(now: datetime) -> Placement:
    """Return a confirmed placement that did not start yet."""
    question = accepted(now)
    return confirm(question=question, by=question.request.made_by, now=now)


def started(now: datetime, *, weeks_ago: int = 2) -> Placement:
    """Return a placement whose treatment started some weeks before `now`."""
    placement = placed(now)
    on = local_date(now) - timedelta(weeks=weeks_ago)
    start(placement=placement, on=on, by=placement.professional.user, now=now)
    return placement


def fresh(row):
    """Return a row as it stands in the database now."""
    return type(row)._default_manager.get(pk=row.pk)


def steps_of(request: TreatmentRequest) -> list[str]:
    """Return the names of the steps of a request, in order."""
    return list(request.steps.values_list("step", flat=True))


def topics_of(user: User) -> list[str]:
    """Return what stands under the bell of somebody, oldest first."""
    return list(user.notifications.order_by("pk").values_list("topic", flat=True))
