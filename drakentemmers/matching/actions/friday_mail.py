"""The Friday mail "Klopt je plek nog?" and the link in it: one tap, without signing in.

The link is signed, is about one offer and one week, works once and stops working after OFFER_LINK_VALID_FOR days.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from smtplib import SMTPException

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from drakentemmers.kernel.clock import local_date, monday
from drakentemmers.matching.actions.errors import LinkExpired, LinkForged, LinkUsed
from drakentemmers.matching.actions.offers import close_offer, confirm_offer, lower_offer
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.models import Offer, OfferLink

log = logging.getLogger(__name__)
SALT = "matching.offer-link"
CLAIM_LASTS = timedelta(minutes=10)  # after that a run that broke off is taken to be gone


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
    """Ask every therapist with an open or parked offer whether it still stands; return how many mails went out.

    Once per offer and week: run again after a break-off it sends only what was not sent yet, and two runs at the same
    time share the work.
    """
    sent = 0
    connection = get_connection()
    try:
        for offer in _to_be_asked(local_date(now)):
            link = _claim(offer, now)
            if link is not None and _send(offer, link, connection, now):
                sent += 1
    finally:
        connection.close()
    return sent


def _to_be_asked(today: date) -> list[Offer]:
    offers = Offer.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        state__in=[OfferState.OPEN, OfferState.PARKED],
        professional__is_active=True,
    ).exclude(links__week=monday(today), links__sent_at__isnull=False)
    offers = offers.select_related("professional__user").order_by("pk")
    return [offer for offer in offers if address_of(offer)]


def address_of(offer: Offer) -> str:
    """Return where mail about an offer goes: the account's address, else that of the profile; may be empty."""
    user = offer.professional.user
    return user.email if user is not None and user.is_active else offer.professional.email


@transaction.atomic
def _claim(offer: Offer, now: datetime) -> OfferLink | None:
    """Return this week's link when this run may send it; None when another run did, or is at it."""
    link, _made = OfferLink.objects.get_or_create(offer=offer, week=monday(local_date(now)))
    free = OfferLink.objects.filter(
        Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - CLAIM_LASTS), pk=link.pk, sent_at__isnull=True
    )
    return link if free.update(claimed_at=now) else None


def _send(offer: Offer, link: OfferLink, connection: BaseEmailBackend, now: datetime) -> bool:
    rows = OfferLink.objects.filter(pk=link.pk)
    message = EmailMessage(_("Is your place still right?"), _text(link), None, [address_of(offer)])
    message.connection = connection
    try:
        message.send()
    except (SMTPException, OSError):
        log.exception("the Friday mail for offer %s was not sent", offer.pk)
        connection.close()  # the next message opens a fresh one
        rows.update(claimed_at=None)
        return False
    rows.update(sent_at=now)
    return True


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
    sent = link.sent_at or link.claimed_at
    too_old = sent is None or sent + timedelta(days=settings.OFFER_LINK_VALID_FOR) <= now
    if too_old or not link.offer.professional.is_active:
        raise LinkExpired
