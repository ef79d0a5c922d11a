"""Somebody leaves for good: drafts go, open questions end, the offer closes."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from drakentemmers.accounts.models import User
from drakentemmers.accounts.removal import Leaving, Stays
from drakentemmers.audit.actions import record
from drakentemmers.matching.actions.partings import stop_treating
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.models import Offer, RequestDraft, SavedSearch


def leave_matching(user: User, now: datetime) -> None:
    """Let go of what waits for `user`; call it while the profile still belongs to the person."""
    RequestDraft.objects.filter(user=user).delete()
    SavedSearch.objects.filter(user=user).delete()
    stop_treating(user, now)
    for offer in Offer.objects.select_for_update().filter(professional__user=user):
        offer.state, offer.note = OfferState.CLOSED, ""
        offer.version += 1
        offer.save()
        record("offer.closed", offer, by=None, now=now)


LEAVING = Leaving(
    goes=(
        gettext_lazy("Your drafts. Questions that wait for your answer end, and who asked hears of it."),
        gettext_lazy("Your offer of places is closed."),
        gettext_lazy("The searches you saved."),
    ),
    stays=(
        Stays(
            gettext_lazy(
                "Requests you made, and steps you took in them and in rounds. Under the made-up name."
            ),
            gettext_lazy(
                "They are your organisation's, and the course of a request must stay clear to who goes on with it."
            ),
        ),
    ),
    leave=leave_matching,
)
