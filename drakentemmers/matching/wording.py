"""What the rules found, in words: for the pages and for the terminal."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drakentemmers.directory.labels import labels_of
from drakentemmers.kernel.clock import weeks_between
from drakentemmers.matching.labels import label
from drakentemmers.matching.read.shortlist import Obstacle
from drakentemmers.matching.read.travel import Travel
from drakentemmers.matching.read.ways import Opening
from drakentemmers.matching.roster.seeking import SOON_WEEKS
from drakentemmers.matching.rules import Measure, NeedName, Result
from drakentemmers.matching.widening import Kind, Widening


class Availability(StrEnum):
    """How soon somebody can start, as the pill, the pin and the legend show it."""

    SOON = "ok"
    LATER = "warn"
    FULL = "full"


def long_date(day: date) -> str:
    """Return "18 november 2026"."""
    return date_format(day, "j F Y")


def availability(first_place: date | None, on: date) -> Availability:
    """Return whether the first place is within four weeks of `on`, later, or nowhere in sight."""
    if first_place is None:
        return Availability.FULL
    return Availability.SOON if weeks_between(on, first_place) <= SOON_WEEKS else Availability.LATER


def availability_text(first_place: date | None, on: date) -> str:
    """Return what the pill says: "Plek binnen 2 weken"."""
    if first_place is None:
        return _("Full now")
    weeks = weeks_between(on, first_place)
    if weeks <= 0:
        return _("Place this week")
    if weeks <= SOON_WEEKS:
        return ngettext("Place within %(weeks)s week", "Place within %(weeks)s weeks", weeks) % {
            "weeks": weeks
        }
    return ngettext("Place in %(weeks)s week", "Place in %(weeks)s weeks", weeks) % {"weeks": weeks}


def asked_text(result: Result) -> str:
    """Return what was asked, as in "Arabisch" or "binnen 30 km"."""
    if result.name == NeedName.START:
        return _("by %(date)s") % {"date": long_date(result.asked)} if result.asked else _("a free place")
    if result.name == NeedName.DISTANCE:
        return _asked_distance(result)
    if result.name == NeedName.METHOD:
        return _(" or ").join(labels_of(result.asked))
    return _value(result, result.asked)


def offered_text(result: Result) -> str:
    """Return what is offered instead, or as well."""
    if result.name == NeedName.START:
        return (
            _("from %(date)s") % {"date": long_date(result.offered)} if result.offered else _("no free place")
        )
    if result.name == NeedName.DISTANCE:
        return _offered_distance(result)
    return _value(result, result.offered)


def _asked_distance(result: Result) -> str:
    if result.measure == Measure.MINUTES:
        return _("at most %(minutes)s minutes by car") % {"minutes": result.asked}
    if result.measure == Measure.TRAVEL_RADIUS:
        return _("comes to you, %(km)s km away") % {"km": result.asked}
    return _("within %(km)s km") % {"km": result.asked}


def _offered_distance(result: Result) -> str:
    if result.offered is None:
        return _("no work location known")
    if result.measure == Measure.MINUTES:
        return _("about %(minutes)s minutes by car") % {"minutes": result.offered}
    if result.measure == Measure.TRAVEL_RADIUS:
        return _("travels up to %(km)s km") % {"km": result.offered}
    return _("%(km)s km") % {"km": result.offered}


def _value(result: Result, value: object) -> str:
    if isinstance(value, frozenset):
        return ", ".join(labels_of(value)) or _("not filled in")
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None:
        return _("no maximum") if result.name == NeedName.SESSIONS else _("not filled in")
    if result.name == NeedName.SESSIONS:
        return ngettext("%(n)s session", "%(n)s sessions", value) % {"n": number_format(value)}
    return number_format(value)


def missed_text(result: Result) -> str:
    """Return one missed rule in one line: "Taal: gevraagd Arabisch, aangeboden Nederlands"."""
    return _("%(rule)s: asked %(asked)s, offered %(offered)s") % {
        "rule": label(result.name),
        "asked": asked_text(result),
        "offered": offered_text(result),
    }


def obstacle_text(obstacle: Obstacle) -> str:
    """Return why somebody is on no list at all."""
    return {
        Obstacle.NO_OFFER: _("This therapist does not offer places here yet."),
        Obstacle.CLOSED: _("This therapist says: full for now."),
        Obstacle.ENDED: _("The offer of this therapist has ended."),
        Obstacle.NOT_FOR_THIS: _("This therapist cannot be asked for this request now."),
        Obstacle.NOT_CONFIRMED: _("It is too long ago that this therapist confirmed the free places."),
    }[obstacle]


def needs_text(names: Iterable[NeedName]) -> str:
    """Return rules in a row: "Afstand en Taal"."""
    return _(" and ").join(label(name) for name in names)


def widening_text(widening: Widening) -> str:
    """Return how the need is widened: "Binnen 75 km", "Met tolk"."""
    match widening.kind:
        case Kind.KM:
            return _("Within %(km)s km") % {"km": widening.amount}
        case Kind.MINUTES:
            return _("At most %(minutes)s minutes by car") % {"minutes": widening.amount}
        case Kind.WEEKS:
            return ngettext("Start %(weeks)s week later", "Start %(weeks)s weeks later", widening.amount) % {
                "weeks": widening.amount
            }
        case Kind.INTERPRETER:
            return _("With an interpreter")
    others = tuple(need for need in widening.needs if need != NeedName.DISTANCE)
    if not others:
        return _("Further away")  # not anywhere: to what is in sight
    without = _("Without the need “%(needs)s”") % {"needs": needs_text(others)}
    return without if others == widening.needs else _("%(without)s and further away") % {"without": without}


def opening_text(opening: Opening) -> str:
    """Return what asking for less brings: "Met tolk: 4 behandelaars erbij"."""
    return ngettext(
        "%(widening)s: %(more)s more therapist", "%(widening)s: %(more)s more therapists", opening.more
    ) % {"widening": widening_text(opening.widening), "more": opening.more}


def travel_text(travel: Travel) -> str:
    """Return "ongeveer 25 min met de auto, 50 min met het OV"; estimates say that they are."""
    minutes = {"car": travel.car.minutes, "public": travel.public_transport.minutes}
    if travel.car.by_ferry:
        return _("about %(car)s min by car and ferry, %(public)s min by public transport and ferry") % minutes
    if travel.car.is_estimate:
        return _("about %(car)s min by car, %(public)s min by public transport") % minutes
    return _("%(car)s min by car, %(public)s min by public transport") % minutes
