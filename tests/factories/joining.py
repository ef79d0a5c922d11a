"""Applications made the way people make them, and two people of the office who look at them."""

import re
from dataclasses import replace
from datetime import datetime

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.directory.actions.applications import Filled, confirm_address, send_application
from drakentemmers.directory.actions.applications_office import look_up_number, say_yes
from drakentemmers.directory.actions.corrections import correct_application, given_in
from drakentemmers.directory.corrections import Part
from drakentemmers.directory.joining import ApplicationKind, Look
from drakentemmers.directory.models import Application
from drakentemmers.directory.rules import Register
from drakentemmers.kernel.ids import new_id
from tests.factories.accounts import OrganisationFactory, person_with
from tests.mailbox import mailed

BIG = "19012345625"
LINK = re.compile(r"https?://[^/]+(/aanmelden/bevestigen/\S+)")


def filled(**changes: object) -> Filled:
    """A form of a therapist with a practice of her own."""
    given = {
        "kind": ApplicationKind.THERAPIST,
        "name": "Noor Voorbeeldsma",
        "email": "noor@voorbeeld.example",
        "why": "Ik behandel gezinnen met EMDR.",
        "organisation_name": "Praktijk Voorbeeldsma",
        "organisation_kind": OrganisationKind.PRACTICE,
        "kvk_number": "12345678",
        "numbers": {Register.BIG: BIG},
    }
    return Filled(**(given | changes))


def shelter(**changes: object) -> Filled:
    """A form of a women's shelter."""
    given = {
        "kind": ApplicationKind.ORGANISATION,
        "organisation_name": "Opvang Voorbeeldhuis",
        "organisation_kind": OrganisationKind.WOMENS_SHELTER,
        "numbers": {},
    }
    return filled(**(given | changes))


def sent(form: Filled | None = None, *, now: datetime) -> tuple[Application, str]:
    """Send a form; return the application and the token of the link in the mail."""
    form = form or filled()
    mailed().clear()
    send_application(filled=form, form_key=new_id(), by=None, now=now)
    token = token_in_mail()
    return Application.objects.under_way().get(email=form.email.lower()), token


def token_in_mail() -> str:
    """The token of the link in the last mail that was sent."""
    return LINK.search(mailed()[-1].body)[1].rpartition("/")[2]


def confirmed(form: Filled | None = None, *, now: datetime) -> Application:
    """An application whose address is proven."""
    application, token = sent(form, now=now)
    confirm_address(application=application, token=token, now=now)
    application.refresh_from_db()
    return application


def officers(count: int = 2, office: Organisation | None = None) -> list[User]:
    """People of the network's office."""
    office = office or OrganisationFactory(name="Netwerk", kind=OrganisationKind.KNOWLEDGE_INSTITUTE)
    return [person_with(Role.PROJECT_LEAD, office) for _ in range(count)]


def look(application: Application, by: User, *, now: datetime, found: Look = Look.FOUND) -> None:
    """Look every number of an application up."""
    for number in application.numbers.all():
        look_up_number(number=number, found=found, by=by, now=now)


def approved(form: Filled | None = None, *, now: datetime) -> Application:
    """An application with both yeses, whose waiting time runs."""
    application = confirmed(form, now=now)
    for officer in officers():
        look(application, officer, now=now)
        say_yes(application=application, by=officer, now=now)
    application.refresh_from_db()
    return application


def correct(application: Application, *, now: datetime, **changes: object) -> frozenset[Part]:
    """The applicant corrects what stands in the application; returns what changed."""
    application.refresh_from_db()
    form = replace(given_in(application), **changes)
    return correct_application(application=application, filled=form, by=application.user, now=now)
