"""Bringing in rows of therapists and trainees. A professional is known by the e-mail address."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.directory.actions.errors import NumberTaken
from drakentemmers.directory.actions.import_rows import Outcome, RowRefused
from drakentemmers.directory.actions.locations import add_work_location, remove_work_location
from drakentemmers.directory.actions.professionals import (
    NETWORK_FIELDS,
    add_professional,
    change_professional,
)
from drakentemmers.directory.actions.registrations import add_registration
from drakentemmers.directory.models import Professional, Region
from drakentemmers.directory.place_names import search_name
from drakentemmers.directory.read.places import PlaceFound
from drakentemmers.directory.rules import ProfessionalKind, RegionModel, Register

Pair = TypeVar("Pair", bound=tuple[Any, dict[str, Any]])


class ProfessionalRows:
    """Brings in one row after another; knows what is there and what came before in the same file."""

    def __init__(self, *, by: User | None, now: datetime) -> None:
        self.by, self.now = by, now
        self.by_email = {row.email.lower(): row for row in Professional.objects.exclude(email="")}
        self.practices = {search_name(row.name): row for row in Organisation.objects.filter(is_active=True)}
        regions = Region.objects.filter(model=RegionModel.PROGRAMME)
        self.regions = {search_name(region.name): region for region in regions}
        taken = set(Professional.objects.exclude(user=None).values_list("user_id", flat=True))
        self.accounts = {user.email: user for user in User.objects.exclude(pk__in=taken)}
        self.seen: set[str] = set()

    def in_order(self, rows: Iterable[Pair]) -> list[Pair]:
        """Put who is supervised after the others, so that the supervisor is there."""
        return sorted(rows, key=lambda row: bool(row[1].get("supervised_by")))

    def bring_in(self, cells: dict[str, Any]) -> Outcome:
        """Add or change the professional of one row; RowRefused when it does not fit."""
        email = cells["email"]
        if email in self.seen:
            raise RowRefused("e-mail", _("This e-mail address stands in the file twice. Take one row away."))
        self.seen.add(email)
        found = self.by_email.get(email)
        fields = self._fields(cells)
        before = found.version if found else None
        if found is None:
            row = add_professional(
                fields=fields | {"user": self.accounts.get(email)}, by=self.by, now=self.now
            )
        else:
            row = found
        row = change_professional(
            professional=row,
            fields=fields,
            regions=self._regions(cells),
            expected_version=None,
            by=self.by,
            now=self.now,
        )
        self.by_email[email] = row
        changed = row.version != before
        changed |= self._registrations(row, cells)
        changed |= self._places(row, cells)
        if found is None:
            return Outcome.ADDED
        return Outcome.CHANGED if changed else Outcome.UNCHANGED

    def _fields(self, cells: dict[str, Any]) -> dict[str, Any]:
        fields = {name: cells[name] for name in NETWORK_FIELDS if name in cells}
        if "kind" in fields:
            fields["kind"] = fields["kind"] or ProfessionalKind.THERAPIST
        if "practice" in fields:
            fields["practice"] = self._practice(fields["practice"])
        if "supervised_by" in fields:
            fields["supervised_by"] = self._supervisor(fields["supervised_by"], cells["email"])
        return fields

    def _practice(self, name: str) -> Organisation | None:
        practice = self.practices.get(search_name(name))
        if name and practice is None:
            advice = _("This organisation is not in the network yet. Import the organisations first.")
            raise RowRefused("praktijk", advice)
        return practice

    def _supervisor(self, email: str, own: str) -> Professional | None:
        if email and email == own:
            raise RowRefused("supervisor", _("Somebody cannot supervise himself or herself."))
        supervisor = self.by_email.get(email)
        if email and supervisor is None:
            raise RowRefused(
                "supervisor", _("There is no therapist with this e-mail address. Add that row too.")
            )
        return supervisor

    def _regions(self, cells: dict[str, Any]) -> list[Region] | None:
        if "regions" not in cells:
            return None
        unknown = [name for name in cells["regions"] if search_name(name) not in self.regions]
        if unknown:
            advice = _("We do not know %(names)s. Use names from the list of regions.")
            raise RowRefused("regio's", advice % {"names": ", ".join(unknown)})
        return [self.regions[search_name(name)] for name in cells["regions"]]

    def _registrations(self, row: Professional, cells: dict[str, Any]) -> bool:
        """Add numbers that are new; one person can have two numbers in one register."""
        known = set(row.registrations.values_list("register", "number"))
        changed = False
        for register in Register:
            number = cells.get(f"registration_{register}", "")
            if not number or (register.value, number) in known:
                continue
            try:
                add_registration(professional=row, register=register, number=number, by=self.by, now=self.now)
            except NumberTaken as error:
                advice = _("Somebody else in the network has this number. Check it.")
                raise RowRefused(register.value, advice) from error
            changed = True
        return changed

    def _places(self, row: Professional, cells: dict[str, Any]) -> bool:
        """Bring the places of work in line with the row; an empty cell leaves them as they are."""
        wanted: list[tuple[PlaceFound, int]] = cells.get("places") or []
        if not wanted:
            return False
        keys = {(place.name, place.pc4, km) for place, km in wanted}
        there = {(old.place_name, old.postcode, old.radius_km): old for old in row.work_locations.all()}
        for key, old in there.items():
            if key not in keys:
                remove_work_location(location=old, by=self.by, now=self.now)
        for place, km in wanted:
            if (place.name, place.pc4, km) not in there:
                add_work_location(professional=row, place=place, radius_km=km, by=self.by, now=self.now)
        return keys != set(there)
