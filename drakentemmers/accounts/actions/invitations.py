"""Inviting somebody: sending, sending again, taking back, accepting. One link, once, for one address."""

import contextlib
import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from drakentemmers.accounts.actions.guests import admit_guest
from drakentemmers.accounts.actions.members import demand_may_give, give_role, lock_organisation
from drakentemmers.accounts.actions.members_messages import News, tell
from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.actions.people import AddressTaken, open_account
from drakentemmers.accounts.actions.refusals import (
    AlreadyHeld,
    AlreadyOver,
    LinkRefused,
    SignInFirst,
    TooLong,
    TooMany,
    WrongPerson,
)
from drakentemmers.accounts.models import Invitation, Organisation, User
from drakentemmers.accounts.outbox import MailKind
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.actions import record
from drakentemmers.kernel.clock import local_date

DAY = timedelta(days=1)
LIKE_A_LINK = re.compile(r"[/@:\n]|\.\w{2}")
LONGEST_LOOK = timedelta(days=183)  # of a guest


def hash_of(token: str) -> str:
    """Return what is kept of a link. The token holds 256 random bits: a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *, organisation: Organisation, email: str, roles: Collection[Role], by: User | None, now: datetime
) -> Invitation:
    """Invite the person behind an address to roles in this organisation, and send the link there.

    The last invitation of an address counts: an earlier open one, and every role in it, is dead. So a role chosen by
    mistake is put right by inviting again. Raises OwnRole, NotTheirsToGive, AlreadyHeld when the person holds one of
    `roles`, and TooMany.
    """
    user = User.objects.filter(email=email.lower()).first()
    for role in roles:
        demand_may_give(by, organisation, user, role)
    if user is not None and user.memberships.standing(local_date(now)).filter(
        organisation=organisation, role__in=roles
    ):
        raise AlreadyHeld
    return _send(organisation, email, by=by, now=now, roles=frozenset(roles))


@transaction.atomic
def invite_guest(
    *,
    organisation: Organisation,
    subject: Model,
    permission: Permission,
    email: str,
    until: date,
    by: User | None,
    now: datetime,
) -> Invitation:
    """Invite the person behind an address to look at one record of this organisation, for at most half a year.

    `permission` is what `by` must hold on `subject`. Raises AlreadyHeld, TooLong and TooMany.
    """
    demand(by, permission, subject)
    if not local_date(now) <= until <= local_date(now) + LONGEST_LOOK:
        raise TooLong
    user = User.objects.filter(email=email.lower()).first()
    if user is not None and user.has_perm(permission, subject):
        raise AlreadyHeld
    return _send(
        organisation,
        email,
        by=by,
        now=now,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        until=until,
    )


def _send(
    organisation: Organisation, email: str, *, by: User | None, now: datetime, **what: Any
) -> Invitation:
    """Write the invitation and mail its link."""
    written = write_invitation(organisation, email, by=by, now=now, **what)
    mail_invitation(written, now=now)
    return written.invitation


@dataclass(frozen=True, slots=True)
class Written:
    """An invitation and its link, which is known at this moment only."""

    invitation: Invitation
    link: str


def write_invitation(
    organisation: Organisation,
    email: str,
    *,
    by: User | None,
    now: datetime,
    roles: frozenset[Role] = frozenset(),
    subject_type: str = "",
    subject_id: str = "",
    until: date | None = None,
) -> Written:
    """Write an invitation; the earlier one of this address is dead.

    Under the lock of the organisation: so the number per day really holds.
    """
    lock_organisation(organisation)
    email = email.lower()
    ours = Invitation.objects.filter(organisation=organisation)
    if ours.filter(made_at__gt=now - DAY).count() >= settings.INVITATIONS_PER_DAY:
        raise TooMany
    same = ours.open().filter(email=email, subject_type=subject_type, subject_id=subject_id)
    replaced = same.update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        roles=roles,
        subject_type=subject_type,
        subject_id=subject_id,
        until=until,
        token_hash=hash_of(token),
        made_by=by,
        made_at=now,
        expires_at=now + timedelta(days=settings.INVITATION_VALID_FOR),
    )
    record(
        "invitation.sent",
        invitation,
        by=by,
        now=now,
        on_behalf_of=organisation.pk,
        role=", ".join(sorted(roles)),
        again=bool(replaced),
        **({"case": f"{subject_type}:{subject_id}"} if subject_type else {}),
    )
    return Written(invitation, f"{settings.SITE_URL}/uitnodiging/{token}")


def mail_invitation(written: Written, *, now: datetime) -> None:
    """Say who invites to which site; not which organisation, nor for what: the page behind the link does."""
    lines = [
        _("%(name)s invites you to Drakentemmers, a site for professionals.")
        % {"name": _name_of(written.invitation.made_by)},
        _("Open it here: %(url)s") % {"url": written.link},
        _("The link works once, for %(days)s days. Nothing happens until you press the button on that page.")
        % {"days": settings.INVITATION_VALID_FOR},
        _("Did you not expect this? Then do nothing. You hear no more of it."),
        "",
    ]
    queue_mail(
        to=written.invitation.email,
        subject=_("An invitation for you"),
        text="\n\n".join(lines),
        kind=MailKind.INVITATION,
        now=now,
    )


def _name_of(sender: User | None) -> str:
    """Return the name of a sender; not one that a mail program could turn into a link, for people choose their own."""
    if sender is None:
        return _("The project office")
    return _("A colleague") if LIKE_A_LINK.search(sender.name) else sender.name


@transaction.atomic
def invite_again(*, invitation: Invitation, by: User | None, now: datetime) -> Invitation:
    """Send a fresh link; the old one is dead from now on. Raises AlreadyOver, NotTheirsToGive and TooMany."""
    _lock_open(invitation)
    _demand_may_invite(by, invitation)
    for role in invitation.roles:
        demand_may_give(by, invitation.organisation, None, role)
    return _send(
        invitation.organisation,
        invitation.email,
        by=by,
        now=now,
        roles=invitation.roles,
        subject_type=invitation.subject_type,
        subject_id=invitation.subject_id,
        until=invitation.until,
    )


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User | None, now: datetime) -> None:
    """Take an invitation back: its link is dead. Raises AlreadyOver when it was used or taken back before."""
    _lock_open(invitation)
    _demand_may_invite(by, invitation)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    record("invitation.revoked", invitation, by=by, now=now, on_behalf_of=invitation.organisation_id)


def _lock_open(invitation: Invitation) -> None:
    lock_organisation(invitation.organisation)
    invitation.refresh_from_db()
    if invitation.used_at or invitation.revoked_at:
        raise AlreadyOver


def _demand_may_invite(by: User | None, invitation: Invitation) -> None:
    """Who invites to a role manages the members; a guest's invitation is of whoever may ask for the organisation."""
    permission = Permission.INVITE_GUEST if invitation.subject_type else Permission.MANAGE_MEMBERS
    demand(by, permission, invitation.organisation)


