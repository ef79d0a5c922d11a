"""Who may do what with people and organisations, in words. Other apps add their own predicates."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import rules
from django.core.exceptions import PermissionDenied

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.rules import COORDINATING, NETWORK, Role


class Permission(StrEnum):
    """Everything somebody may be allowed to do, by the name it is asked under."""

    EDIT_ORGANISATION = "accounts.edit_organisation"
    MANAGE_MEMBERS = "accounts.manage_members"
    USE_ADMIN = "wagtailadmin.access_admin"
    VIEW_PROFESSIONAL = "directory.view_professional"
    EDIT_PROFESSIONAL = "directory.edit_professional"
    VERIFY_REGISTRATION = "directory.verify_registration"
    VIEW_ADDRESS = "directory.view_address"
    IMPORT_DIRECTORY = "directory.import_directory"
    EDIT_AREAS = "directory.edit_areas"
    FIND_THERAPIST = "matching.find_therapist"
    MAKE_REQUEST = "matching.make_request"
    VIEW_REQUEST = "matching.view_request"
    EDIT_REQUEST = "matching.edit_request"
    ASK_THERAPIST = "matching.ask_therapist"
    ANSWER_QUESTION = "matching.answer_question"
    CONFIRM_PLACEMENT = "matching.confirm_placement"
    FOLLOW_PLACEMENT = "matching.follow_placement"
    EDIT_OFFER = "matching.edit_offer"


Check = Callable[[User, Any], bool]


def allow(permission: Permission, check: Any) -> None:
    """Tie a permission to its predicate; once."""
    rules.add_perm(permission, check)


def demand(by: User | None, permission: Permission, obj: Any = None) -> None:
    """Raise PermissionDenied unless `by` may do this. The system itself (None) may do everything it is coded to do."""
    if by is not None and not by.has_perm(permission, obj):
        raise PermissionDenied(permission)


@rules.predicate
def is_network_lead(user: User) -> bool:
    """Somebody of the network's own office: project lead or administrator."""
    return user.is_authenticated and user.has_role(*NETWORK)


@rules.predicate
def is_administrator(user: User) -> bool:
    """Somebody who keeps the platform running."""
    return user.is_authenticated and user.has_role(Role.ADMINISTRATOR)


@rules.predicate
def is_editor(user: User) -> bool:
    """Somebody who writes and keeps public pages and tables."""
    return user.is_authenticated and user.has_role(Role.EDITOR, Role.ADMINISTRATOR)


@rules.predicate
def coordinates_organisation(user: User, organisation: Organisation | None) -> bool:
    """The owner or a coordinator of this very organisation."""
    known = user.is_authenticated and organisation is not None
    return known and organisation.pk in user.organisation_ids(*COORDINATING)


@rules.predicate
def owns_organisation(user: User, organisation: Organisation | None) -> bool:
    """The owner of this very organisation."""
    known = user.is_authenticated and organisation is not None
    return known and organisation.pk in user.organisation_ids(Role.OWNER)


allow(Permission.EDIT_ORGANISATION, coordinates_organisation)
allow(Permission.MANAGE_MEMBERS, owns_organisation)
allow(Permission.USE_ADMIN, is_editor)
