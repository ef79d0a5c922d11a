"""Who may see and change profiles, addresses and areas, in words."""

import rules

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, allow, is_administrator, is_editor, is_network_lead
from drakentemmers.accounts.rules import COORDINATING
from drakentemmers.directory.models import Location, Professional


@rules.predicate
def is_shown(user: User, professional: Professional | None) -> bool:
    """The profile is public."""
    return professional is not None and professional.is_active


@rules.predicate
def is_self(user: User, professional: Professional | None) -> bool:
    """It is one's own profile."""
    return professional is not None and user.pk is not None and professional.user_id == user.pk


@rules.predicate
def runs_the_practice(user: User, professional: Professional | None) -> bool:
    """The owner or a coordinator of the practice this professional works for."""
    return (
        user.is_authenticated
        and professional is not None
        and professional.practice_id is not None
        and professional.practice_id in user.organisation_ids(*COORDINATING)
    )


@rules.predicate
def belongs_to_its_organisation(user: User, location: Location | None) -> bool:
    """A member of the very organisation whose location it is."""
    known = user.is_authenticated and location is not None
    return known and location.organisation_id in user.organisation_ids()


@rules.predicate
def is_not_confidential(user: User, location: Location | None) -> bool:
    """The address of this location is not a secret."""
    return location is not None and not location.is_confidential


allow(Permission.VIEW_PROFESSIONAL, is_shown | is_self | runs_the_practice | is_network_lead)
allow(Permission.EDIT_PROFESSIONAL, is_self | runs_the_practice)
allow(Permission.VERIFY_REGISTRATION, is_network_lead & ~is_self)
allow(Permission.VIEW_ADDRESS, is_not_confidential | belongs_to_its_organisation)
allow(Permission.IMPORT_DIRECTORY, is_network_lead)
allow(Permission.EDIT_AREAS, is_editor | is_administrator)
