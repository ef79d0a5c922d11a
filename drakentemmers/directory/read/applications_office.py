"""One application as the office sees it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.rules import OrganisationKind
from drakentemmers.directory.corrections import Part
from drakentemmers.directory.joining import (
    AT_THE_OFFICE,
    TO_JUDGE,
    ApplicationKind,
    ApplicationState,
    Bar,
    Facts,
    JoiningStep,
    JoiningStepRefused,
    Look,
    bars_for,
    missing_for,
    whose_turn,
    yes_that_follows,
)
from drakentemmers.directory.labels import choices_of, label
from drakentemmers.directory.models import Application, ApplicationStep, OrganisationProfile
from drakentemmers.directory.numbers import big_profession
from drakentemmers.directory.read.application_moments import Changed, Moment, changes_of, moment_of, steps_of
from drakentemmers.directory.read.applications_facts import facts_of, holder_of_kvk, owners_of_practice
from drakentemmers.directory.read.register_answers import AnswerLine, latest_answers
from drakentemmers.directory.rules import Register

S = ApplicationState


@dataclass(frozen=True, slots=True)
class LookLine:
    """What one person found."""

    who: str
    at: datetime
    found: str
    is_good: bool


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One number with everything that is known of it."""

    pk: str
    register: str
    number: str
    profession: str  # by the last two digits of a BIG number
    where: str  # address of the register's own search page; empty when none is set
    looks: list[LookLine]
    answer: AnswerLine | None
    can_ask: bool  # the register answers by itself
    is_taken: bool
    looked: bool  # the reader did so


@dataclass(frozen=True, slots=True)
class OfficePage:
    """An application as the office sees it."""

    application: Application
    kind: str
    state: ApplicationState
    state_name: str
    turn_name: str
    next_yes: JoiningStep | None
    missing: list[str]
    bars: list[str]
    numbers: list[NumberLine]
    organisation_kind: str
    kvk_holder: OrganisationProfile | None
    practice_has_owner: bool
    corrected_at: datetime | None
    corrected: list[Changed]  # what the last correction changed, while somebody still judges
    moments: list[Moment]
    may: set[str] = field(default_factory=set)  # deeds that follow from here and that the reader may do

    @property
    def look_choices(self) -> list[tuple[str, str]]:
        """What somebody can have found."""
        return choices_of(Look)

    @property
    def is_judgeable(self) -> bool:
        """Somebody can say yes from here."""
        return self.next_yes is not None


def office_page(application: Application, viewer: User, now: datetime) -> OfficePage:
    """Return what the office sees of one application. A constant number of queries."""
    state = ApplicationState(application.state)
    facts = facts_of(application)
    next_yes = _next_yes(state)
    has_owner = bool(owners_of_practice(application, now))
    steps = list(steps_of(application))
    correction = _last_correction(steps) if next_yes else None
    return OfficePage(
        application=application,
        kind=label(ApplicationKind(application.kind)),
        state=state,
        state_name=label(state),
        turn_name=label(whose_turn(state)),
        next_yes=next_yes,
        missing=[label(missing) for missing in missing_for(next_yes, facts)] if next_yes else [],
        bars=[label(bar) for bar in _bars(application, viewer)],
        numbers=_numbers(application, facts, viewer, named_since=_name_corrected_at(steps)),
        organisation_kind=_kind_name(application),
        kvk_holder=holder_of_kvk(application),
        practice_has_owner=has_owner,
        corrected_at=correction.at if correction else None,
        corrected=changes_of(correction) if correction else [],
        moments=[moment_of(step) for step in steps],
        may=_may(application, state, viewer, has_owner=has_owner),
    )


def _last_correction(steps: list[ApplicationStep]) -> ApplicationStep | None:
    return next((step for step in reversed(steps) if step.step == JoiningStep.CORRECTED), None)


def _name_corrected_at(steps: list[ApplicationStep]) -> datetime | None:
    """An answer of a register from before this moment was compared with another name."""
    named = [step.at for step in steps if any(change.part == Part.NAME for change in step.changes.all())]
    return max(named, default=None)


def _kind_name(application: Application) -> str:
    kind = application.practice.kind if application.practice else application.organisation_kind
    return label(OrganisationKind(kind)) if kind else ""


def _next_yes(state: ApplicationState) -> JoiningStep | None:
    try:
        return yes_that_follows(state)
    except JoiningStepRefused:
        return None


def _bars(application: Application, viewer: User) -> tuple[Bar, ...]:
    theirs = application.user.organisation_ids() if application.user else set()
    return bars_for(
        viewer.pk,
        judges_organisations=viewer.organisation_ids(),
        applicant=application.user_id,
        applicants_organisations=theirs | ({application.practice_id} if application.practice_id else set()),
        gave_first_yes=application.first_yes_by_id,
    )


def _may(application: Application, state: ApplicationState, viewer: User, *, has_owner: bool) -> set[str]:
    if not viewer.has_perm(Permission.JUDGE_APPLICATION, application):
        return set()
    deeds = set()
    if state in TO_JUDGE:
        deeds |= {"ask", "look"}
        if application.first_yes_by_id != viewer.pk:
            deeds.add("yes")
        if application.practice_id and application.practice_agrees is None and not has_owner:
            deeds.add("practice")
    if state in (S.FIRST_YES, S.WAITING):
        deeds.add("stop")
    if state in AT_THE_OFFICE:
        deeds.add("refuse")
    return deeds


def _numbers(
    application: Application, facts: Facts, viewer: User, *, named_since: datetime | None
) -> list[NumberLine]:
    rows = list(application.numbers.prefetch_related("looks__by"))
    answers = latest_answers([(Register(row.register), row.number) for row in rows], since=named_since)
    return [
        NumberLine(
            pk=row.pk,
            register=label(Register(row.register)),
            number=row.number,
            profession=big_profession(row.number) if row.register == Register.BIG else "",
            where=settings.REGISTER_PAGES.get(row.register, ""),
            looks=[
                LookLine(look.by.name, look.at, label(Look(look.found)), look.found == Look.FOUND)
                for look in row.looks.all()
            ],
            answer=answers.get((row.register, row.number)),
            can_ask=row.register == Register.BIG and bool(settings.BIG_REGISTER_URL),
            is_taken=known.is_taken,
            looked=any(look.by_id == viewer.pk for look in row.looks.all()),
        )
        for row, known in zip(rows, facts.numbers, strict=True)
    ]
