"""What somebody reads at a locked door: the same for everybody, known here or not."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _


def locked_door(until: datetime) -> str:
    """Return why signing in does not go on now, and every way that does, whoever asks."""
    return _(
        "Tried too often. Try again after %(time)s. You do not have to wait with your passkey, on a device where you "
        "signed in before, or once you chose a new password: see below."
    ) % {"time": _clock(until)}


def locked_step(until: datetime) -> str:
    """Return why a code or a password is not looked at now, to somebody whose first step was right."""
    return _("Tried too often. Try again after %(time)s, or use your passkey if you have one.") % {
        "time": _clock(until)
    }


def _clock(moment: datetime) -> str:
    return date_format(localtime(moment), "H.i")
