"""One request of the demonstration, step by step, through the very deeds the pages use.

Every method is a story or a part of one: a generator that yields the moment of its next deed.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from drakentemmers.directory.rules import ClientGroup, ClientRole, Problem, Setting
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.errors import NoPlaceLeft
from drakentemmers.matching.actions.placements import confirm, start
from drakentemmers.matching.actions.questions import accept, ask, decline
from drakentemmers.matching.actions.requests import make_request, open_request
from drakentemmers.matching.course import LIVE_QUESTION, DeclineReason
from drakentemmers.matching.demo.stage import Asker, Stage, Story
from drakentemmers.matching.models import Placement, Question, TreatmentRequest
from drakentemmers.matching.rules import NeedName, Urgency

QUIET_REASONS = (
    DeclineReason.NOT_MY_EXPERTISE,
    DeclineReason.TOO_FAR,
    DeclineReason.LANGUAGE,
    DeclineReason.UNSAFE_TO_START,
    DeclineReason.OTHER,
)
TELLING_REASONS = (DeclineReason.FULL, DeclineReason.AWAY)
NOTES = (
    "",
    "",
    "Graag een rustige start. Eerst kennismaken in de opvang.",
    "Overdag kan het altijd, op woensdag liever niet.",
    "Er is al een veiligheidsplan. We denken graag mee over het begin.",
)
START_WITHIN = {Urgency.ACUTE: 2, Urgency.WITHIN_4_WEEKS: 4, Urgency.REGULAR: 12}  # weeks


@dataclass
class Tale:
    """One request being told. `turn` is its number: what differs between requests follows from it."""

    stage: Stage
    asker: Asker
    turn: int
    request: TreatmentRequest | None = None
    last: datetime | None = None  # the moment of the deed before

    def day(self, days_ago: float) -> datetime:
        """Return a moment about so many days ago, after everything that happened in this tale."""
        moment = self.stage.day(days_ago)
        if self.last is not None:
            moment = min(max(moment, self.last + timedelta(minutes=4)), self.stage.now)
        self.last = moment
        return moment

    def made(self, days_ago: float, **fields: Any) -> Story:
        moment = self.day(days_ago)
        yield moment
        self.request = make_request(
            organisation=self.asker.organisation,
            fields={**self._need(moment), **fields},
            by=self.asker.user,
            now=moment,
        )

    def opened(self, days_ago: float, **fields: Any) -> Story:
        yield from self.made(days_ago + 0.5, **fields)
        moment = self.day(days_ago)
        yield moment
        open_request(request=self.request, by=self.asker.user, now=moment)

    def asked(
        self, days_ago: float, most: int = 2, *, one_by_one: bool = False, **fields: Any
    ) -> Generator[datetime, None, list[Question]]:
        yield from self.opened(days_ago + 1, **fields)
        moment = self.day(days_ago)
        yield moment
        suitable = [
            professional
            for professional in self.stage.candidates(self.asker.town, local_date(moment))
            if self.request.group in professional.groups
            and self.request.client_role in professional.client_roles
        ]
        if not suitable:
            return []
        return ask(
            request=self.request,
            professionals=suitable[:most],
            one_by_one=one_by_one,
            by=self.asker.user,
            now=moment,
        )

    def declined(self, question: Question, days_ago: float, *, telling: bool = False) -> Story:
        """A no. A `telling` one closes or parks the offer, unless somebody else still waits for this therapist."""
        moment = self.day(days_ago)
        yield moment
        others = Question.objects.filter(professional=question.professional, state__in=LIVE_QUESTION)
        free_to_stop = telling and not others.exclude(pk=question.pk).exists()
        reasons = TELLING_REASONS if free_to_stop else QUIET_REASONS
        reason = reasons[self.turn % len(reasons)]
        back = local_date(self.stage.now) + timedelta(days=21) if reason == DeclineReason.AWAY else None
        by = question.professional.user
        decline(question=question, reason=reason, away_until=back, by=by, now=moment)
        if free_to_stop:
            self.stage.leaves(question.professional)

    def accepted(self, days_ago: float, **fields: Any) -> Generator[datetime, None, Question | None]:
        """A yes from the first who still has a place; None when nobody has."""
        questions = yield from self.asked(days_ago + 3, 3, **fields)
        if len(questions) > 2:
            yield from self.declined(questions.pop(), days_ago + 1.5)
        moment = self.day(days_ago)
        yield moment
        for question in questions:
            try:
                accept(question=question, by=question.professional.user, now=moment)
            except NoPlaceLeft:
                continue
            self.stage.said_yes(question.professional)
            return question
        return None

    def placed(self, days_ago: float, **fields: Any) -> Generator[datetime, None, Placement | None]:
        question = yield from self.accepted(days_ago + 2, **fields)
        if question is None:
            return None
        moment = self.day(days_ago)
        yield moment
        return confirm(question=question, by=self.asker.user, now=moment)

    def started(self, days_ago: float, **fields: Any) -> Generator[datetime, None, Placement | None]:
        placement = yield from self.placed(days_ago + 9, **fields)
        if placement is None:
            return None
        moment = self.day(days_ago)
        yield moment
        start(placement=placement, on=local_date(moment), by=placement.professional.user, now=moment)
        return placement

    def _need(self, moment: datetime) -> dict[str, Any]:
        """What is asked: something that a therapist nearby can do."""
        draw, town = self.stage.random, self.asker.town
        near = self.stage.candidates(town, local_date(moment))
        urgency = draw.choices(list(Urgency), (2, 4, 5))[0]
        asked = {
            "group": ClientGroup.ADULT,
            "client_role": ClientRole.VICTIM,
            "problems": frozenset({Problem.TRAUMA}),
            "urgency": urgency,
            "start_by": local_date(moment) + timedelta(weeks=START_WITHIN[urgency]),
            "place_name": town.name,
            "latitude": town.latitude,
            "longitude": town.longitude,
            "max_km": draw.choice((20, 30, 30, 50)),
            "note": NOTES[self.turn % len(NOTES)],
            "wishes": frozenset({NeedName.METHOD, NeedName.GENDER, NeedName.SESSIONS}),
        }
        if near:
            fits = near[0]
            asked |= {
                "group": draw.choice(sorted(fits.groups)),
                "client_role": draw.choice(sorted(fits.client_roles)),
                "problems": frozenset(draw.sample(sorted(fits.problems), 1)),
                "methods": frozenset(draw.sample(sorted(fits.methods), 1)),
                "language": draw.choice(sorted(fits.languages)),
                "setting": Setting.SHELTER if Setting.SHELTER in fits.settings else Setting.AMBULATORY,
                "funding": draw.choice(["", *sorted(fits.fundings)]),
            }
        return asked
