"""Asking to remove one's account, taking that back, and doing it when the days of thinking are over."""

from collections.abc import Sequence
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.actions.members import close, refuse_last_owner
from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.actions.refusals import LastOwner
from drakentemmers.accounts.models import (
    AccountRemoval,
    Invitation,
    MailBounce,
    Membership,
    Organisation,
    OutgoingMail,
    QuietHours,
    User,
)
from drakentemmers.accounts.outbox import NEEDS_A_PERSON, MailState
from drakentemmers.accounts.read.removal import solely_owned
from drakentemmers.accounts.removal import COOLING_OFF, Leaving, Stays
from drakentemmers.audit.actions import record
from drakentemmers.kernel.clock import local_date
from drakentemmers.kernel.ids import new_id

NOBODY_AT = "verwijderd.invalid"  # RFC 2606: never an address of anybody


@transaction.atomic
def ask_removal(*, user: User, by: User, now: datetime) -> AccountRemoval:
    """Ask to remove the own account after seven days. Raises LastOwner; asked twice it is the same request."""
    _demand_self(user, by)
    if solely_owned(user, now):
        raise LastOwner
    try:
        with transaction.atomic():
            removal = AccountRemoval.objects.create(user=user, asked_at=now, due_at=now + COOLING_OFF)
    except IntegrityError:
        return AccountRemoval.objects.get(user=user, cancelled_at=None, done_at=None)
    record("removal.asked", removal, by=by, now=now, due=removal.due_at.isoformat())
    notify(
        user=user,
        topic="security.removal",
        text=_("Your account will be removed in seven days. Until then you can take that back."),
        path="/account/gegevens#weg",
        subject=_("Your account will be removed"),
        mail=_(
            "You asked to remove your account. That happens in seven days.\n\n"
            "Was it not you, or did you change your mind? Sign in, open My account, My data, and take it back."
        ),
        now=now,
    )
    return removal


@transaction.atomic
def cancel_removal(*, user: User, by: User, now: datetime) -> bool:
    """Take the request back; return whether there was one."""
    _demand_self(user, by)
    removal = (
        AccountRemoval.objects.select_for_update().filter(user=user, cancelled_at=None, done_at=None).first()
    )
    if removal is None:
        return False
    removal.cancelled_at = now
    removal.save(update_fields=["cancelled_at"])
    record("removal.cancelled", removal, by=by, now=now)
    notify(
        user=user,
        topic="security.removal",
        text=_("Your account stays. It will not be removed."),
        path="/account",
        subject=_("Your account stays"),
        mail=_(
            "You took back that your account would be removed. It stays as it is.\n\n"
            "Was it not you? Sign in and choose another password under My account, Signing in and security."
        ),
        now=now,
    )
    return True


def removals_due(now: datetime) -> list[AccountRemoval]:
    """Return whose days of thinking are over."""
    rows = AccountRemoval.objects.filter(cancelled_at=None, done_at=None, due_at__lte=now)
    return list(rows.select_related("user").order_by("due_at", "pk"))


@transaction.atomic
def remove_account(*, removal: AccountRemoval, parts: Sequence[Leaving], now: datetime) -> bool:
    """Do it: all parts or none. False when it was taken back in the meantime. Raises LastOwner."""
    removal = AccountRemoval.objects.select_for_update().get(pk=removal.pk)
    if removal.cancelled_at or removal.done_at:
        return False
    user = User.objects.select_for_update().get(pk=removal.user_id)
    for part in parts:
        part.leave(user, now)
    removal.done_at = now
    removal.save(update_fields=["done_at"])
    record("person.removed", user, by=None, now=now)
    return True


def leave_accounts(user: User, now: datetime) -> None:
    """End every way in and every role, and put a made-up name in the place of the person."""
    _end_roles(user, now)
    for session in UserSession.objects.filter(user=user):
        session.end()
    for kind in (Authenticator, EmailAddress, SocialAccount):
        kind.objects.filter(user=user).delete()
    Invitation.objects.filter(email=user.email).delete()
    Invitation.objects.open().filter(made_by=user).update(revoked_at=now)
    user.guest_passes.filter(ended_at=None).update(ended_at=now)
    user.role_proposals.filter(state="open").update(state="withdrawn")
    # What failed still holds its text.
    OutgoingMail.objects.filter(user=user, state__in=[MailState.WAITING, *NEEDS_A_PERSON]).delete()
    OutgoingMail.objects.filter(user=user).update(to="")
    for rows in (
        user.notifications,
        user.devices,
        user.consents,
        user.openings,
        user.day_budgets,
        user.blocks,
        user.mail_choices,
    ):
        rows.all().delete()
    QuietHours.objects.filter(user=user).delete()
    MailBounce.objects.filter(address=user.email.lower()).delete()
    user.name = _("Former member %(code)s") % {"code": new_id()[:6]}
    user.email = f"{new_id()}@{NOBODY_AT}"
    user.is_active = False
    user.last_login = None
    user.set_unusable_password()
    user.save()


def _end_roles(user: User, now: datetime) -> None:
    """End all roles, organisation by organisation in a fixed order. Raises LastOwner."""
    seats = Membership.objects.not_over(local_date(now)).filter(user=user)
    for pk in sorted(set(seats.values_list("organisation_id", flat=True))):
        organisation = Organisation.objects.select_for_update().get(pk=pk)
        here = list(seats.filter(organisation=organisation).order_by("pk"))
        refuse_last_owner(organisation, [seat.pk for seat in here], now)
        for seat in here:
            close(seat, by=None, now=now, why="account removed")


def _demand_self(user: User, by: User) -> None:
    if by.pk != user.pk:
        raise PermissionDenied("removal")


LEAVING = Leaving(
    goes=(
        gettext_lazy(
            "Your name and e-mail address. In their place comes a made-up name, such as “Former member 4f7k2p”."
        ),
        gettext_lazy(
            "Your passkeys, codes, password and devices. Nobody can sign in with this account again."
        ),
        gettext_lazy("Your roles and invitations, at every organisation."),
        gettext_lazy("Your notifications, what you agreed to, and the list of what you opened."),
    ),
    stays=(
        Stays(
            gettext_lazy("The log, with your name in it."),
            gettext_lazy(
                "The law (NEN 7513) asks us to show for five years who saw or changed what about clients. After that "
                "it is removed."
            ),
        ),
        Stays(
            gettext_lazy("That somebody with this account held a role, and when. Under the made-up name."),
            gettext_lazy("Otherwise it could not be told who was allowed what at that time."),
        ),
    ),
    leave=leave_accounts,
)
