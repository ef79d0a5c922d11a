"""Offers, requests, questions and placements; one file a noun."""

from drakentemmers.matching.models.drafts import RequestDraft
from drakentemmers.matching.models.offers import Offer, OfferLink, Seat
from drakentemmers.matching.models.placements import Placement
from drakentemmers.matching.models.requests import Question, RequestStep, TreatmentRequest

__all__ = [
    "Offer",
    "OfferLink",
    "Placement",
    "Question",
    "RequestDraft",
    "RequestStep",
    "Seat",
    "TreatmentRequest",
]
