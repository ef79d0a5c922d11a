"""Puts the demonstration together: one transaction, in which each app does its own part.

Broken off halfway nothing is left, so the next attempt begins afresh.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from drakentemmers.accounts.demo import (
    Newcomer,
    agree,
    found_organisation,
    found_practices,
    welcome,
    welcome_all,
)
from drakentemmers.accounts.demo_outbox import settle_mail
from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.roles import RULES
from drakentemmers.accounts.rules import NETWORK, REQUESTING, OrganisationKind, Role
from drakentemmers.audit.actions import record
from drakentemmers.audit.models import Event
from drakentemmers.directory.demo import (
    LEANINGS,
    Starter,
    Town,
    open_doors,
    open_postcodes,
    start_professionals,
)
from drakentemmers.directory.joining_demo import people_apply
from drakentemmers.directory.models import Municipality
from drakentemmers.directory.rules import Gender, Language
from drakentemmers.home import invented
from drakentemmers.home.demo_roles import show_roles
from drakentemmers.insight.demo import look_around
from drakentemmers.kernel.clock import local_date
from drakentemmers.knowledge.demo import fill_knowledge
from drakentemmers.knowledge.demo_newsletter import fill_newsletters, settle_newsletters
from drakentemmers.matching.demo.guarding import guard
from drakentemmers.matching.demo.offers import make_offers
from drakentemmers.matching.demo.rounds import WAIT, hold_rounds
from drakentemmers.matching.demo.searches import save_searches
from drakentemmers.matching.demo.stage import Asker, Stage
from drakentemmers.matching.demo.stories import play

SINCE = timedelta(days=420)  # everybody was there before the first request
STAYS_NEW = timedelta(days=4)
FILLED = "demonstration.filled"
ASKING = frozenset(
    {
        OrganisationKind.WOMENS_SHELTER,
        OrganisationKind.HOMELESS_SHELTER,
        OrganisationKind.LOCAL_TEAM,
        OrganisationKind.YOUTH_TEAM,
        OrganisationKind.CERTIFIED_INSTITUTION,
        OrganisationKind.VEILIG_THUIS,
        OrganisationKind.MDA,
        OrganisationKind.VICTIM_SUPPORT,
    }
)


class NotEmptyError(Exception):
    """The database holds people already; the demonstration wants one of its own."""


@dataclass(frozen=True, slots=True)
class Size:
    """How big a demonstration, and which one: the same seed gives the same people and stories."""

    therapists: int = 300
    requests: int = 120
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what there is before anybody asks anything."""

    towns: dict[str, Town]
    organisations: dict[str, Organisation]
    home_town: dict[str, Town]  # by organisation id
    askers: list[User]
    starters: list[Starter]  # those who can sign in first
    signs_in: dict[str, User]  # by first name


def is_filled() -> bool:
    """Tell whether the demonstration stands in this database."""
    return Event.objects.filter(action=FILLED).exists()


@transaction.atomic
def fill(size: Size, *, now: datetime, tell: Callable[[str], None]) -> None:
    """Fill the empty database. `tell` hears what is being made.

    Raises NotEmptyError when there are people already, real or invented.
    """
    if User.objects.exists():
        raise NotEmptyError
    random, today, since = Random(size.seed), local_date(now), now - SINCE  # noqa: S311 - a story, not a secret
    tell("people and organisations")
    cast = gather(size, random=random, since=since, now=now)
    tell(f"{size.therapists} therapists")
    professionals = start_professionals(cast.starters, random=random, today=today, now=since)
    signs_in = frozenset(p.pk for p in professionals if p.user in cast.signs_in.values())
    agree([p.user for p in professionals if p.pk in signs_in], since=since, now=now)
    make_offers(professionals, always_open=signs_in, random=random, today=today, now=now)
    tell(f"{size.requests} requests, from first word to last day")
    askers = [_asker(user, cast) for user in cast.askers]
    stage = Stage(random, now, askers, professionals, favourites=signs_in)
    waiting = size.requests // WAIT
    play(stage, size.requests - waiting)
    tell("rounds")
    hold_rounds(stage, waiting, lead=cast.signs_in["Lotte"], office=cast.signs_in["Ruben"])
    tell("what guards access")
    crowd = [asker for asker in cast.askers if asker not in cast.signs_in.values()]
    guard(cast.signs_in, crowd, now=now)
    show_roles(cast.signs_in, now=now)
    tell("people who want to join")
    office = [user for user in cast.signs_in.values() if user.has_role(*NETWORK)]
    people_apply(office, cast.organisations["practice"], now=now)
    tell("searches that people saved")
    save_searches(cast.signs_in["Samira"], signs_in=list(cast.signs_in.values()), now=now)
    tell("pages to read")
    fill_knowledge(now=now)
    fill_newsletters(members=[user.email for user in cast.signs_in.values()][:3], now=now)
    tell("who looked at what")
    look_around(office=cast.signs_in["Ruben"], keeper=cast.signs_in["Willem"], random=random, now=now)
    early_bird = next(user for user in cast.signs_in.values() if user.has_role(Role.THERAPIST))
    settle_mail(read_before=now - STAYS_NEW, early_bird=early_bird, now=now)
    settle_newsletters(now=now)
    record(
        FILLED,
        cast.organisations["office"],
        by=None,
        now=now,
        therapists=size.therapists,
        requests=size.requests,
        seed=size.seed,
    )


