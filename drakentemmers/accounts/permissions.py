"""Who may do what with people and organisations, in words. Other apps add their own predicates."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.explaining import explain
from drakentemmers.accounts.models import EmergencyAccess, Organisation, User
from drakentemmers.accounts.roles import PRIVILEGED
from drakentemmers.accounts.rules import COORDINATING, GUARDING, NETWORK, REQUESTING, TREATING, Role

HELPING = TREATING | REQUESTING | NETWORK | {Role.REGION_LEAD}


class Permission(StrEnum):
    """Everything somebody may be allowed to do, by the name it is asked under."""

    EDIT_ORGANISATION = "accounts.edit_organisation"
    MANAGE_MEMBERS = "accounts.manage_members"
    KEEP_OUTBOX = "accounts.keep_outbox"
    HANDLE_FREEZE = "accounts.handle_freeze"
    ASK_EMERGENCY = "accounts.ask_emergency"
    GRANT_EMERGENCY = "accounts.grant_emergency"
    SET_BLOCK = "accounts.set_block"
    KEEP_DECOYS = "accounts.keep_decoys"
    VIEW_MEMBERS = "accounts.view_members"
    GIVE_ROLES = "accounts.give_roles"
    INVITE_GUEST = "accounts.invite_guest"
    WAKE_ACCOUNT = "accounts.wake_account"
    MANAGE_IDENTITY = "accounts.manage_identity"
    RESET_FACTOR = "accounts.reset_factor"
    AGREE_TO_RESET = "accounts.agree_to_reset"
    USE_ADMIN = "wagtailadmin.access_admin"
    VIEW_PROFESSIONAL = "directory.view_professional"
    EDIT_PROFESSIONAL = "directory.edit_professional"
    VERIFY_REGISTRATION = "directory.verify_registration"
    VIEW_ADDRESS = "directory.view_address"
    IMPORT_DIRECTORY = "directory.import_directory"
    EDIT_AREAS = "directory.edit_areas"
    VIEW_APPLICATION = "directory.view_application"
    JUDGE_APPLICATION = "directory.judge_application"
    AGREE_TO_COLLEAGUE = "directory.agree_to_colleague"
    FIND_THERAPIST = "matching.find_therapist"
    MAKE_REQUEST = "matching.make_request"
    VIEW_REQUEST = "matching.view_request"
    EDIT_REQUEST = "matching.edit_request"
    ASK_THERAPIST = "matching.ask_therapist"
    ANSWER_QUESTION = "matching.answer_question"
    CONFIRM_PLACEMENT = "matching.confirm_placement"
    FOLLOW_PLACEMENT = "matching.follow_placement"
    EDIT_OFFER = "matching.edit_offer"
    HOLD_ROUND = "matching.hold_round"
    SEND_NEWSLETTER = "knowledge.send_newsletter"
    SAVE_SEARCH = "matching.save_search"
    VIEW_LOG = "insight.view_log"
    REVIEW_LOG = "insight.review_log"
    SEE_WHO_SAW = "insight.see_who_saw"
    REPORT_LOOK = "insight.report_look"
    KEEP_NOTE = "matching.keep_note"


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


@rules.predicate
def guards_access(user: User) -> bool:
    """A log manager or an administrator: they look after who opens what."""
    return user.is_authenticated and user.has_role(*GUARDING)


@rules.predicate
def is_somebody_else(user: User, person: User | None) -> bool:
    """Not about oneself."""
    return person is None or user.pk != person.pk


@rules.predicate
def works_with_clients(user: User) -> bool:
    """Somebody who treats, asks for treatment, supervises, or works for the network's office."""
    return user.is_authenticated and user.has_role(*HELPING)


@rules.predicate
def did_not_ask_it(user: User, emergency: EmergencyAccess | None) -> bool:
    """Somebody else than who asked."""
    return emergency is None or emergency.asked_by_id != user.pk


@rules.predicate
def owns_where_works(user: User, person: User | None) -> bool:
    """The owner of an organisation where this person works today."""
    if not user.is_authenticated or person is None or user.pk == person.pk:
        return False
    return bool(user.organisation_ids(Role.OWNER) & person.organisation_ids())


@rules.predicate
def holds_privilege(_user: User, person: User | None) -> bool:
    """About somebody who holds a privileged role today."""
    return person is not None and person.has_role(*PRIVILEGED)


explain(is_network_lead, roles=NETWORK, everywhere=True)
explain(is_administrator, roles=[Role.ADMINISTRATOR], everywhere=True)
explain(is_editor, roles=[Role.EDITOR, Role.ADMINISTRATOR], everywhere=True)
explain(coordinates_organisation, _("of this organisation"), roles=COORDINATING)
explain(owns_organisation, _("of this organisation"), roles=[Role.OWNER])
explain(guards_access, roles=GUARDING, everywhere=True)
explain(is_somebody_else, _("but not about yourself"), everywhere=True)
explain(works_with_clients, roles=HELPING, everywhere=True)
explain(did_not_ask_it, _("when somebody else asked"), everywhere=True)
explain(holds_privilege, unless=_("but not of somebody with a privileged role"), everywhere=True)
explain(owns_where_works, _("of an organisation where this person works"), roles=[Role.OWNER])


allow(Permission.WAKE_ACCOUNT, owns_where_works | is_administrator)
allow(Permission.RESET_FACTOR, (is_administrator & is_somebody_else) | (owns_where_works & ~holds_privilege))
allow(Permission.AGREE_TO_RESET, is_administrator & is_somebody_else)
allow(Permission.EDIT_ORGANISATION, coordinates_organisation)
allow(Permission.MANAGE_IDENTITY, is_administrator)
allow(Permission.MANAGE_MEMBERS, owns_organisation)
allow(Permission.KEEP_OUTBOX, is_administrator)
allow(Permission.VIEW_MEMBERS, coordinates_organisation)
allow(Permission.INVITE_GUEST, coordinates_organisation)
allow(Permission.GIVE_ROLES, is_network_lead)
allow(Permission.USE_ADMIN, is_editor)
allow(Permission.HANDLE_FREEZE, guards_access & is_somebody_else)
allow(Permission.ASK_EMERGENCY, works_with_clients)
allow(Permission.GRANT_EMERGENCY, guards_access & did_not_ask_it)
allow(Permission.SET_BLOCK, owns_organisation | is_network_lead)
allow(Permission.KEEP_DECOYS, guards_access)
