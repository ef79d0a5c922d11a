"""Keeping a record, or everything of an organisation, from somebody with another interest in it.

The person it is about is told nothing: what is kept apart looks like what does not exist.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from drakentemmers.accounts.access import WhyKept
from drakentemmers.accounts.models import Block, Notification, Organisation, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.kernel.clock import local_date

# Apps above say which addresses lead to what a block keeps apart, so that no line under the bell leads there.
PATHS: list[Callable[[Block], Sequence[str]]] = []


@transaction.atomic
def declare_interest(*, organisation: Organisation, why: WhyKept, by: User, now: datetime) -> Block:
    """Say that one has an interest in an organisation: from now on nothing of it reaches `by`.

    Raises ValidationError for the own organisation: there the owner decides.
    """
    if organisation.pk in by.organisation_ids():
        raise ValidationError({"organisation": _("This is your own organisation. Tell its owner.")})
    return _keep(by, why=why, by=by, now=now, organisation=organisation)


@transaction.atomic
def step_aside(*, subject: Model, why: WhyKept, by: User, now: datetime) -> Block:
    """Say that one knows whom a record is about: from now on it does not exist for `by`."""
    return _keep(by, why=why, by=by, now=now, subject=subject)


@transaction.atomic
def keep_organisation_from(
    *,
    user: User,
    organisation: Organisation,
    why: WhyKept,
    by: User | None,
    now: datetime,
    until: date | None = None,
) -> Block:
    """Keep everything of `organisation` from `user`. Its owner or the office does this; nobody about oneself."""
    _demand_for(organisation, user, by)
    return _keep(
        user, why=why, by=by, now=now, until=until, organisation=organisation, on_behalf_of=organisation
    )


@transaction.atomic
def keep_record_from(
    *,
    user: User,
    subject: Model,
    organisation: Organisation,
    why: WhyKept,
    by: User | None,
    now: datetime,
    until: date | None = None,
) -> Block:
    """Keep one record of `organisation` from `user`. Its owner or the office does this; nobody about oneself."""
    _demand_for(organisation, user, by)
    return _keep(user, why=why, by=by, now=now, until=until, subject=subject, on_behalf_of=organisation)


@transaction.atomic
def lift_block(*, block: Block, by: User, now: datetime) -> None:
    """End a block: the owner or the office theirs, a person what he or she declared about an organisation.

    What somebody declared about one record stays: who once knew it is not asked to look again. Raises PermissionDenied.
    """
    row = Block.objects.select_for_update().get(pk=block.pk)
    own = row.set_by_id == row.user_id == by.pk and row.organisation_id is not None
    if not own:
        if row.user_id == by.pk:
            raise PermissionDenied(Permission.SET_BLOCK)
        demand(by, Permission.SET_BLOCK, row.on_behalf_of)
    if row.lifted_at is None:
        row.lifted_by, row.lifted_at = by, now
        row.save(update_fields=["lifted_by", "lifted_at"])
        record("block.lifted", row, by=by, now=now, on_behalf_of=row.on_behalf_of_id or "")


def _demand_for(organisation: Organisation, user: User, by: User | None) -> None:
    demand(by, Permission.SET_BLOCK, organisation)
    if by is not None and by.pk == user.pk:
        raise PermissionDenied(Permission.SET_BLOCK)


def _keep(
    user: User,
    *,
    why: WhyKept,
    by: User | None,
    now: datetime,
    until: date | None = None,
    organisation: Organisation | None = None,
    subject: Model | None = None,
    on_behalf_of: Organisation | None = None,
) -> Block:
    """Write the block; the same one twice stays one. Old lines under the bell that lead to it go."""
    since = local_date(now)
    if until is not None and until < since:
        raise ValidationError({"until": _("Give a date after today.")})
    what = {
        "organisation": organisation,
        "subject_type": subject._meta.label_lower if subject is not None else "",
        "subject_id": str(subject.pk) if subject is not None else "",
    }
    rest = {"why": why, "set_by": by, "set_at": now, "since": since, "on_behalf_of": on_behalf_of}
    if until is not None:
        block, is_new = Block.objects.create(user=user, until=until, **what, **rest), True
    else:
        block, is_new = Block.objects.get_or_create(
            user=user, until=None, lifted_at=None, **what, defaults=rest
        )
    if is_new:
        record(
            "block.set", block, by=by, now=now, on_behalf_of=on_behalf_of.pk if on_behalf_of else "", why=why
        )
    paths = [path for paths_of in PATHS for path in paths_of(block)]
    Notification.objects.filter(user=user, path__in=paths).delete()
    user.__dict__.pop("kept_apart", None)
    return block