@dataclass(frozen=True, slots=True)
class Door:
    """What stands behind a link: the invitation, and the account of its address when somebody uses that."""

    invitation: Invitation
    user: User | None


def find_door(*, token: str, now: datetime) -> Door:
    """Return what a link opens, without opening it. Raises LinkRefused, whatever the reason."""
    found = Invitation.objects.working(now).select_related("organisation", "made_by")
    invitation = found.filter(token_hash=hash_of(token)).first()
    if invitation is None:
        raise LinkRefused
    user = User.objects.filter(email=invitation.email).first()
    is_over = invitation.until is not None and invitation.until < local_date(now)
    if is_over or (user is not None and not user.is_active) or not _still_stands(invitation):
        raise LinkRefused
    return Door(invitation, user)


def _still_stands(invitation: Invitation) -> bool:
    """An invitation is worth no more than the right of whoever sent it, as it is now."""
    sender = invitation.made_by
    permission = Permission.INVITE_GUEST if invitation.subject_type else Permission.MANAGE_MEMBERS
    return sender is None or (sender.is_active and sender.has_perm(permission, invitation.organisation))


@transaction.atomic
def accept(*, token: str, name: str, signed_in: User | None, now: datetime) -> User:
    """Use a link: open an account when there is none, and give the role or the look at the case.

    Of many who press at once, one comes in. Raises LinkRefused, WrongPerson when somebody else is signed in,
    SignInFirst when the address has an account in use, and RolesExclude.
    """
    door = find_door(token=token, now=now)
    invitation = door.invitation
    if signed_in is not None and signed_in.email != invitation.email:
        raise WrongPerson
    if signed_in is None and door.user is not None and door.user.has_begun:
        raise SignInFirst
    lock_organisation(invitation.organisation)
    door = find_door(token=token, now=now)  # once more: it may have been used while waiting
    if not Invitation.objects.working(now).filter(pk=invitation.pk).update(used_at=now):
        raise LinkRefused
    user = door.user or _open(invitation, name, now=now)
    Invitation.objects.filter(pk=invitation.pk).update(used_by=user)
    if invitation.subject_type:
        admit_guest(invitation=invitation, user=user, now=now)
    else:
        _join(invitation, user, now=now)
    record("invitation.accepted", invitation, by=user, now=now, on_behalf_of=invitation.organisation_id)
    if invitation.made_by is not None and invitation.made_by.is_active:
        tell(invitation.made_by, News.ACCEPTED, now=now, path=_page_of(invitation))
    return user


def _open(invitation: Invitation, name: str, *, now: datetime) -> User:
    try:
        return open_account(email=invitation.email, name=name, by=None, now=now)
    except AddressTaken:  # somebody came in by another link at the same moment
        raise SignInFirst from None


def _join(invitation: Invitation, user: User, *, now: datetime) -> None:
    for role in sorted(invitation.roles):
        with contextlib.suppress(AlreadyHeld):  # given in the meantime
            give_role(
                organisation=invitation.organisation,
                user=user,
                role=role,
                starts_on=local_date(now),
                by=user,
                now=now,
            )


def _page_of(invitation: Invitation) -> str:
    if invitation.subject_type:
        return "/mijn"
    return f"/organisaties/{invitation.organisation_id}/mensen"
