"""Writes about mail that came back."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.models import MailBounce, Membership, OutgoingMail, User
from drakentemmers.accounts.outbox import MailState
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.actions import record
from drakentemmers.kernel.clock import local_date


@transaction.atomic
def note_return(*, message_id: str, status: str, now: datetime) -> bool:
    """Keep that the mail with this Message-ID came back with `status`; False when we sent none, or knew it.

    Its address gets no more news until its owner says that it works. That person and the owners of his or her
    organisations find a line under the bell.
    """
    ours = OutgoingMail.objects.select_for_update(of=("self",)).filter(
        message_id=message_id, state__in=[MailState.SENT, MailState.UNSURE], returned_at__isnull=True
    )
    mail = ours.select_related("user").first()
    if mail is None:
        return False
    OutgoingMail.objects.filter(pk=mail.pk).update(returned_at=now, reason=status)
    _bounce, is_new = MailBounce.objects.update_or_create(
        address=mail.to.lower(), defaults={"at": now, "status": status}
    )
    user = mail.user
    if is_new and user is not None and user.is_active and user.email.lower() == mail.to.lower():
        record("mail.returned", user, by=None, now=now, status=status)
        _tell(user, now)
    return True


def _tell(user: User, now: datetime) -> None:
    notify(
        user=user,
        topic="security.mail_returned",
        text=_("Mail to your address comes back. Check the address."),
        path=reverse("mail_preferences"),
        now=now,
    )
    organisations = user.organisation_ids()
    owners = Membership.objects.current(local_date(now)).filter(
        organisation__in=organisations, role=Role.OWNER
    )
    for owner in owners.exclude(user=user).select_related("user").order_by("pk"):
        notify(
            user=owner.user,
            topic="security.mail_returned",
            text=_("Mail to %(name)s comes back. Ask for another address.") % {"name": user.name},
            path=reverse("organisation", args=[owner.organisation_id]),
            now=now,
        )


@transaction.atomic
def try_address_again(*, user: User, by: User, now: datetime) -> bool:
    """Let mail go to the address of `user` again; False when nothing held it back."""
    if by.pk != user.pk:
        raise PermissionDenied("only the person knows")
    gone, _rows = MailBounce.objects.filter(address=user.email.lower()).delete()
    if gone:
        record("mail.address_tried_again", user, by=by, now=now)
    return bool(gone)


@transaction.atomic
def address_answers(address: str) -> None:
    """Somebody opened the link of a mail to `address`: mail reaches it, whatever came back before."""
    MailBounce.objects.filter(address=address.lower()).delete()
