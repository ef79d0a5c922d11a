"""Asking for newsletters, confirming, leaving. The log tells nothing of it: what one reads is nobody's business."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from drakentemmers.accounts.actions.bounces import address_answers
from drakentemmers.accounts.actions.lockout import Door, Gate, take_try
from drakentemmers.accounts.actions.outbox import drop_waiting, queue_mail
from drakentemmers.accounts.models import OutgoingMail, User
from drakentemmers.accounts.outbox import MailKind
from drakentemmers.accounts.read.bounces import bounce_of
from drakentemmers.knowledge.models import NewsletterTopic, Subscription, address_keys
from drakentemmers.knowledge.newsletter_links import Asked, WayOut, confirm_url, leave_url


@transaction.atomic
def ask_newsletters(*, address: str, topics: Sequence[NewsletterTopic], now: datetime) -> None:
    """Keep that an address asked for topics, and mail it the link that confirms.

    Answers nothing on purpose: whoever fills in a form learns the same, whether the address is known or not. Nobody
    fills somebody's box through our form: after three mails in a day nothing is mailed.
    """
    address = address.strip().lower()
    may_mail = take_try([Door(Gate.NEWSLETTER, address)], now=now) is None
    rows = [_asked(address, topic, now) for topic in topics]
    if not may_mail or not rows:
        return
    unconfirmed = [row.pk for row in rows if row.confirmed_at is None]
    if unconfirmed:
        Subscription.objects.filter(pk__in=unconfirmed).update(asked_at=now)
        _mail_link(address, unconfirmed, now)
    else:
        _mail_known(address, rows, now)


def _asked(address: str, topic: NewsletterTopic, now: datetime) -> Subscription:
    found = Subscription.objects.select_for_update().of_address(address).filter(topic=topic).first()
    if found is not None:
        return found
    row, _is_new = Subscription.objects.get_or_create(
        topic=topic,
        address_key=address_keys(address)[0],
        defaults={"address": address, "asked_at": now},
    )
    return row


def _mail_link(address: str, ids: list[str], now: datetime) -> None:
    """No topic is named: somebody else may read along in this box."""
    parts = [
        _("Somebody filled in this address to get news of Drakentemmers. Was that you? Open this link:"),
        confirm_url(ids, now),
        _("The link works for two days. You get nothing until you press the button there."),
        _("Was it somebody else? Then do nothing. Within a week we forget this address."),
    ]
    queue_mail(
        to=address,
        subject=_("Confirm your e-mail address"),
        text="\n\n".join([*parts, ""]),
        kind=MailKind.ACCOUNT,
        now=now,
    )


def _mail_known(address: str, rows: list[Subscription], now: datetime) -> None:
    parts = [
        _(
            "Somebody filled in this address to get news of Drakentemmers. You get it already: nothing changes."
        ),
        _("Do you want no more news? Here you end it:"),
        *(leave_url(row.pk, row.topic_id) for row in rows),
    ]
    queue_mail(
        to=address,
        subject=_("You get our news already"),
        text="\n\n".join([*parts, ""]),
        kind=MailKind.ACCOUNT,
        now=now,
    )


@transaction.atomic
def confirm_newsletters(*, asked: Asked, now: datetime) -> int:
    """Let what was asked begin; return for how many topics it goes from now on, 0 when it was forgotten meanwhile.

    The caller looked whether the link is still good. Who opened it has shown that mail arrives, so a delivery that
    once came back no longer counts.
    """
    rows = list(Subscription.objects.select_for_update().filter(pk__in=asked.ids).order_by("pk"))
    Subscription.objects.filter(pk__in=[row.pk for row in rows], confirmed_at=None).update(confirmed_at=now)
    for address in {row.address for row in rows}:
        address_answers(address)
    return len(rows)


@transaction.atomic
def leave_newsletter(*, way_out: WayOut, everything: bool, now: datetime) -> None:
    """End the newsletter a link is about, or all of that address. A second time nothing is left to do."""
    row = Subscription.objects.filter(pk=way_out.subscription).first()
    if row is None:
        return
    same = Subscription.objects.filter(address_key=row.address_key)
    _end(same if everything else same.filter(pk=row.pk), now)


@transaction.atomic
def join_newsletter(*, topic: NewsletterTopic, by: User, now: datetime) -> bool:
    """Let `by` get a newsletter at the address of the account; False when that address has to be confirmed again.

    The address of an account is proven. When mail to it came back it counts as new.
    """
    if not topic.is_open:
        raise PermissionDenied("this newsletter takes nobody new")
    if bounce_of(by.email) is not None:
        ask_newsletters(address=by.email, topics=[topic], now=now)
        return False
    row = _asked(by.email.lower(), topic, now)
    Subscription.objects.filter(pk=row.pk, confirmed_at=None).update(confirmed_at=now)
    return True


@transaction.atomic
def leave_newsletters_of(
    *, user: User, topics: Iterable[NewsletterTopic] | None, by: User, now: datetime
) -> None:
    """End newsletters to the address of an account: those of `topics`, or all."""
    if by.pk != user.pk:
        raise PermissionDenied("only the person")
    rows = Subscription.objects.of_address(user.email)
    _end(rows if topics is None else rows.filter(topic__in=list(topics)), now)


def _end(rows: QuerySet[Subscription], now: datetime) -> None:
    """Forget subscriptions, and drop what waits to be sent of them.

    The row is locked first: who writes an issue at this moment either finds it gone, or has written the mail that is
    dropped here.
    """
    for row in rows.select_for_update().order_by("pk"):
        waiting = OutgoingMail.objects.filter(
            delivery__address_key=row.address_key, delivery__mailing__topic=row.topic_id
        )
        drop_waiting(waiting, now=now)
        row.delete()
