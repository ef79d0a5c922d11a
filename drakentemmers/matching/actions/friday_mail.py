"""The Friday mail "Klopt je plek nog?" and the link in it: one tap, without signing in.

The link is signed, is about one offer and one week, works once and stops working after OFFER_LINK_VALID_FOR days.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.actions.outbox_sending import send_due
from drakentemmers.accounts.models import User
from drakentemmers.accounts.outbox import MailKind, UnsafeMailError
from drakentemmers.accounts.read.preferences import how_for
from drakentemmers.accounts.topics import How, Topic
from drakentemmers.accounts.unsubscribe import unsubscribe_headers, unsubscribe_url, with_way_out
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date, monday
from drakentemmers.matching.actions.errors import LinkExpired, LinkForged, LinkUsed
from drakentemmers.matching.actions.offers import close_offer, confirm_offer, lower_offer
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.models import Offer, OfferLink

log = logging.getLogger(__name__)
SALT = "matching.offer-link"


class LinkAnswer(StrEnum):
    """What one tap can say."""

    CONFIRM = "confirm"
    LOWER = "lower"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What the page behind a working link shows, and no more: the link may have been forwarded."""

    places: int
    period_weeks: int


def send_friday_mail(*, now: datetime) -> int:
    """Ask every therapist with an open or parked offer whether it still stands; return how many mails were written.

    Once per offer and week: link and mail are written in one transaction, so that a run that breaks off leaves none
    of the two. Two runs at the same time share the work. The mails leave by the outbox, which sends them at once as
    far as the mail server takes them. Who wants no mail about places finds the question under the bell.
    """
    written = 0
    for offer in _to_be_asked(local_date(now)):
        try:
            written += _write(offer, now)
        except UnsafeMailError:
            log.warning("offer %s: the address to mail to is not one address", offer.pk)
    if written:
        send_due(now=now)
    return written


def _to_be_asked(today: date) -> list[Offer]:
    offers = Offer.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        state__in=[OfferState.OPEN, OfferState.PARKED],
        professional__in=Professional.objects.available(today),
    ).exclude(links__week=monday(today))
    offers = offers.select_related("professional__user").order_by("pk")
    return [offer for offer in offers if address_of(offer)]


def address_of(offer: Offer) -> str:
    """Return where mail about an offer goes: the account's address, else that of the profile; may be empty."""
    user = _account_of(offer)
    return offer.professional.email if user is None else user.email


def _account_of(offer: Offer) -> User | None:
    user = offer.professional.user
    return user if user is not None and user.is_active else None


@transaction.atomic
def _write(offer: Offer, now: datetime) -> bool:
    """Write this week's link and its mail; False when another run did."""
    link, is_new = OfferLink.objects.get_or_create(
        offer=offer, week=monday(local_date(now)), defaults={"sent_at": now}
    )
    user = _account_of(offer)
    if is_new and user is not None and how_for(user, Topic.PLACES) is How.BELL:
        notify(
            user=user,
            topic="matching.offer",
            text=_("Is your place still right?"),
            path=reverse("offer"),
            now=now,
        )
        return False
    if is_new:
        _mail(offer, link, now)
    return is_new


def _mail(offer: Offer, link: OfferLink, now: datetime) -> None:
    """Write the mail. Who has an account can end these mails by a button of the mail program."""
    user, text, headers = _account_of(offer), _text(link), {}
    if user is not None:
        url = unsubscribe_url(user, [Topic.PLACES])
        text, headers = with_way_out(text, url), unsubscribe_headers(url)
    queue_mail(
        to=address_of(offer),
        subject=_("Is your place still right?"),
        text=text,
        kind=MailKind.WEEKLY,
        now=now,
        user=user,
        headers=headers,
        at_once=False,
    )


def _text(link: OfferLink) -> str:
    url = settings.SITE_URL + reverse("offer_link", args=[token_of(link)])
    return "\n\n".join(
        [
            _("Is your place still right? Tap the link and choose. You do not need to sign in."),
            url,
            _("The link works once, for %(days)s days. Nothing changes until you choose.")
            % {"days": settings.OFFER_LINK_VALID_FOR},
            "",
        ]
    )


def token_of(link: OfferLink) -> str:
    """Return the signed token that stands for this link in an address."""
    return signing.Signer(salt=SALT).sign_object(link.pk)


def read_link(*, token: str, now: datetime) -> LinkFacts:
    """Return what a working link is about. Changes nothing. Raises LinkForged, LinkUsed and LinkExpired."""
    link = _link_of(token)
    _demand_alive(link, now)
    return LinkFacts(link.offer.places, link.offer.period_weeks)


@transaction.atomic
def answer_link(*, token: str, answer: str, now: datetime, places: int | None = None) -> Offer:
    """Do what was tapped, once: confirm, lower (to `places`, else by one) or close the offer, and return it.

    Raises LinkForged, LinkUsed, LinkExpired, and ValueError for an answer that is not on the page.
    """
    chosen = LinkAnswer(answer)
    link = _link_of(token)
    offer = link.offer
    offer.refresh_from_db(from_queryset=Offer.objects.select_for_update())
    link.refresh_from_db(fields=["used_at"])
    _demand_alive(link, now)
    OfferLink.objects.filter(pk=link.pk).update(used_at=now, answer=chosen)
    match chosen:
        case LinkAnswer.CONFIRM:
            confirm_offer(offer=offer, by=None, now=now)
        case LinkAnswer.LOWER:
            fewer = offer.places - 1 if places is None else places
            lower_offer(offer=offer, places=fewer, by=None, now=now)
        case LinkAnswer.CLOSE:
            close_offer(offer=offer, by=None, now=now)
    return offer


def _link_of(token: str) -> OfferLink:
    try:
        pk = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        raise LinkForged from None
    link = OfferLink.objects.select_related("offer__professional").filter(pk=pk).first()
    if link is None:
        raise LinkExpired
    return link


def _demand_alive(link: OfferLink, now: datetime) -> None:
    if link.used_at is not None:
        raise LinkUsed
    too_old = link.sent_at + timedelta(days=settings.OFFER_LINK_VALID_FOR) <= now
    if too_old or not link.offer.professional.is_available(local_date(now)):
        raise LinkExpired
