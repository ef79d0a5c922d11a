"""What the network's office finds on its page and what of it waits on "mijn": each task only for who may do it.

A new task is one more row in `TASKS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.breakglass import waiting as emergencies_waiting
from drakentemmers.accounts.read.factor_resets import waiting as resets_waiting
from drakentemmers.accounts.read.freezes import waiting as frozen_waiting
from drakentemmers.accounts.read.outbox import waiting_for as mails_waiting
from drakentemmers.accounts.read.roles import proposals_waiting
from drakentemmers.directory.read.applications import waiting_for as applications_waiting
from drakentemmers.directory.read.registers import waiting_for as numbers_to_look_at
from drakentemmers.insight.read.reviews import waiting_for as looks_waiting


@dataclass(frozen=True, slots=True)
class Task:
    """Something the office does on a page of its own.

    Who has the permission `needs` finds it here. `waiting` counts what waits for this person, in at most one query.
    """

    title: str | Promise
    text: str | Promise
    route: str
    icon: str
    needs: Permission
    colour: str = "teal"
    waiting: Callable[[User, datetime], int] = lambda _user, _now: 0
    is_pressing: bool = False  # somebody cannot wait: goes before everything else


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile as the page draws it; `waiting` is 0 when nothing waits or nothing can."""

    title: str
    text: str
    url: str
    icon: str
    colour: str
    waiting: int
    is_pressing: bool


TASKS: tuple[Task, ...] = (
    Task(
        title=_("Roles and rights"),
        text=_("Give privileged roles together, and review who still needs them."),
        route="rights_office",
        icon="key-round",
        needs=Permission.GIVE_ROLES,
        waiting=proposals_waiting,
    ),
    Task(
        title=_("Applications"),
        text=_("Who wants to join, and what waits for a yes."),
        route="applications",
        icon="user-plus",
        colour="ember",
        needs=Permission.JUDGE_APPLICATION,
        waiting=applications_waiting,
    ),
    Task(
        title=_("Registers"),
        text=_("What registers say about numbers in the network."),
        route="registers",
        icon="shield-check",
        needs=Permission.JUDGE_APPLICATION,
        waiting=numbers_to_look_at,
    ),
    Task(
        title=_("Import and export"),
        text=_("Bring therapists and organisations in from a spreadsheet, or take them out."),
        route="directory_import",
        icon="upload",
        colour="honey",
        needs=Permission.IMPORT_DIRECTORY,
    ),
    Task(
        title=_("Sign in by organisation"),
        text=_("Organisations whose people sign in with the account they have at work."),
        route="identity_providers",
        icon="key-round",
        needs=Permission.MANAGE_IDENTITY,
    ),
    Task(
        title=_("Outgoing mail"),
        text=_("How mails fare, and what to do with those that did not go."),
        route="outbox",
        icon="mail",
        colour="berry",
        needs=Permission.KEEP_OUTBOX,
        waiting=mails_waiting,
    ),
    Task(
        title=_("Keep the site"),
        text=_("Regions, municipalities and public pages."),
        route="beheer",
        icon="settings",
        colour="sky",
        needs=Permission.USE_ADMIN,
    ),
    Task(
        title=_("Emergency access"),
        text=_("Colleagues who cannot wait ask for it; a second person decides."),
        route="emergencies",
        icon="key-round",
        colour="ember",
        needs=Permission.GRANT_EMERGENCY,
        waiting=emergencies_waiting,
        is_pressing=True,
    ),
    Task(
        title=_("Device lost"),
        text=_("Somebody cannot sign in any more. Two people let the old second step end."),
        route="factor_resets",
        icon="lock",
        colour="teal",
        needs=Permission.AGREE_TO_RESET,
        waiting=resets_waiting,
    ),
    Task(
        title=_("Decoys"),
        text=_("Records that look real and that nobody works on."),
        route="decoys",
        icon="eye-off",
        colour="honey",
        needs=Permission.KEEP_DECOYS,
    ),
    Task(
        title=_("Frozen accounts"),
        text=_("Who opened far more than the work asks. Two people look and open the account again."),
        route="frozen",
        icon="lock",
        colour="berry",
        needs=Permission.HANDLE_FREEZE,
        waiting=frozen_waiting,
    ),
    Task(
        title=_("Log"),
        text=_("Who did or saw what, by person, record, period and network address."),
        route="log",
        icon="history",
        colour="sky",
        needs=Permission.VIEW_LOG,
    ),
    Task(
        title=_("Review queue"),
        text=_("A sample of looks at sensitive records, to go through each week."),
        route="log_reviews",
        icon="eye",
        needs=Permission.VIEW_LOG,
        waiting=looks_waiting,
    ),
)


def has_office(user: User) -> bool:
    """Tell whether there is anything at the office for `user`. Sends no queries besides the memberships."""
    return any(user.has_perm(task.needs) for task in TASKS)


def tiles_for(user: User, now: datetime) -> list[Tile]:
    """Return the tiles for `user`; none for who has nothing to do there. One query for every task that counts."""
    return [
        Tile(
            title=str(task.title),
            text=str(task.text),
            url=reverse(task.route),
            icon=task.icon,
            colour=task.colour,
            waiting=task.waiting(user, now),
            is_pressing=task.is_pressing,
        )
        for task in TASKS
        if user.has_perm(task.needs)
    ]


def waiting_for(user: User, now: datetime) -> list[Tile]:
    """Return the tiles where something waits for `user`, pressing ones first. Queries as `tiles_for`."""
    return sorted(
        (tile for tile in tiles_for(user, now) if tile.waiting), key=lambda tile: not tile.is_pressing
    )
