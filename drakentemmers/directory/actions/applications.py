"""Applying to join: sending the form, proving the address, answering, withdrawing."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from drakentemmers.accounts.actions.lockout import Door, Gate, take_try
from drakentemmers.accounts.actions.people import open_account
from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.rules import OrganisationKind
from drakentemmers.directory.actions.applications_mail import (
    send_already_under_way,
    send_link,
    tell_office,
    tell_practice,
)
from drakentemmers.directory.actions.applications_steps import (
    LinkExpired,
    LinkUsed,
    lock,
    note,
    take_step,
)
from drakentemmers.directory.joining import ApplicationKind, ApplicationState, JoiningStep
from drakentemmers.directory.models import Application, ApplicationNumber, Municipality, Region
from drakentemmers.directory.rules import Register


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that somebody filled in, checked per field."""

    kind: ApplicationKind
    name: str
    email: str
    why: str = ""
    supervisor: str = ""
    region: Region | None = None
    practice: Organisation | None = None
    organisation_name: str = ""
    organisation_kind: OrganisationKind | str = ""
    kvk_number: str = ""
    municipality: Municipality | None = None
    municipality_name: str = ""
    numbers: Mapping[Register, str] = field(default_factory=dict)


COLUMNS = tuple(part.name for part in fields(Filled) if part.name not in ("email", "numbers"))


def digest_of(token: str) -> str:
    """Return what is stored of the token in a link: enough to know it again, not to make it."""
    return hashlib.sha256(token.encode()).hexdigest()


def send_application(*, filled: Filled, form_key: str, by: User | None, now: datetime) -> None:
    """Keep a filled-in form and mail the link that proves its address.

    Answers nothing on purpose: whoever sends the form learns the same, known address or not. The same form
    (`form_key`) sent twice is one application. Somebody who is signed in has proven the address already.
    """
    if Application.objects.filter(form_key=form_key).exists():
        return
    try:
        with transaction.atomic():
            _keep(filled, form_key, by=by, now=now)
    except IntegrityError:  # the same form came in at the same moment, and was first
        if not Application.objects.filter(form_key=form_key).exists():
            raise


def _keep(filled: Filled, form_key: str, *, by: User | None, now: datetime) -> None:
    email = by.email if by else filled.email.lower()
    mailable = _take_turn(email, now=now) and by is None
    known = by or User.objects.filter(email=email, is_active=True).first()
    earlier = Application.objects.select_for_update().under_way().filter(email=email).first()
    if earlier and earlier.state == ApplicationState.SENT:
        take_step(earlier, JoiningStep.REPLACED, by=by, now=now)
        earlier = None
    token = secrets.token_urlsafe(32)
    application = _row(filled, form_key, email, now=now)
    application.link_digest = digest_of(token)
    if earlier:
        application.state = ApplicationState.EXPIRED
    application.save()
    put_numbers(application, filled.numbers)
    note(application, JoiningStep.REPLACED if earlier else JoiningStep.SENT, by=by, now=now)
    if by and not earlier:
        _confirm(application, by, now=now)
    elif mailable and earlier:
        send_already_under_way(email, now=now)
    elif mailable:
        send_link(application, token, is_known=known is not None, now=now)


def _take_turn(email: str, *, now: datetime) -> bool:
    """Make everybody else with this address wait until the transaction ends; tell whether it may get a mail.

    Nobody fills somebody's box through our form: after five in a day nothing is mailed, and nothing else differs.
    """
    return take_try([Door(Gate.JOIN, email)], now=now) is None


def _row(filled: Filled, form_key: str, email: str, *, now: datetime) -> Application:
    application = Application(
        state=ApplicationState.SENT,
        state_since=now,
        made_at=now,
        form_key=form_key,
        email=email,
        link_expires_at=now + timedelta(hours=settings.JOINING_LINK_VALID_FOR),
    )
    put(application, filled)
    return application


def put(application: Application, filled: Filled) -> None:
    """Put what was filled in on `application` without saving; not the address, which is proven, nor the numbers."""
    for name in COLUMNS:
        setattr(application, name, getattr(filled, name))


def put_numbers(application: Application, numbers: Mapping[Register, str]) -> None:
    """Bring the numbers in line with `numbers`; who looked an unchanged one up need not do so again."""
    there = {row.register: row for row in application.numbers.all()}
    for register, row in there.items():
        if numbers.get(Register(register)) != row.number:
            row.delete()
    for register, number in numbers.items():
        if number and (register not in there or there[register].number != number):
            ApplicationNumber.objects.create(application=application, register=register, number=number)


@transaction.atomic
def send_link_again(*, email: str, now: datetime) -> None:
    """Mail a new link to who still has to prove the address; the old one stops working. Answers nothing."""
    mailable = _take_turn(email.lower(), now=now)
    rows = Application.objects.select_for_update().filter(state=ApplicationState.SENT)
    application = rows.filter(email=email.lower()).first()
    if application is None or not mailable:
        return
    token = secrets.token_urlsafe(32)
    application.link_digest = digest_of(token)
    application.link_expires_at = now + timedelta(hours=settings.JOINING_LINK_VALID_FOR)
    is_known = User.objects.filter(email=application.email, is_active=True).exists()
    take_step(application, JoiningStep.LINK_SENT_AGAIN, by=None, now=now)
    send_link(application, token, is_known=is_known, now=now)


def application_of_link(token: str) -> Application | None:
    """Return the application that a link in a mail belongs to; None for a link that is none, or was replaced."""
    return Application.objects.filter(link_digest=digest_of(token)).first()


@transaction.atomic
def confirm_address(*, application: Application, token: str, now: datetime) -> User:
    """Take the link as proof of the address; open an account without password when there is none.

    Raises LinkUsed when it did its work before or another link was sent since, LinkExpired when it is too old.
    """
    lock(application)
    if application.state != ApplicationState.SENT or application.link_digest != digest_of(token):
        raise LinkUsed
    if application.link_expires_at is None or application.link_expires_at < now:
        raise LinkExpired
    user = User.objects.filter(email=application.email).first()
    if user is None:
        user = open_account(email=application.email, name=application.name, by=None, now=now)
    if not user.is_active:
        raise LinkUsed
    _confirm(application, user, now=now)
    return user


def _confirm(application: Application, user: User, *, now: datetime) -> None:
    application.user, application.confirmed_at = user, now
    take_step(application, JoiningStep.CONFIRMED, by=user, now=now)
    tell_office(application, _("A new application waits for you."), now=now)
    tell_practice(application, now=now)


@transaction.atomic
def withdraw_application(*, application: Application, by: User | None, now: datetime) -> None:
    """Take an application back; the applicant does so, or who got the link in the mail and did not ask for it.

    Raises LinkUsed when nobody is signed in and the address was proven before.
    """
    if by is not None and application.user_id != by.pk:
        raise PermissionDenied
    lock(application)
    if by is None and application.state != ApplicationState.SENT:
        raise LinkUsed
    take_step(application, JoiningStep.WITHDRAWN, by=by, now=now)


@transaction.atomic
def answer_office(
    *, application: Application, text: str, numbers: Mapping[Register, str], by: User, now: datetime
) -> None:
    """Answer what the office asked, with the numbers as they should be. What changed is looked up anew."""
    if application.user_id != by.pk:
        raise PermissionDenied
    lock(application)
    application.version += 1
    take_step(application, JoiningStep.ANSWERED, by=by, now=now, text=text)
    put_numbers(application, numbers)
    tell_office(application, _("An applicant answered your question."), now=now)
