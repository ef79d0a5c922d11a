"""What the copy of my data tells from the directory."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.exporting import Line, Part, lines_of, said
from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import OrganisationKind
from drakentemmers.directory.corrections import Part as Corrected
from drakentemmers.directory.joining import ApplicationKind, ApplicationState, JoiningStep, RefusalReason
from drakentemmers.directory.labels import label
from drakentemmers.directory.models import (
    Application,
    ApplicationChange,
    ApplicationNumber,
    ApplicationStep,
    Professional,
    Qualification,
    RegisterAnswer,
    Registration,
    WorkLocation,
)
from drakentemmers.directory.read.applications_own import OFFICE_ONLY
from drakentemmers.directory.registers.answers import Outcome
from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Gender,
    Language,
    Method,
    Problem,
    ProfessionalKind,
    Register,
    RegistrationState,
    Setting,
)

PROFILE = {
    "name": _("Name"),
    "kind": _("Kind"),
    "practice": _("Practice"),
    "regions": _("Regions"),
    "gender": _("Gender"),
    "about": _("About you"),
    "email": _("E-mail address"),
    "phone": _("Telephone"),
    "groups": _("Client groups"),
    "client_roles": _("Roles of clients"),
    "problems": _("Problems"),
    "methods": _("Methods"),
    "languages": _("Languages"),
    "settings": _("Settings"),
    "fundings": _("Paid by"),
    "works_with_interpreter": _("Works with an interpreter"),
    "quality_mark_until": _("Quality mark until"),
    "is_active": _("Shown"),
    "updated_at": _("Last changed"),
}
PLACE = {
    "street": _("Street"),
    "postcode": _("Postcode"),
    "place_name": _("Place"),
    "radius_km": _("Travels up to (km)"),
}
DIPLOMA = {"name": _("Diploma"), "institute": _("Institute"), "year": _("Year")}
NUMBER = {"register": _("Register"), "number": _("Number"), "state": _("State"), "checked_at": _("Checked")}
APPLICATION = {
    "made_at": _("Made"),
    "kind": _("Kind"),
    "state": _("State"),
    "name": _("Name"),
    "email": _("E-mail address"),
    "why": _("What you wrote"),
    "supervisor": _("Supervisor"),
    "region": _("Region"),
    "practice": _("Practice"),
    "organisation_name": _("Organisation"),
    "organisation_kind": _("Kind of organisation"),
    "kvk_number": _("KvK number"),
    "municipality": _("Municipality"),
    "municipality_name": _("Municipality as you typed it"),
    "state_since": _("Since"),
}
GIVEN = {"register": _("Register"), "number": _("Number")}
STEP = {"at": _("When"), "step": _("Step"), "reason": _("Reason"), "text": _("Text")}
ANSWER = {
    "at": _("When"),
    "register": _("Register"),
    "number": _("Number"),
    "outcome": _("What it answered"),
    "profession": _("Profession"),
    "since": _("As from"),
    "until": _("Until"),
    "measures": _("Measures"),
}
REGISTER = {"register": said(label, Register)}

CORRECTION = {"part": _("What"), "before": _("Before"), "after": _("After")}


def _profile(user: User) -> list[Line]:
    rows = Professional.objects.filter(user=user).select_related("practice")
    own = [name for name in PROFILE if name != "regions"]
    return [
        line | {"regions": frozenset(row.regions.values_list("name", flat=True))}
        for row, line in zip(rows, lines_of(rows, *own), strict=True)
    ]


def _places(user: User) -> list[Line]:
    return lines_of(WorkLocation.objects.filter(professional__user=user), *PLACE)


def _diplomas(user: User) -> list[Line]:
    return lines_of(Qualification.objects.filter(professional__user=user), *DIPLOMA)


def _numbers(user: User) -> list[Line]:
    return lines_of(Registration.objects.filter(professional__user=user), *NUMBER)


def _applications(user: User) -> list[Line]:
    rows = Application.objects.filter(user=user).select_related("region", "practice", "municipality")
    return lines_of(rows, *APPLICATION)


def _given(user: User) -> list[Line]:
    return lines_of(ApplicationNumber.objects.filter(application__user=user), *GIVEN)


def _steps(user: User) -> list[Line]:
    """What the own page about the application shows too."""
    rows = ApplicationStep.objects.filter(application__user=user).exclude(step__in=OFFICE_ONLY)
    return lines_of(rows, *STEP)


def _answers(user: User) -> list[Line]:
    """What registers said about the own numbers; nothing when they know that number under another name."""
    given = [
        *Registration.objects.filter(professional__user=user).values_list("register", "number"),
        *ApplicationNumber.objects.filter(application__user=user).values_list("register", "number"),
    ]
    own = Q(pk__in=[])
    for register, number in given:
        own |= Q(register=register, number=number)
    rows = RegisterAnswer.objects.filter(own).filter(Q(name="") | Q(name_agrees=True))
    return lines_of(rows, *ANSWER)


def _corrections(user: User) -> list[Line]:
    rows = ApplicationChange.objects.filter(step__application__user=user).order_by("step__at", "pk")
    return lines_of(rows, *CORRECTION)


PARTS: tuple[Part, ...] = (
    Part(
        "profile",
        _("Your profile"),
        PROFILE,
        _profile,
        words={
            "kind": said(label, ProfessionalKind),
            "gender": said(label, Gender),
            "groups": said(label, ClientGroup),
            "client_roles": said(label, ClientRole),
            "problems": said(label, Problem),
            "methods": said(label, Method),
            "languages": said(label, Language),
            "settings": said(label, Setting),
            "fundings": said(label, Funding),
        },
    ),
    Part("work_locations", _("Your places of work"), PLACE, _places),
    Part("qualifications", _("Your diplomas"), DIPLOMA, _diplomas),
    Part(
        "registrations",
        _("Your register numbers"),
        NUMBER,
        _numbers,
        words=REGISTER | {"state": said(label, RegistrationState)},
    ),
    Part(
        "register_answers",
        _("What registers answered about your numbers"),
        ANSWER,
        _answers,
        note=_("An answer with another name than yours is left out: it is about somebody else."),
        words=REGISTER | {"outcome": said(label, Outcome)},
    ),
    Part(
        "applications",
        _("Your applications to join"),
        APPLICATION,
        _applications,
        words={
            "kind": said(label, ApplicationKind),
            "state": said(label, ApplicationState),
            "organisation_kind": said(label, OrganisationKind),
        },
    ),
    Part(
        "application_numbers",
        _("Register numbers you gave when you applied"),
        GIVEN,
        _given,
        words=REGISTER,
    ),
    Part(
        "application_steps",
        _("How your applications went"),
        STEP,
        _steps,
        note=_("What the office wrote to each other about it is left out."),
        words={"step": said(label, JoiningStep), "reason": said(label, RefusalReason)},
    ),
    Part(
        "application_corrections",
        _("What you corrected in your applications"),
        CORRECTION,
        _corrections,
        words={
            "part": said(label, Corrected),
            "before": said(label, ApplicationKind, OrganisationKind),
            "after": said(label, ApplicationKind, OrganisationKind),
        },
    ),
)
