"""`drakentemmers find`: the shortlist, and why somebody is not on it, from the terminal."""

import json
import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from io import StringIO
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from drakentemmers.directory.read.places import resolve_place
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
from drakentemmers.kernel.clock import local_date
from drakentemmers.kernel.geography import Point
from drakentemmers.matching.labels import label
from drakentemmers.matching.read.shortlist import Shortlist, explain, find
from drakentemmers.matching.rules import NEVER_A_WISH, Need, NeedName, Order, Verdict
from drakentemmers.matching.wording import (
    asked_text,
    availability_text,
    needs_text,
    obstacle_text,
    offered_text,
)

WISHES = [name for name in NeedName if name not in NEVER_A_WISH]


class Command(BaseCommand):
    """Find therapists with a free place that fit."""

    help = "Find therapists with a free place that fit, or say why one does not (--why-not ID)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Every value comes in as text, so that a wrong one gets one clear line with what is allowed."""
        one = parser.add_argument
        one("--place", help="town or postcode: Almere, 1315")
        one("--group", help=f"who is treated: {_allowed(ClientGroup)}")
        one("--role", help=f"side of the violence: {_allowed(ClientRole)}")
        one("--problem", action="append", default=[], help=f"repeat for both: {_allowed(Problem)}")
        one("--method", action="append", default=[], help="repeat: one of these is enough")
        one("--language", help="ISO code: nl, ar, tr, pl, ...")
        one("--interpreter", action="store_true", help="an interpreter is fine too")
        one("--setting", help=f"where: {_allowed(Setting)}")
        one("--gender", help=f"of the therapist: {_allowed(Gender)}")
        one("--funding", help=f"who pays: {_allowed(Funding)}")
        one("--sessions", help="how many sessions")
        one("--within-km", help="distance in kilometres")
        one("--within-minutes", help="estimated minutes by car")
        one("--start-within-weeks", help="start within so many weeks from today")
        one("--quality-mark", action="store_true", help="only with the quality mark")
        one("--wish", action="append", default=[], help=f"a wish, not a must: {_allowed(WISHES)}")
        one("--order", default=Order.FIRST_PLACE.value, help=_allowed(Order))
        one("--limit", default="20", help="at most so many lines (20)")
        one("--why-not", metavar="ID", help="explain one therapist, rule by rule")
        one("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        on = local_date(now)
        need = _need(options, on)
        if options["why_not"]:
            self._why_not(need, options, on, now)
            return
        limit = _number(options, "limit", least=1)
        order = _member("order", options["order"], Order)
        found = find(need, on=on, now=now, order=order or Order.FIRST_PLACE, limit=limit)
        shown = [*found.fits, *found.near_misses][:limit]
        if options["json"]:
            rows = [_as_json(verdict, rank) for rank, verdict in enumerate(shown, 1)]
            self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))
        else:
            self.stdout.write(_rendered(_table(shown, on), self.stdout.isatty()) + _summary(found))

    def _why_not(self, need: Need, options: dict[str, Any], on: date, now: Any) -> None:
        explained = explain(need, options["why_not"], on=on, now=now)
        if explained is None:
            raise _refusal(f"--why-not {options['why_not']}: no therapist has this id")
        verdict = explained.verdict
        if options["json"]:
            rules = [
                {
                    "rule": result.name,
                    "met": result.met,
                    "wish": result.is_wish,
                    "asked": asked_text(result),
                    "offered": offered_text(result),
                }
                for result in verdict.results
            ]
            facts = {"id": verdict.supply.id, "name": verdict.supply.name, "fits": verdict.fits}
            self.stdout.write(
                json.dumps(
                    {**facts, "obstacle": explained.obstacle, "rules": rules}, indent=2, ensure_ascii=False
                )
            )
            return
        remark = f"{obstacle_text(explained.obstacle)}\n" if explained.obstacle else ""
        self.stdout.write(_rendered(_rules_table(verdict), self.stdout.isatty()) + remark)


def _allowed(values: Iterable[StrEnum]) -> str:
    return ", ".join(value.value for value in values)


def _refusal(message: str) -> CommandError:
    return CommandError(message, returncode=2)


def _member(
    option: str, value: str | None, kind: type[StrEnum], among: Iterable[StrEnum] | None = None
) -> Any:
    """Return the member of `kind` that `value` names; None for nothing."""
    if value is None:
        return None
    allowed = list(among or kind)
    if value not in allowed:
        raise _refusal(f"--{option} {value}: unknown; choose from {_allowed(allowed)}")
    return kind(value)


