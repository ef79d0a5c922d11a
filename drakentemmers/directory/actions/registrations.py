"""Numbers in professional registers: given by the person, checked by somebody else."""

from datetime import datetime

from django.db import IntegrityError, transaction

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.directory.actions.errors import NumberRefused, NumberTaken
from drakentemmers.directory.models import Professional, Registration
from drakentemmers.directory.numbers import normalised, register_number_problem
from drakentemmers.directory.rules import Register, RegistrationState


@transaction.atomic
def add_registration(
    *, professional: Professional, register: Register, number: str, by: User | None, now: datetime
) -> Registration:
    """Add a number, not checked yet. NumberRefused when its shape is wrong, NumberTaken when it is in use."""
    if by is None or not by.has_perm(Permission.IMPORT_DIRECTORY):
        demand(by, Permission.EDIT_PROFESSIONAL, professional)
    number = normalised(number, register)
    problem = register_number_problem(register, number)
    if problem:
        raise NumberRefused(problem)
    try:
        with transaction.atomic():
            row = Registration.objects.create(professional=professional, register=register, number=number)
    except IntegrityError as error:
        raise NumberTaken from error
    record("registration.added", professional, by=by, now=now, register=register)
    return row


@transaction.atomic
def remove_registration(*, registration: Registration, by: User | None, now: datetime) -> None:
    """Take a number off a profile."""
    demand(by, Permission.EDIT_PROFESSIONAL, registration.professional)
    record("registration.removed", registration.professional, by=by, now=now, register=registration.register)
    registration.delete()


@transaction.atomic
def check_registration(
    *, registration: Registration, state: RegistrationState, by: User | None, now: datetime
) -> Registration:
    """Write down that `by` looked the number up in the register, and what was found. Never one's own number."""
    demand(by, Permission.VERIFY_REGISTRATION, registration.professional)
    row = Registration.objects.select_for_update().get(pk=registration.pk)
    row.state, row.checked_by, row.checked_at = state, by, now
    row.save()
    record("registration.checked", row.professional, by=by, now=now, register=row.register, state=state)
    return row
