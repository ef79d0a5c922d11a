"""Adding and changing profiles of therapists and trainees."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.directory.actions.records import locked, put, save_next_version
from drakentemmers.directory.models import Professional, Qualification, Region
from drakentemmers.kernel.search.index import refresh

OWN_FIELDS = frozenset(
    {
        "name",
        "gender",
        "about",
        "email",
        "phone",
        "groups",
        "client_roles",
        "problems",
        "methods",
        "languages",
        "settings",
        "fundings",
        "works_with_interpreter",
    }
)
NETWORK_FIELDS = OWN_FIELDS | {
    "kind",
    "practice",
    "supervised_by",
    "quality_mark_until",
    "is_active",
    "user",
}


@transaction.atomic
def add_professional(*, fields: Mapping[str, Any], by: User | None, now: datetime) -> Professional:
    """Add a profile. The network's office does this; `fields` are names of `NETWORK_FIELDS`."""
    demand(by, Permission.IMPORT_DIRECTORY)
    professional = Professional(updated_at=now)
    put(professional, fields, NETWORK_FIELDS)
    professional.save()
    record("professional.added", professional, by=by, now=now)
    refresh("therapist", [professional.pk])
    return professional


@transaction.atomic
def change_professional(
    *,
    professional: Professional,
    fields: Mapping[str, Any],
    expected_version: int | None,
    by: User | None,
    now: datetime,
    regions: Iterable[Region] | None = None,
) -> Professional:
    """Change a profile and return it as it is now; saving what is already there changes nothing.

    The person and whoever runs the practice change `OWN_FIELDS`; the network's office changes all of them.
    Raises VersionConflict when somebody saved since `expected_version`.
    """
    is_office = by is None or by.has_perm(Permission.IMPORT_DIRECTORY)
    if not is_office:
        demand(by, Permission.EDIT_PROFESSIONAL, professional)
    row = locked(professional, expected_version)
    changed = put(row, fields, NETWORK_FIELDS if is_office else OWN_FIELDS)
    if regions is not None and set(row.regions.all()) != set(regions):
        row.regions.set(regions)
        changed.append("regions")
    if changed:
        save_next_version(row, now=now)
        record("professional.changed", row, by=by, now=now, fields=changed, version=row.version)
        refresh("therapist", [row.pk])
    return row


@transaction.atomic
def add_qualification(
    *,
    professional: Professional,
    name: str,
    institute: str = "",
    year: int | None = None,
    by: User | None,
    now: datetime,
) -> Qualification:
    """Add a diploma or training to a profile."""
    demand(by, Permission.EDIT_PROFESSIONAL, professional)
    row = Qualification.objects.create(professional=professional, name=name, institute=institute, year=year)
    record("qualification.added", professional, by=by, now=now)
    refresh("therapist", [professional.pk])
    return row


@transaction.atomic
def remove_qualification(*, qualification: Qualification, by: User | None, now: datetime) -> None:
    """Take a diploma or training off a profile."""
    demand(by, Permission.EDIT_PROFESSIONAL, qualification.professional)
    record("qualification.removed", qualification.professional, by=by, now=now)
    qualification.delete()
    refresh("therapist", [qualification.professional_id])