def _members(
    option: str, values: list[str], kind: type[StrEnum], among: Iterable[StrEnum] | None = None
) -> Any:
    """Return the members that repeated options, or one with commas, name."""
    words = [word.strip() for value in values for word in value.split(",")]
    return frozenset(_member(option, word, kind, among) for word in words)


def _number(options: dict[str, Any], option: str, *, least: int = 0) -> Any:
    value = options[option.replace("-", "_")]
    if value is None:
        return None
    if not str(value).isdecimal() or not least <= int(value) <= 10_000:
        raise _refusal(f"--{option} {value}: give a whole number from {least} to 10000")
    return int(value)


def _point(place: str | None) -> Point | None:
    if place is None:
        return None
    found = resolve_place(place)
    if found is None:
        raise _refusal(f"--place {place}: unknown; give a Dutch town or a postcode, such as Almere or 1315")
    return found.point


def _need(options: dict[str, Any], on: date) -> Need:
    weeks = _number(options, "start-within-weeks")
    km, minutes = _number(options, "within-km", least=1), _number(options, "within-minutes", least=1)
    point = _point(options["place"])
    if point is None and (km or minutes):
        raise _refusal("--within-km and --within-minutes need a --place to count from")
    return Need(
        group=_member("group", options["group"], ClientGroup),
        point=point,
        client_role=_member("role", options["role"], ClientRole),
        problems=_members("problem", options["problem"], Problem),
        setting=_member("setting", options["setting"], Setting),
        methods=_members("method", options["method"], Method),
        language=_member("language", options["language"], Language),
        interpreter_is_fine=options["interpreter"],
        gender=_member("gender", options["gender"], Gender),
        sessions=_number(options, "sessions", least=1),
        funding=_member("funding", options["funding"], Funding),
        max_km=km,
        max_minutes=minutes,
        start_by=None if weeks is None else on + timedelta(weeks=weeks),
        quality_mark=options["quality_mark"],
        wishes=_members("wish", options["wish"], NeedName, WISHES),
    )


def _as_json(verdict: Verdict, rank: int) -> dict[str, Any]:
    first = verdict.supply.first_place
    return {
        "id": verdict.supply.id,
        "name": verdict.supply.name,
        "rank": rank,
        "points": verdict.points,
        "distance_km": verdict.distance_km,
        "first_place": first.isoformat() if first else None,
        "fits": verdict.fits,
        "misses": list(verdict.misses),
    }


def _table(shown: list[Verdict], on: date) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("#", justify="right")
    table.add_column(_("Therapist"))
    table.add_column(_("Where"))
    table.add_column("km", justify="right")
    table.add_column(_("First free place"))
    table.add_column(_("Points"), justify="right")
    table.add_column(_("Not met"))
    table.add_column("id", no_wrap=True)
    for rank, verdict in enumerate(shown, 1):
        supply = verdict.supply
        table.add_row(
            str(rank),
            supply.name,
            verdict.nearest.name if verdict.nearest else "",
            "" if verdict.distance_km is None else str(verdict.distance_km),
            availability_text(supply.first_place, on),
            str(verdict.points),
            needs_text(verdict.misses),
            supply.id,
        )
    return table


def _rules_table(verdict: Verdict) -> Table:
    table = Table(
        title=verdict.supply.name, title_justify="left", box=None, header_style="bold", pad_edge=False
    )
    for heading in (_("Rule"), _("Asked"), _("Offered"), _("Met")):
        table.add_column(heading)
    for result in verdict.results:
        met = _("yes") if result.met else _("no, a wish") if result.is_wish else _("no")
        table.add_row(label(result.name), asked_text(result), offered_text(result), met)
    return table


def _rendered(table: Table, is_terminal: bool) -> str:
    """Render at the width of the terminal; a pipe gets wide lines without colour."""
    out = StringIO()
    width = shutil.get_terminal_size().columns if is_terminal else 160
    Console(file=out, force_terminal=is_terminal, width=width, highlight=False).print(table)
    return out.getvalue()


def _summary(found: Shortlist) -> str:
    return _("%(fits)s fit, %(soon)s with a place within 4 weeks; %(near)s nearly fit") % {
        "fits": found.total_fits,
        "soon": found.within_4_weeks,
        "near": found.total_near_misses,
    }
