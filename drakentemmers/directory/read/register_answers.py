"""What registers answered, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from drakentemmers.directory.labels import label
from drakentemmers.directory.models import RegisterAnswer
from drakentemmers.directory.registers.answers import Outcome
from drakentemmers.directory.rules import Register


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What the register itself answered."""

    outcome: str
    is_good: bool
    at: datetime
    name: str
    name_agrees: bool | None
    profession: str
    since: date | None
    until: date | None
    measures: str


def latest_answers(
    numbers: Sequence[tuple[Register, str]], *, since: datetime | None = None
) -> dict[tuple[str, str], AnswerLine]:
    """Return the last thing the registers themselves said about each number, `since` a moment. One query."""
    wanted = Q(pk__in=[])
    for register, number in numbers:
        wanted |= Q(register=register, number=number)
    found: dict[tuple[str, str], AnswerLine] = {}
    rows = (
        RegisterAnswer.objects.filter(wanted, at__gte=since)
        if since
        else RegisterAnswer.objects.filter(wanted)
    )
    for row in rows.order_by("at", "pk"):
        found[row.register, row.number] = answer_line(row)
    return found


def answer_line(row: RegisterAnswer) -> AnswerLine:
    """Return an answer of a register in words."""
    outcome = Outcome(row.outcome)
    return AnswerLine(
        outcome=label(outcome),
        is_good=outcome == Outcome.FOUND and row.name_agrees is not False,
        at=row.at,
        name=row.name,
        name_agrees=row.name_agrees,
        profession=row.profession,
        since=row.since,
        until=row.until,
        measures=row.measures,
    )
