"""Changing the page of an organisation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.directory.actions.errors import NumberRefused, NumberTaken
from drakentemmers.directory.actions.records import locked, put, save_next_version
from drakentemmers.directory.models import OrganisationProfile
from drakentemmers.directory.numbers import kvk_problem, normalised
from drakentemmers.kernel.search.index import refresh

FIELDS = frozenset({"kvk_number", "about", "asks_for", "website", "phone", "email", "region"})


@transaction.atomic
def change_organisation(
    *,
    organisation: Organisation,
    fields: Mapping[str, Any],
    expected_version: int | None,
    by: User | None,
    now: datetime,
) -> OrganisationProfile:
    """Change the page of an organisation (made when there is none yet) and return it as it is now.

    Raises VersionConflict when somebody saved since `expected_version`, NumberRefused or NumberTaken for a number
    of the trade register that cannot be or that another organisation has.
    """
    if by is None or not by.has_perm(Permission.IMPORT_DIRECTORY):
        demand(by, Permission.EDIT_ORGANISATION, organisation)
    profile, made = OrganisationProfile.objects.get_or_create(organisation=organisation)
    row = locked(profile, None if made else expected_version)
    fields = {**fields}
    if fields.get("kvk_number"):
        fields["kvk_number"] = normalised(fields["kvk_number"])
        problem = kvk_problem(fields["kvk_number"])
        if problem:
            raise NumberRefused(problem)
    changed = put(row, fields, FIELDS)
    if changed:
        try:
            with transaction.atomic():
                save_next_version(row, now=now)
        except IntegrityError as error:
            raise NumberTaken from error
        record(
            "organisation.changed",
            organisation,
            by=by,
            now=now,
            on_behalf_of=organisation.pk,
            fields=changed,
            version=row.version,
        )
        refresh("organisation", [organisation.pk])
    return row
