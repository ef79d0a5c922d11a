"""Numbers in the network about which a register says something to look at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from drakentemmers.accounts.models import User
from drakentemmers.directory.labels import label
from drakentemmers.directory.models import RegisterAnswer, RegisterRound, Registration
from drakentemmers.directory.read.register_answers import AnswerLine, answer_line
from drakentemmers.directory.registers.answers import Outcome
from drakentemmers.directory.rules import Register

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One number of one professional, and what the register said last."""

    professional_id: str
    professional: str
    register: str
    number: str
    answer: AnswerLine


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """What is to be looked at, and how the last rounds went."""

    lines: list[Line]
    page: Page
    rounds: list[RegisterRound]


def waiting_for(_user: User, _now: datetime) -> int:
    """Return how many numbers the office has to look at; one query."""
    return to_look_at().count()


def to_look_at() -> QuerySet[Registration]:
    """Return registrations whose last answer is not as it should be, and that nobody looked at since."""
    answers = RegisterAnswer.objects.filter(register=OuterRef("register"), number=OuterRef("number"))
    last = answers.order_by("-at", "-pk").values("pk")[:1]
    rows = Registration.objects.annotate(last_answer=Subquery(last)).filter(last_answer__isnull=False)
    wrong = ~Q(outcome=Outcome.FOUND) | Q(name_agrees=False)
    answered = RegisterAnswer.objects.filter(wrong).values("pk")
    asked_at = RegisterAnswer.objects.filter(pk=OuterRef("last_answer")).values("at")[:1]
    rows = rows.filter(last_answer__in=answered).annotate(answered_at=Subquery(asked_at))
    return rows.filter(Q(checked_at__isnull=True) | Q(checked_at__lt=F("answered_at")))


def register_page(number: str) -> RegisterPage:
    """Return one page of what is to be looked at. A constant number of queries."""
    rows = to_look_at().select_related("professional").order_by("professional__name", "pk")
    page = Paginator(rows, PER_PAGE).get_page(number)
    last: dict[str, Any] = {row.pk: vars(row)["last_answer"] for row in page}
    answers = RegisterAnswer.objects.in_bulk(last.values())
    lines = [
        Line(
            row.professional_id,
            row.professional.name,
            label(Register(row.register)),
            row.number,
            answer_line(answers[last[row.pk]]),
        )
        for row in page
    ]
    return RegisterPage(lines, page, list(RegisterRound.objects.all()[:5]))
