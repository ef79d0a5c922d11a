"""Therapists with a place to offer, as rows."""

from datetime import date, datetime, timedelta

from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import AMSTERDAM
from drakentemmers.matching.models import Offer
from tests.factories.directory import ALMERE, ProfessionalFactory, WorkLocationFactory

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=AMSTERDAM)
ON = NOW.date()
THIS_WEEK = date(2026, 11, 16)


def therapist(
    name: str, *, at: tuple[float, float] = ALMERE, offer: dict | None = None, **fields: object
) -> Professional:
    """A therapist at a latitude and longitude, with a place this week unless `offer` says otherwise."""
    professional = ProfessionalFactory(name=name, **fields)
    WorkLocationFactory(professional=professional, latitude=at[0], longitude=at[1])
    terms = {"starts_on": THIS_WEEK, "confirmed_at": NOW - timedelta(days=2)}
    Offer.objects.create(professional=professional, **(terms | (offer or {})))
    return professional
