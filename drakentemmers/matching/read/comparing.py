"""Two proposals beside each other: a round and what if, or two rounds of before. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drakentemmers.accounts.models import User
from drakentemmers.directory.models import Professional
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Round
from drakentemmers.matching.read.ground import Scenario, gather
from drakentemmers.matching.read.hand_choices import choices_of, standing
from drakentemmers.matching.read.proposals import Proposal, propose
from drakentemmers.matching.read.round_pages import names_of_requests
from drakentemmers.matching.round_words import change_text
from drakentemmers.matching.rounds import URGENCIES, Figures, SuggestionState, difference

WAITS = 20.0  # seconds for both proposals together; then the best so far
MOST_NAMED = 12
MOST_THERAPISTS = 300


@dataclass(frozen=True, slots=True)
class Row:
    """One thing counted in both."""

    name: str
    first: str
    second: str
    difference: str
    is_better: bool = False
    is_worse: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """Two proposals beside each other."""

    first_name: str
    second_name: str
    said: str
    rows: list[Row]
    gains: list[str]  # waited in both
    loses: list[str]
    came: list[str]  # who had a place in one, and did not wait in the other
    left: list[str]


def what_if(held: Round, scenario: Scenario, user: User, now: datetime) -> Compared:
    """Return the round as it would be worked out now beside the same in a scenario."""
    ends = monotonic() + WAITS

    def stop() -> bool:
        return monotonic() > ends

    was = dict(
        held.suggestions.filter(state=SuggestionState.PROPOSED).values_list("request_id", "professional_id")
    )
    chosen = choices_of(held)

    def worked_out(changed: Scenario, yesterday: Mapping[str, str]) -> Proposal:
        ground = gather(held.scope, now=now, families=held.families, yesterday=yesterday, scenario=changed)
        choices, _dropped = standing(ground, chosen)
        return propose(ground, pins=dict(choices.pins), forbidden=choices.forbidden, stop=stop, now=now)

    first = worked_out(Scenario(), was)
    second = worked_out(scenario, first.pairs)
    names, pairs = (_("Now"), _("What if")), (first.pairs, second.pairs)
    return _compared(
        names, (first.figures, second.figures), pairs, (set(first.order), set(second.order)), user
    )


def two_rounds(first: Round, second: Round, user: User) -> Compared | None:
    """Return two rounds of one region beside each other; None when one of them has no proposal."""
    figures = [Figures.of(held.figures.get("reached", {})) for held in (first, second)]
    if figures[0] is None or figures[1] is None:
        return None
    pairs, waited = [], []
    for held in (first, second):
        lines = dict(held.suggestions.values_list("request_id", "professional_id"))
        waited.append(set(lines))
        pairs.append({request: therapist for request, therapist in lines.items() if therapist})
    moments = [date_format(localtime(held.made_at), "j F, H.i") for held in (first, second)]
    names = [_("Round of %(moment)s") % {"moment": moment} for moment in moments]
    return _compared(names, (figures[0], figures[1]), pairs, waited, user)


def _compared(
    names: Sequence[str],
    figures: tuple[Figures, Figures],
    pairs: Sequence[Mapping[str, str]],
    waited: Sequence[set[str]],
    user: User,
) -> Compared:
    first, second = figures
    gained, lost = pairs[1].keys() - pairs[0].keys(), pairs[0].keys() - pairs[1].keys()
    change = difference(first, second, *pairs)
    rows = [
        _row(_("Place: %(urgency)s") % {"urgency": label(urgency).lower()}, a, b)
        for urgency, a, b in zip(URGENCIES, first.placed, second.placed, strict=True)
    ]
    rows.append(_row(_("Places in all"), first.total, second.total))
    rows.append(_row(_("Without a place"), first.left, second.left, more_is_better=False))
    rows.append(_row(_("Kilometres away on average"), first.km_each, second.km_each, more_is_better=False))
    return Compared(
        names[0],
        names[1],
        _("There is no difference.") if change.is_nothing else change_text(change),
        rows,
        gains=_named(gained & waited[0], user),
        loses=_named(lost & waited[1], user),
        came=_named(gained - waited[0], user),
        left=_named(lost - waited[1], user),
    )


def _row(name: str, first: int, second: int, *, more_is_better: bool = True) -> Row:
    more = second - first
    shown = f"{'+' if more > 0 else ''}{number_format(more)}" if more else _("the same")
    better = more > 0 if more_is_better else more < 0
    return Row(
        name,
        number_format(first),
        number_format(second),
        shown,
        bool(more) and better,
        bool(more) and not better,
    )


def _named(requests: set[str], user: User) -> list[str]:
    names = list(names_of_requests(requests, user).values())
    more = len(requests) - len(names[:MOST_NAMED])
    others = [ngettext("and %(n)s more", "and %(n)s more", more) % {"n": number_format(more)}] if more else []
    return names[:MOST_NAMED] + others


def therapists_of(held: Round) -> list[Professional]:
    """Return the therapists a round speaks of, by name: those it proposes and those where a place would help."""
    scarce = [pk for pk, _count in held.figures.get("scarce", [])]
    rows = Professional.objects.filter(pk__in=held.suggestions.values("professional")) | (
        Professional.objects.filter(pk__in=scarce)
    )
    return list(rows.order_by("name", "pk")[:MOST_THERAPISTS])
