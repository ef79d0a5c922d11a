"""Pages that do not exist for who may not use them.

404 is the rule, with the same page as for an address that leads nowhere. 403 is for what everybody may know of, such as
asking for a place: that page says whom to ask for the right.
"""

from typing import Any

from django.http import Http404

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission


def demand_known(user: User, permission: Permission, obj: Any = None) -> None:
    """Raise Http404 unless `user` may do this."""
    if not user.has_perm(permission, obj):
        raise Http404
