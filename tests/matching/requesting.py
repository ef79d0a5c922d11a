"""People at work with requests: a shelter worker, a therapist, and what the form sends."""

from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import Role
from drakentemmers.matching.actions.questions import ask
from drakentemmers.matching.models import Question, TreatmentRequest
from tests.factories.accounts import person_with
from tests.factories.directory import PlaceFactory, WorkLocationFactory
from tests.factories.matching import open_request_by
from tests.factories.matching import therapist as professional_with_offer

FORM = {
    "people": "1",
    "kind": "client",
    "p0-group": "child_6_12",
    "p0-client_role": "victim",
    "p0-problems": ["trauma"],
    "language": "nl",
    "interpreter_is_fine": "on",
    "place": "Almere",
    "within": "km-30",
    "urgency": "acute",
    "setting": "shelter",
}


def signed_in(user: User) -> Client:
    """Return a browser in which `user` is signed in."""
    client = Client()
    client.force_login(user)
    return client


def worker(**fields: object) -> User:
    """Return somebody of a shelter who asks for treatment; Almere can be found."""
    PlaceFactory()
    return person_with(Role.MEMBER, **fields)


def therapist(name: str = "Behandelaar Een", **fields: object):
    """Return a therapist with an account, a place and a work location."""
    professional = professional_with_offer(now=timezone.now(), name=name, **fields)
    WorkLocationFactory(professional=professional)
    return professional


def asked_request(
    asker: User, *professionals, one_by_one: bool = False, **fields: object
) -> TreatmentRequest:
    """Return an open request of `asker` that was put to `professionals`."""
    now = timezone.now()
    request = open_request_by(asker, now=now, **fields)
    if professionals:
        ask(request=request, professionals=professionals, one_by_one=one_by_one, by=asker, now=now)
    return request


def question_of(request: TreatmentRequest, professional) -> Question:
    return request.questions.get(professional=professional)
