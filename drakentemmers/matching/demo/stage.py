"""Who plays in the stories of the demonstration, and when."""

import heapq
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.directory.demo import Town
from drakentemmers.directory.models import Professional, WorkLocation
from drakentemmers.kernel.clock import AMSTERDAM
from drakentemmers.kernel.geography import Point, point
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.models import Offer

Story = Generator[datetime, None, None]
NEAREST = 24  # therapists somebody looks at
FRESH = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks for an organisation in a town."""

    user: User
    organisation: Organisation
    town: Town


@dataclass
class Stage:
    """Everybody who plays, and what the draw says next."""

    random: Random
    now: datetime
    askers: Sequence[Asker]
    professionals: Sequence[Professional]
    favourites: frozenset[str] = frozenset()  # ids: those who sign in are asked more often
    busy: dict[str, int] = field(default_factory=dict)  # how many said yes already
    places: dict[str, Point] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        fresh = Offer.objects.filter(state=OfferState.OPEN, confirmed_at__gte=self.now - FRESH)
        self.offers = {offer.professional_id: offer for offer in fresh}
        self.professionals = [p for p in self.professionals if p.pk in self.offers]
        places = WorkLocation.objects.filter(professional__offer__in=fresh)
        self.places = {place.professional_id: place.point for place in places}

    def day(self, days_ago: float) -> datetime:
        """Return a moment in working hours about so many days ago, never after now."""
        moment = self.now.astimezone(AMSTERDAM) - timedelta(days=days_ago)
        moment = moment.replace(hour=self.random.randint(9, 16), minute=self.random.randint(0, 59))
        return min(moment, self.now - timedelta(minutes=self.random.randint(5, 50)))

    def candidates(self, town: Town, on: date) -> list[Professional]:
        """Return the therapists near a town whose offer has begun, those with the fewest yeses first."""
        here = point(town.latitude, town.longitude)
        begun = [p for p in self.professionals if self.offers[p.pk].starts_on <= on]
        near = heapq.nsmallest(NEAREST, begun, key=lambda p: (self.places[p.pk].chord_squared(here), p.name))
        self.random.shuffle(near)
        chance = {p.pk: 0 if p.pk in self.favourites and self.random.random() < 0.6 else 1 for p in near}
        return sorted(near, key=lambda p: (chance[p.pk], self.busy.get(p.pk, 0)))

    def asker(self, turn: int) -> Asker:
        """Return who asks in a turn: every third time somebody of the first organisation, then all others in turn."""
        first = [asker for asker in self.askers if asker.organisation == self.askers[0].organisation]
        others = [asker for asker in self.askers if asker not in first]
        chosen = first if turn % 3 == 0 or not others else others
        return chosen[turn // 3 % 2 if chosen is first else turn % len(chosen)]

    def said_yes(self, professional: Professional) -> None:
        """Remember a yes, so that the next request goes to somebody else first."""
        self.busy[professional.pk] = self.busy.get(professional.pk, 0) + 1

    def leaves(self, professional: Professional) -> None:
        """Ask this therapist no more: full or away."""
        self.professionals = [p for p in self.professionals if p.pk != professional.pk]