def _asker(user: User, cast: Cast) -> Asker:
    organisation = user.current_memberships[0].organisation
    return Asker(user, organisation, cast.home_town[organisation.pk])


def gather(size: Size, *, random: Random, since: datetime, now: datetime) -> Cast:
    """Make every organisation and every person, and give the organisations a page and an address."""
    towns, names = invented.towns(), invented.Names(random)
    open_postcodes(list(towns.values()))
    rows = {row["key"]: row for row in invented.organisations()}
    organisations = {
        key: found_organisation(name=row["name"], kind=OrganisationKind(row["kind"]), now=since)
        for key, row in rows.items()
    }
    home_town = {organisations[key].pk: towns[row["town"]] for key, row in rows.items()}
    pages = [
        (organisations[key], towns[row["town"]], row.get("about", ""), row.get("asks_for", ""))
        for key, row in rows.items()
    ]
    signs_in, starters = _sign_ins(organisations, home_town, since=since, now=now)
    asking = [o for o in organisations.values() if o.kind in ASKING]
    colleagues = _colleagues(asking, names, since=since)
    practices = _practices(max(0, size.therapists - len(starters)), towns, random, names, since=since)
    pages += [(practice, town, "", "") for practice, town in practices]
    starters += _starters(size.therapists - len(starters), practices, random, names, since=since)
    open_doors(pages, random=random, now=since)
    askers = [user for user in signs_in.values() if user.has_role(*REQUESTING)]
    return Cast(towns, organisations, home_town, askers + colleagues, starters, signs_in)


def _sign_ins(
    organisations: dict[str, Organisation], home_town: dict[str, Town], *, since: datetime, now: datetime
) -> tuple[dict[str, User], list[Starter]]:
    signs_in, starters = {}, []
    for row in invented.people():
        organisation, first = organisations[row["organisation"]], row["name"].split()[0]
        newcomer = Newcomer(
            row["name"],
            f"{first.lower()}@voorbeeld.example",
            organisation,
            Role(row["role"]),
            row.get("region", ""),
        )
        began = max(since, now - timedelta(days=RULES[newcomer.role].days * 0.6))  # some roles last for less
        user = signs_in[first] = welcome(newcomer, starts_on=local_date(began), now=began)
        if treats := row.get("treats"):
            starters.append(
                Starter(
                    user,
                    organisation,
                    home_town[organisation.pk],
                    Gender(treats["gender"]),
                    is_trainee=row["role"] == Role.TRAINEE,
                    leaning=LEANINGS[treats["leaning"]],
                    languages=frozenset(map(Language, treats["languages"])),
                )
            )
    return signs_in, starters


def _colleagues(asking: list[Organisation], names: invented.Names, *, since: datetime) -> list[User]:
    """One more member for every organisation that asks for treatment."""
    newcomers = []
    for number, organisation in enumerate(asking, start=1):
        name = names.person(Gender.FEMALE if number % 3 else Gender.MALE)
        newcomers.append(Newcomer(name, f"collega.{number}@voorbeeld.example", organisation, Role.MEMBER))
    return welcome_all(newcomers, starts_on=local_date(since), now=since)


def _practices(
    therapists: int, towns: dict[str, Town], random: Random, names: invented.Names, *, since: datetime
) -> list[tuple[Organisation, Town]]:
    """About one practice for every two therapists, more of them in larger towns."""
    places = list(towns.values())
    count = (therapists + 1) // 2
    drawn = random.choices(places, [town.weight for town in places], k=count)
    practices = found_practices([names.practice() for _ in range(count)], now=since)
    return list(zip(practices, drawn, strict=True))


def _starters(
    count: int,
    practices: list[tuple[Organisation, Town]],
    random: Random,
    names: invented.Names,
    *,
    since: datetime,
) -> list[Starter]:
    genders = random.choices(list(Gender), (70, 27, 3), k=max(0, count))
    seats = [
        (gender, *practices[number % len(practices)], number % 8 == 7)
        for number, gender in enumerate(genders)
    ]
    newcomers = [
        Newcomer(
            names.person(gender),
            f"behandelaar.{number}@voorbeeld.example",
            practice,
            Role.TRAINEE if is_trainee else Role.THERAPIST,
        )
        for number, (gender, practice, _, is_trainee) in enumerate(seats, start=1)
    ]
    users = welcome_all(newcomers, starts_on=local_date(since), now=since)
    return [
        Starter(user, practice, town, gender, is_trainee)
        for user, (gender, practice, town, is_trainee) in zip(users, seats, strict=True)
    ]


def areas_are_loaded() -> bool:
    """Tell whether there are municipalities to put locations in."""
    return Municipality.objects.exists()
