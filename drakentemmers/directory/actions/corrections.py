"""Correcting what one sent to join, until two people said yes."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from drakentemmers.accounts.models import User
from drakentemmers.directory.actions.applications import COLUMNS, Filled, put, put_numbers
from drakentemmers.directory.actions.applications_mail import tell_office, tell_practice
from drakentemmers.directory.actions.applications_steps import lock, take_step
from drakentemmers.directory.corrections import Part, undone_by
from drakentemmers.directory.joining import ApplicationState, JoiningStep
from drakentemmers.directory.models import Application, ApplicationChange, NumberLook
from drakentemmers.directory.rules import Register

FIELDS = {part: (part.value,) for part in Part} | {
    Part.WORKPLACE: ("practice", "organisation_name"),
    Part.MUNICIPALITY: ("municipality", "municipality_name"),
}


@transaction.atomic
def correct_application(
    *, application: Application, filled: Filled, by: User, now: datetime, expected_version: int | None = None
) -> frozenset[Part]:
    """Correct one's own application, and return what changed; nothing is written when nothing did.

    What the change undoes (a yes, looks in registers, what a practice said) has to be done again. The address stays:
    it is proven. Raises VersionConflict when it was changed since it was read, JoiningStepRefused once it is decided.
    """
    if application.user_id != by.pk:
        raise PermissionDenied
    lock(application, expected_version)
    before = given_in(application)
    parts = frozenset(part for part in Part if _differs(part, before, filled))
    if not parts:
        return parts
    put(application, filled)
    application.version += 1
    _undo(application, parts)
    step = take_step(application, JoiningStep.CORRECTED, by=by, now=now)
    put_numbers(application, filled.numbers)
    for part in sorted(parts):
        ApplicationChange.objects.create(
            step=step, part=part, before=in_words(part, before), after=in_words(part, filled)
        )
    if undone_by(parts).yes and application.state == ApplicationState.FIRST_YES:
        take_step(application, JoiningStep.YES_LAPSED, by=None, now=now)
    tell_office(application, _("An applicant corrected the application."), now=now)
    if undone_by(parts).practice:
        tell_practice(application, now=now)
    return parts


def given_in(application: Application) -> Filled:
    """Return what the applicant gave, as the form would give it."""
    columns = {name: getattr(application, name) for name in COLUMNS}
    numbers = {Register(row.register): row.number for row in application.numbers.all()}
    return Filled(email=application.email, numbers=numbers, **columns)


def in_words(part: Part, filled: Filled) -> str:
    """Return one part as it is kept beside a correction; kinds stay the words of the code, a page translates them."""
    if part == Part.WORKPLACE:
        return filled.practice.name if filled.practice else filled.organisation_name
    if part == Part.MUNICIPALITY:
        return filled.municipality.name if filled.municipality else filled.municipality_name
    if part == Part.NUMBERS:
        given = filled.numbers
        return ", ".join(
            f"{register.upper()} {given[register]}" for register in Register if register in given
        )
    return str(getattr(filled, part) or "")


def _differs(part: Part, before: Filled, after: Filled) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in FIELDS[part])


def _undo(application: Application, parts: frozenset[Part]) -> None:
    undone = undone_by(parts)
    if undone.looks:
        NumberLook.objects.filter(number__application=application).delete()
    if undone.practice:
        application.practice_agrees = application.practice_said_by = None
