"""Bringing in rows of organisations. An organisation is known by its KvK number, else by its name."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from drakentemmers.accounts.actions.organisations import add_organisation
from drakentemmers.accounts.models import Organisation, User
from drakentemmers.audit.actions import record
from drakentemmers.directory.actions.errors import NumberTaken
from drakentemmers.directory.actions.import_rows import Outcome, RowRefused
from drakentemmers.directory.actions.locations import add_location
from drakentemmers.directory.actions.organisations import FIELDS, change_organisation
from drakentemmers.directory.models import Municipality, OrganisationProfile, Region
from drakentemmers.directory.place_names import search_name
from drakentemmers.directory.rules import RegionModel
from drakentemmers.kernel.search.index import refresh

Pair = TypeVar("Pair")


class OrganisationRows:
    """Brings in one row after another; knows what is there and what came before in the same file."""

    def __init__(self, *, by: User | None, now: datetime) -> None:
        self.by, self.now = by, now
        self.by_name = {search_name(row.name): row for row in Organisation.objects.all()}
        profiles = OrganisationProfile.objects.exclude(kvk_number="").select_related("organisation")
        self.by_kvk = {row.kvk_number: row.organisation for row in profiles}
        regions = Region.objects.filter(model=RegionModel.PROGRAMME)
        self.regions = {search_name(region.name): region for region in regions}
        self.seen: set[str] = set()

    def in_order(self, rows: Iterable[Pair]) -> list[Pair]:
        return list(rows)

    def bring_in(self, cells: dict[str, Any]) -> Outcome:
        """Add or change the organisation of one row; RowRefused when it does not fit."""
        name, kind, kvk = cells["name"], cells["kind"], cells.get("kvk_number", "")
        found = self.by_kvk.get(kvk) if kvk else None
        found = found or self.by_name.get(search_name(name))
        fields = {field: cells[field] for field in FIELDS if field in cells}
        if "region" in fields:
            fields["region"] = self._region(fields["region"])
        organisation = found or add_organisation(name=name, kind=kind, by=self.by, now=self.now)
        if organisation.pk in self.seen:
            raise RowRefused("naam", _("This organisation stands in the file twice. Take one row away."))
        self.seen.add(organisation.pk)
        changed = self._rename(organisation, name, kind)
        changed |= self._page(organisation, fields)
        changed |= self._location(organisation, cells)
        self.by_name[search_name(name)] = organisation
        if found is None:
            return Outcome.ADDED
        return Outcome.CHANGED if changed else Outcome.UNCHANGED

    def _region(self, name: str) -> Region | None:
        region = self.regions.get(search_name(name))
        if name and region is None:
            raise RowRefused(
                "programmaregio", _("We do not know this region. Use a name from the list of regions.")
            )
        return region

    def _rename(self, organisation: Organisation, name: str, kind: str) -> bool:
        if (organisation.name, organisation.kind) == (name, kind):
            return False
        organisation.name, organisation.kind = name, kind
        organisation.save()
        record("organisation.changed", organisation, by=self.by, now=self.now, fields=["kind", "name"])
        refresh("organisation", [organisation.pk])
        refresh("therapist", organisation.professionals.values_list("pk", flat=True))
        return True

    def _page(self, organisation: Organisation, fields: dict[str, Any]) -> bool:
        if (
            not any(fields.values())
            and not OrganisationProfile.objects.filter(organisation=organisation).exists()
        ):
            return False
        before = OrganisationProfile.objects.filter(organisation=organisation).values_list(
            "version", flat=True
        )
        version = before.first()
        try:
            profile = change_organisation(
                organisation=organisation, fields=fields, expected_version=None, by=self.by, now=self.now
            )
        except NumberTaken as error:
            raise RowRefused(
                "kvk", _("Another organisation in the network has this number. Check it.")
            ) from error
        return profile.version != version

    def _location(self, organisation: Organisation, cells: dict[str, Any]) -> bool:
        place, street = cells.get("place"), cells.get("street", "")
        if place is None:
            if street:
                raise RowRefused("plaats", _("Fill in the place that goes with this street."))
            return False
        known = {(row.place_name, row.street) for row in organisation.locations.all()}
        if (place.name, street) in known:
            return False
        if not Municipality.objects.exists():
            raise RowRefused("plaats", _("The municipalities are not loaded yet. Run load_base_areas first."))
        add_location(
            organisation=organisation,
            place=place,
            street=street,
            is_confidential=cells.get("is_confidential"),
            by=self.by,
            now=self.now,
        )
        return True
