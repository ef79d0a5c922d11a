"""Offers, requests, questions and placements; one file a noun."""

from drakentemmers.matching.models.drafts import RequestDraft
from drakentemmers.matching.models.nearby import NearbyCount, NearbyDemand
from drakentemmers.matching.models.notes import PrivateNote
from drakentemmers.matching.models.offers import Offer, OfferLink, Seat
from drakentemmers.matching.models.placements import Placement
from drakentemmers.matching.models.requests import Question, RequestStep, TreatmentRequest
from drakentemmers.matching.models.roster import RosterChange, RosterLife
from drakentemmers.matching.models.rounds import Round, RoundChoice, RoundStep, Suggestion
from drakentemmers.matching.models.searches import ChangesRead, KnownFit, SavedSearch

__all__ = [
    "ChangesRead",
    "KnownFit",
    "NearbyCount",
    "NearbyDemand",
    "Offer",
    "OfferLink",
    "Placement",
    "PrivateNote",
    "Question",
    "RequestDraft",
    "RequestStep",
    "RosterChange",
    "RosterLife",
    "Round",
    "RoundChoice",
    "RoundStep",
    "SavedSearch",
    "Seat",
    "Suggestion",
    "TreatmentRequest",
]
