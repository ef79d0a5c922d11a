"""Searches that people of the demonstration saved: one that told of somebody, one that rests."""

from collections.abc import Collection
from datetime import datetime, timedelta

from drakentemmers.accounts.models import User
from drakentemmers.directory.read.places import resolve_place
from drakentemmers.directory.rules import ClientGroup, Language
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.alerts import read_changes, tell_new_fits
from drakentemmers.matching.actions.nearby import count_nearby
from drakentemmers.matching.actions.offers import close_offer, reopen_offer
from drakentemmers.matching.actions.searches import SearchTooWide, pause_search, save_search
from drakentemmers.matching.models import Offer
from drakentemmers.matching.read.shortlist import find
from drakentemmers.matching.rules import Need

TELLS = ("Kinderen, in de buurt van Almere", "plaats=Almere&binnen=50&voor-wie=child_6_12")
RESTS = ("Volwassenen, Arabisch zonder tolk", "voor-wie=adult&taal=ar")


def save_searches(asker: User, *, signs_in: Collection[User], now: datetime) -> None:
    """Play that `asker` saved two searches, and that a therapist opened a place since; and count families."""
    then = now - timedelta(days=3)
    place = resolve_place("Almere")
    near = Need(ClientGroup.CHILD_6_12, place.point if place else None, max_km=50)
    arabic = Need(ClientGroup.ADULT, language=Language.ARABIC)
    offer = _who_comes_back(near, signs_in, now)
    if offer is not None:
        close_offer(offer=offer, by=None, now=then - timedelta(hours=1))
    try:
        save_search(name=TELLS[0], need=near, query=TELLS[1], by=asker, now=then)
        later = then + timedelta(hours=1)
        resting = save_search(name=RESTS[0], need=arabic, query=RESTS[1], by=asker, now=later)
        pause_search(search=resting, by=asker, now=then + timedelta(hours=2))
    except SearchTooWide:
        return  # a demonstration so big that so few filters find hundreds
    finally:
        if offer is not None:
            reopen_offer(offer=offer, by=None, now=now - timedelta(hours=3))
    moment = now - timedelta(hours=2)
    read_changes(now=moment)
    tell_new_fits(now=moment)
    count_nearby(now=now)


def _who_comes_back(need: Need, signs_in: Collection[User], now: datetime) -> Offer | None:
    """Return the offer of the first who fits and is nobody that signs in."""
    on = local_date(now)
    ids = [verdict.supply.id for verdict in find(need, on=on, now=now, limit=20).fits]
    offers = Offer.objects.filter(professional__in=ids).exclude(professional__user__in=signs_in)
    return offers.order_by("pk").first()
