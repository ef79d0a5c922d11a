"""The applications of the demonstration: one for every way it can stand, made and judged the way people do it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from drakentemmers.accounts.actions.people import add_person
from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.rules import OrganisationKind
from drakentemmers.directory.actions.applications import (
    Filled,
    send_application,
    withdraw_application,
)
from drakentemmers.directory.actions.applications_office import (
    ask_applicant,
    look_up_number,
    refuse,
    say_yes,
)
from drakentemmers.directory.actions.applications_opening import open_application, tend_applications
from drakentemmers.directory.joining import ApplicationKind, Look, RefusalReason
from drakentemmers.directory.models import Application, Municipality, Region
from drakentemmers.directory.rules import RegionModel, Register
from drakentemmers.kernel.ids import new_id

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHY = "Ik werk met gezinnen die veel meemaakten en wil dat zij sneller bij de juiste hulp komen."


@dataclass(frozen=True, slots=True)
class Asks:
    """One invented applicant: who, as what, how long ago, and the deeds that follow, in order."""

    name: str
    kind: ApplicationKind
    ago: timedelta
    deeds: tuple[str, ...] = ()
    organisation: str = ""
    organisation_kind: OrganisationKind = OrganisationKind.PRACTICE
    numbers: dict[Register, str] = field(default_factory=dict)
    why: str = WHY
    joins_practice: bool = False
    proves_address: bool = True
    signs_in: bool = False

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}.{self.name.split()[-1].lower()}@voorbeeld.example"


T, A, P, O = (  # noqa: E741
    ApplicationKind.THERAPIST,
    ApplicationKind.TRAINEE,
    ApplicationKind.PARTNER,
    ApplicationKind.ORGANISATION,
)
STORY = (
    Asks(
        "Iris Wilgenhof",
        T,
        9 * HOUR,
        ("question",),
        "Praktijk Wilgenhof",
        numbers={Register.BIG: "19050000125"},
        signs_in=True,
    ),
    Asks("Mats Egelbrug", T, 5 * HOUR, (), numbers={Register.SKJ: "100045"}, joins_practice=True),
    Asks("Jonas Heiderust", A, 30 * HOUR, (), "Praktijk Heiderust"),
    Asks(
        "Nadia Merelkamp",
        T,
        2 * DAY,
        ("look one", "yes one"),
        "Praktijk Merelkamp",
        numbers={Register.BIG: "19050000316", Register.AGB: "94000123"},
    ),
    Asks("Roos Otterdal", P, 3 * DAY, ("yes one",), "Mediation Otterdal", OrganisationKind.MEDIATOR),
    Asks(
        "Timo Vinkenhorst",
        T,
        2 * DAY,
        ("look one", "yes one", "look two", "yes two"),
        "Praktijk Vinkenhorst",
        numbers={Register.NIP: "1004512"},
    ),
    Asks(
        "Olga Lindeweg",
        O,
        26 * HOUR,
        (),
        "Opvang De Lindeweg",
        OrganisationKind.WOMENS_SHELTER,
        why="Wij openen dit voorjaar een opvang en zoeken vaste behandelaren.",
    ),
    Asks(
        "Bas Klaverdal",
        O,
        12 * DAY,
        ("yes one", "yes two", "open"),
        "Wijkteam Klaverdal",
        OrganisationKind.LOCAL_TEAM,
    ),
    Asks(
        "Femke Nevelhof",
        T,
        20 * DAY,
        ("look one", "look two", "yes one", "yes two", "open"),
        "Praktijk Nevelhof",
        numbers={Register.BIG: "19050000531"},
    ),
    Asks(
        "Kees Zilverberk",
        T,
        15 * DAY,
        ("missing", "refuse"),
        "Praktijk Zilverberk",
        numbers={Register.NVO: "4501"},
    ),
    Asks("Sofie Regenveld", P, 8 * DAY, ("withdraw",), "Advocaten Regenveld", OrganisationKind.LAWYER),
    Asks(
        "Wout Maanbeek",
        T,
        10 * HOUR,
        (),
        "Praktijk Maanbeek",
        numbers={Register.SKJ: "100077"},
        proves_address=False,
    ),
    Asks(
        "Elin Duinwater",
        T,
        30 * DAY,
        (),
        "Praktijk Duinwater",
        numbers={Register.SKJ: "100078"},
        proves_address=False,
    ),
)


def people_apply(office: Sequence[User], practice: Organisation, *, now: datetime) -> list[Application]:
    """Let everybody of the story apply, and the two of the office (and nobody else) look at it."""
    told = [_tell(asks, number, office, practice, now=now) for number, asks in enumerate(STORY)]
    tend_applications(now=now)
    return told


def _tell(
    asks: Asks, number: int, office: Sequence[User], practice: Organisation, *, now: datetime
) -> Application:
    at, user = now - asks.ago, _account(asks, now=now) if asks.proves_address else None
    form_key = new_id()
    send_application(filled=_form(asks, number, practice), form_key=form_key, by=user, now=at)
    application = Application.objects.get(form_key=form_key)
    for deed in asks.deeds:
        at += min(asks.ago / (len(asks.deeds) + 1), 26 * HOUR)
        _do(deed, application, office, now=at)
        application.refresh_from_db()
    return application


def _account(asks: Asks, *, now: datetime) -> User:
    user = add_person(email=asks.email, name=asks.name, by=None, now=now - asks.ago, is_demo=True)
    if asks.signs_in:  # every start of the demonstration replaces the password
        user.set_password(secrets.token_urlsafe(24))
        user.save(update_fields=["password"])
    return user


def _form(asks: Asks, number: int, practice: Organisation) -> Filled:
    regions = Region.objects.filter(model=RegionModel.PROGRAMME).order_by("name")
    return Filled(
        kind=asks.kind,
        name=asks.name,
        email=asks.email,
        why=asks.why,
        supervisor="P. Molenstein, Praktijk Zonnekamp" if asks.kind == A else "",
        region=regions.first(),
        practice=practice if asks.joins_practice else None,
        organisation_name="" if asks.joins_practice else asks.organisation,
        organisation_kind="" if asks.joins_practice else asks.organisation_kind,
        kvk_number="" if asks.joins_practice else f"{90_000_100 + number}",
        municipality=Municipality.objects.order_by("name").first() if asks.kind == O else None,
        numbers=asks.numbers,
    )


def _do(deed: str, application: Application, office: Sequence[User], *, now: datetime) -> None:
    one, two = office[:2]
    look = {"look one": (one, Look.FOUND), "look two": (two, Look.FOUND), "missing": (two, Look.NOT_FOUND)}
    if deed in look:
        by, found = look[deed]
        for given in application.numbers.all():
            look_up_number(number=given, found=found, by=by, now=now)
    elif deed in ("yes one", "yes two"):
        say_yes(application=application, by=one if deed == "yes one" else two, now=now)
    elif deed == "question":
        text = "In het register vinden we een andere achternaam. Hoe heet je daar?"
        ask_applicant(application=application, text=text, by=two, now=now)
    elif deed == "refuse":
        text = "We vonden dit nummer niet en kregen geen reactie. Je kunt je opnieuw aanmelden."
        refuse(application=application, reason=RefusalReason.NOT_IN_REGISTER, text=text, by=one, now=now)
    elif deed == "withdraw":
        withdraw_application(application=application, by=application.user, now=now)
    else:
        open_application(application=application, now=max(now, application.opens_at or now))
