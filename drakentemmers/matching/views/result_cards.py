"""Verdicts as the cards, pins and lines of a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drakentemmers.directory.labels import in_order, labels_of
from drakentemmers.directory.models import Municipality, Place
from drakentemmers.directory.rules import Language, Setting
from drakentemmers.kernel.geography import degrees_at
from drakentemmers.matching.capacity import WeekState
from drakentemmers.matching.read.cards import Card, cards
from drakentemmers.matching.read.travel import Travel, travels
from drakentemmers.matching.rules import Need, Verdict
from drakentemmers.matching.wording import (
    Availability,
    availability,
    availability_text,
    missed_text,
    travel_text,
)
from drakentemmers.ui.bunches import Pin
from drakentemmers.ui.maps import Label, Map, draw

PILLS = {
    Availability.SOON: ("ok", "calendar-check"),
    Availability.LATER: ("warn", "clock"),
    Availability.FULL: ("err", "circle-x"),
}
MOST_METHODS, MOST_LANGUAGES = 3, 3
AROUND_DEGREES = 1.1  # of outlines and names of places that can be in sight on a map


@dataclass(frozen=True, slots=True)
class Tag:
    """One fact on a card."""

    text: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class ResultCard:
    """One therapist as the list shows it."""

    number: int | None
    id: str
    name: str
    practice: str
    place: str
    km: int | None
    travel: str
    is_trainee: bool
    has_mark: bool
    tags: list[Tag]
    pill: str
    pill_kind: str
    pill_icon: str
    weeks: tuple[WeekState, ...]
    weeks_label: str
    stale_since: date | None
    misses: list[str]
    pin: Pin | None


def result_cards(
    verdicts: Sequence[Verdict], need: Need, *, on: date, now: datetime, first: int | None = 1
) -> list[ResultCard]:
    """Return a card for each verdict, numbered from `first`; not numbered when that is None."""
    shown = zip(cards(verdicts, on=on, now=now, first=first), travels(need, verdicts), strict=True)
    return [_result_card(card, travel, need, on) for card, travel in shown]


@dataclass(frozen=True, slots=True)
class StaleFrom:
    """Where on a page the offers begin that were not confirmed for longer than so many days."""

    first: int
    days: int


def stale_from(shown: Sequence[ResultCard], listed: Sequence[Verdict], days: int) -> StaleFrom | None:
    """Return from which card on the offers are stale; None where there is nothing to tell apart.

    Fresh offers come first in the whole list, so a list that begins with a stale one holds no other.
    """
    first = next((card.number for card in shown if card.stale_since), None)
    if first is None or first == 1:
        return None
    is_mixed = first != shown[0].number or not listed[0].is_stale
    return StaleFrom(first, days) if is_mixed else None


def _result_card(card: Card, travel: Travel | None, need: Need, on: date) -> ResultCard:
    verdict, supply = card.verdict, card.verdict.supply
    soon = availability(supply.first_place, on)
    kind, icon = PILLS[soon]
    return ResultCard(
        number=card.number,
        id=supply.id,
        name=supply.name,
        practice=card.practice,
        place=verdict.nearest.name if verdict.nearest else "",
        km=verdict.distance_km,
        travel=travel_text(travel) if travel else "",
        is_trainee=supply.is_trainee,
        has_mark=supply.quality_mark,
        tags=_tags(verdict, need),
        pill=availability_text(supply.first_place, on),
        pill_kind=kind,
        pill_icon=icon,
        weeks=card.weeks,
        weeks_label=weeks_label(card.weeks, on),
        stale_since=supply.confirmed_on if verdict.is_stale else None,
        misses=[missed_text(result) for result in verdict.results if not result.met and not result.is_wish],
        pin=_pin(card, soon),
    )


def _tags(verdict: Verdict, need: Need) -> list[Tag]:
    supply = verdict.supply
    methods = _first(in_order(supply.methods), need.methods, MOST_METHODS)
    tags = [Tag(text) for text in [*labels_of(supply.problems), *methods]]
    if Setting.ONLINE in supply.settings:
        tags.append(Tag(_("Online too"), "video"))
    if supply.settings & {Setting.SHELTER, Setting.HOMELESS_SHELTER}:
        tags.append(Tag(_("Comes to the shelter"), "house"))
    asked = {need.language} if need.language else {Language.DUTCH}
    tags.append(Tag(", ".join(_first(in_order(supply.languages), asked, MOST_LANGUAGES)), "languages"))
    if supply.works_with_interpreter and need.language and need.language not in supply.languages:
        tags.append(Tag(_("With an interpreter"), "message-square"))
    return tags


def _first(members: Iterable, asked: Iterable, at_most: int) -> list[str]:
    """Return labels, what was asked first, and how many more there are."""
    wanted = set(asked)
    ordered = sorted(members, key=lambda member: member not in wanted)
    names = [labels_of([member])[0] for member in ordered[:at_most]]
    return names if len(ordered) <= at_most else [*names, f"+{len(ordered) - at_most}"]


def weeks_label(weeks: Sequence[WeekState], on: date) -> str:
    """Return the bar in words, for who does not see it."""
    if not weeks:
        return ""
    words = {WeekState.FREE: _("free"), WeekState.LIMITED: _("limited"), WeekState.FULL: _("full")}
    return _("Place per week, week %(first)s to week %(last)s: %(states)s") % {
        "first": on.isocalendar().week,
        "last": (on + timedelta(weeks=len(weeks) - 1)).isocalendar().week,
        "states": ", ".join(words[week] for week in weeks),
    }


def _pin(card: Card, soon: Availability) -> Pin | None:
    place = card.verdict.nearest
    if place is None or card.number is None:
        return None
    latitude, longitude = degrees_at(place.point)
    return Pin(card.number, card.verdict.supply.name, latitude, longitude, soon.value, f"#r{card.number}")


def map_of(shown: Iterable[ResultCard], centre: tuple[float, float] | None, radius_km: int | None) -> Map:
    """Draw the cards that have a place, around the asked place if there is one."""
    pins = [card.pin for card in shown if card.pin]
    places = [(pin.latitude, pin.longitude) for pin in pins] + ([centre] if centre else [])
    window = _window(places, radius_km or 0)
    outlines = Municipality.objects.filter(**window).exclude(outline=[]).order_by("code")
    names = Place.objects.filter(**window).order_by("-population", "geoname_id")
    labels = names.values_list("name", "latitude", "longitude", "population")[:60]
    return draw(
        pins,
        centre=centre,
        radius_km=radius_km,
        outlines=list(outlines.values_list("name", "outline")),
        labels=[Label(*row) for row in labels],
    )


def _window(places: Sequence[tuple[float, float]], radius_km: int) -> dict[str, tuple[float, float]]:
    if not places:
        return {}
    margin = AROUND_DEGREES + radius_km / 70
    axes = {"latitude": [place[0] for place in places], "longitude": [place[1] for place in places]}
    return {f"{axis}__range": (min(found) - margin, max(found) + margin) for axis, found in axes.items()}


def status_line(total: int, soon: int, within_km: int | None) -> tuple[str, str]:
    """Return how many fit and how many of those soon, in two parts."""
    count = ngettext("%(n)s therapist", "%(n)s therapists", total) % {"n": total}
    if within_km:
        count = _("%(count)s within %(km)s km") % {"count": count, "km": within_km}
    return count, ngettext("%(n)s with a place within 4 weeks", "%(n)s with a place within 4 weeks", soon) % {
        "n": soon
    }
