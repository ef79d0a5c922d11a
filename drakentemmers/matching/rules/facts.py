"""What is asked and what is offered, as facts the rules work with."""

from dataclasses import dataclass
from datetime import date

from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Gender,
    Language,
    Method,
    Problem,
    Setting,
)
from drakentemmers.kernel.geography import Point
from drakentemmers.matching.rules.vocabulary import NeedName


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked for one client (or one structural cooperation). An empty value asks nothing."""

    group: ClientGroup | None
    point: Point | None = None
    client_role: ClientRole | None = None
    problems: frozenset[Problem] = frozenset()
    setting: Setting | None = None
    methods: frozenset[Method] = frozenset()  # one of these is enough
    language: Language | None = None
    interpreter_is_fine: bool = False
    gender: Gender | None = None
    sessions: int | None = None
    funding: Funding | None = None
    max_km: int | None = None
    max_minutes: int | None = None
    start_by: date | None = None
    places_per_month: int | None = None
    quality_mark: bool = False
    wishes: frozenset[NeedName] = frozenset()


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """A place where a therapist treats and how far, in kilometres, he or she travels from it."""

    point: Point
    radius_km: int
    name: str


@dataclass(frozen=True, slots=True)
class Supply:
    """What one therapist offers at this moment."""

    id: str
    name: str
    groups: frozenset[ClientGroup]
    client_roles: frozenset[ClientRole] = frozenset()
    problems: frozenset[Problem] = frozenset()
    settings: frozenset[Setting] = frozenset()
    methods: frozenset[Method] = frozenset()
    languages: frozenset[Language] = frozenset({Language.DUTCH})
    works_with_interpreter: bool = False
    gender: Gender | None = None
    fundings: frozenset[Funding] = frozenset()
    places: tuple[WorkPlace, ...] = ()
    first_place: date | None = None  # Monday of the first period with a free place
    places_per_month: int = 0
    max_sessions: int | None = None
    confirmed_on: date | None = None  # None: there is no offer at all
    quality_mark: bool = False
    is_trainee: bool = False
    practice_id: str = ""
    asked_lately: int = 0  # questions in the last 90 days, per 100 therapists of the practice
