"""What rounds came to, for the list of them and for the page of one."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from drakentemmers.accounts.models import User
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Round, Suggestion
from drakentemmers.matching.rounds import Outcome, RoundState, SuggestionState, outcome


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a round stands: in a word, what its proposal comes to, and how many questions it sent."""

    text: str
    outcome: Outcome | None  # none: there is no proposal to look at
    sent: int


def standings(rounds: Collection[Round], user: User) -> dict[str, Standing]:
    """Return where each of `rounds` stands; two queries. Why a request that is kept from the reader has no place is
    not told."""
    states: dict[str, Counter[str]] = defaultdict(Counter)
    lines = Suggestion.objects.filter(round__in=rounds).order_by()
    for pk, state, count in lines.values_list("round", "state").annotate(count=Count("pk")):
        states[pk][state] = count
    missed: dict[str, set[str]] = defaultdict(set)
    unplaced = lines.not_kept_from(user).filter(state=SuggestionState.UNPLACED)
    for pk, reason in unplaced.values_list("round", "reason").distinct():
        missed[pk].add(reason)
    return {held.pk: _standing(held, states[held.pk], missed[held.pk]) for held in rounds}


def _standing(held: Round, states: Counter[str], missed: Collection[str]) -> Standing:
    state = RoundState(held.state)
    found = outcome(states, missed) if state == RoundState.READY else None
    return Standing(label(found or state), found, states[SuggestionState.SENT])
