"""The cookies there are. None follows anybody, so nobody has to be asked."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie, from this site only."""

    name: str
    what_for: Promise
    how_long: Promise


COOKIES: tuple[Cookie, ...] = (
    Cookie(
        settings.SESSION_COOKIE_NAME, _("Keeps you signed in."), _("until you sign out or close the browser")
    ),
    Cookie(settings.CSRF_COOKIE_NAME, _("Shows that a form you send comes from this site."), _("1 year")),
    Cookie(
        settings.DEVICE_COOKIE_NAME,
        _("Only after signing in: so that we warn you when somebody signs in on a device we do not know."),
        _("1 year"),
    ),
    Cookie("theme", _("Only when you choose the evening theme."), _("1 year")),
    Cookie(
        "reading",
        _("Only when you choose the reading mode."),
        _("until you choose the ordinary page, or 1 year"),
    ),
)
