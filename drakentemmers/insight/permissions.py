"""Who may read the log, in words."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.explaining import explain
from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.permissions import Permission, allow
from drakentemmers.accounts.rules import Role
from drakentemmers.directory.models import Professional
from drakentemmers.directory.permissions import runs_the_practice
from drakentemmers.insight.models import Review
from drakentemmers.matching.models import TreatmentRequest


@rules.predicate
def keeps_the_log(user: User) -> bool:
    """A log manager. Being administrator is not enough: who can change the platform does not judge its use."""
    return user.is_authenticated and user.has_role(Role.LOG_MANAGER)


@rules.predicate
def is_not_ones_own_look(user: User, review: Review | None) -> bool:
    """Somebody else looked."""
    return review is None or review.actor_id != str(user.pk)


@rules.predicate
def owns_what_was_seen(user: User, record: Any) -> bool:
    """Of the organisation that made this request, of the organisation itself, or whose profile or practice it is.

    Whoever must stay out of it because of another interest does not own it.
    """
    if not user.is_authenticated:
        return False
    match record:
        case TreatmentRequest():
            return TreatmentRequest.objects.of_own_organisations(user).filter(pk=record.pk).exists()
        case Organisation():
            return record.pk in user.organisation_ids() and not user.kept_apart.holds(record.pk, record.pk)
        case Professional():
            return record.user_id == user.pk or runs_the_practice(user, record)
    return False


explain(keeps_the_log, roles=[Role.LOG_MANAGER], everywhere=True)
explain(is_not_ones_own_look, _("but never of what you did yourself"), everywhere=True)
explain(owns_what_was_seen, _("of your own organisation or profile"))

allow(Permission.VIEW_LOG, keeps_the_log)
allow(Permission.REVIEW_LOG, keeps_the_log & is_not_ones_own_look)
allow(Permission.SEE_WHO_SAW, owns_what_was_seen)
allow(Permission.REPORT_LOOK, owns_what_was_seen)
