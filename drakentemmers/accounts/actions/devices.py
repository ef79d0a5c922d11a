"""Writes about the devices somebody signs in from, and the sessions open on them."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.models import KnownDevice, User
from drakentemmers.audit.actions import record

NEW_DEVICE = "security.new_device"


@transaction.atomic
def meet_device(
    *, user: User, device: KnownDevice | None, agent: str, words: str, is_first: bool, now: datetime
) -> KnownDevice:
    """Note that `user` signed in from `device`, or from one never seen before; of a new one the person hears.

    `is_first`: this person never signed in before, so every device would be new. That there are no known devices does
    not say so: another password makes them forgotten.
    """
    if device is not None:
        KnownDevice.objects.filter(pk=device.pk).update(last_seen_at=now)
        record("session.started", user, by=user, now=now, device=device.pk)
        return device
    device = KnownDevice.objects.create(user=user, agent=agent, first_seen_at=now, last_seen_at=now)
    record("session.started", user, by=user, now=now, device=device.pk, new_device=True)
    if is_first:
        return device
    notify(
        user=user,
        topic=NEW_DEVICE,
        text=_("You signed in on a new device: %(device)s.") % {"device": words},
        path="/account/beveiliging/apparaten",
        subject=_("Signed in on a new device"),
        mail=_(
            "Somebody signed in to your account on a device that we did not know yet: %(device)s.\n\n"
            "Was that you? Then you need to do nothing.\n\n"
            "Was it somebody else? Sign in, open My account, Signing in and security, and choose another password. "
            "Everybody else is signed out then."
        )
        % {"device": words},
        now=now,
    )
    return device


@transaction.atomic
def forget_device(*, device: KnownDevice, by: User, now: datetime) -> None:
    """Trust this browser no longer: the next time it counts as new."""
    record("device.forgotten", device, by=by, now=now)
    device.delete()


@transaction.atomic
def forget_other_devices(*, user: User, keep: KnownDevice | None, now: datetime) -> int:
    """Trust no browser of `user` any longer but `keep`: the password was changed. Return how many that were."""
    rows = user.devices.exclude(pk=keep.pk if keep else None)
    count = rows.count()
    if count:
        record("device.forgotten", user, by=user, now=now, devices=count)
        rows.delete()
    return count


@transaction.atomic
def end_session(*, session: UserSession, by: User, now: datetime) -> None:
    """Sign `by` out on another device; that holds at its next request."""
    record("session.ended", session, by=by, now=now)
    session.end()


@transaction.atomic
def end_other_sessions(*, by: User, keep: str, now: datetime) -> int:
    """Sign `by` out everywhere but in the session with key `keep`, and return how many sessions ended."""
    others = list(UserSession.objects.filter(user=by).exclude(session_key=keep))
    for session in others:
        session.end()
    if others:
        record("session.ended", by, by=by, now=now, sessions=len(others))
    return len(others)
