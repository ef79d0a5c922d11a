"""What stands in the way of removing an account, and whether it was asked."""

from datetime import datetime

from drakentemmers.accounts.models import AccountRemoval, Membership, Organisation, User
from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.clock import local_date


def solely_owned(user: User, now: datetime) -> list[Organisation]:
    """Return the organisations that would have no owner without `user`."""
    owners = Membership.objects.current(local_date(now)).filter(role=Role.OWNER)
    mine = Organisation.objects.filter(pk__in=owners.filter(user=user).values("organisation"))
    return list(mine.exclude(pk__in=owners.exclude(user=user).values("organisation")).order_by("name", "pk"))


def removal_of(user: User) -> AccountRemoval | None:
    """Return the request to remove the account that still counts, if any."""
    return user.removals.filter(cancelled_at=None, done_at=None).first()
