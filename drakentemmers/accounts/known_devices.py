"""The cookie by which a browser is known again: signed, bound to the person, worthless once its row is gone."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from drakentemmers.accounts.devices import browser_and_system
from drakentemmers.accounts.models import KnownDevice, User

SALT = "drakentemmers.known_device"
MOST = 6  # people who share one browser
LASTS = timedelta(days=365)
NOWHERE = "0.0.0.0"  # noqa: S104 - what stands in a list of sessions when the address is not known


def device_ids(request: HttpRequest) -> list[str]:
    """Return the devices this browser claims to be and was told to be; nothing when the cookie is not ours."""
    try:
        found = signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return []
    return [str(each) for each in found][:MOST]


def device_for_address(request: HttpRequest, email: str) -> KnownDevice | None:
    """Return the known device of whoever has this address, when this browser is one."""
    ids = device_ids(request)
    if not ids:
        return None
    return KnownDevice.objects.filter(pk__in=ids, user__email=email.lower()).first()


def device_of(request: HttpRequest, user: User) -> KnownDevice | None:
    """Return the known device of `user` that this browser is, or None."""
    ids = device_ids(request)
    return KnownDevice.objects.filter(pk__in=ids, user=user).first() if ids else None


def agent_of(request: HttpRequest) -> str:
    """Return what the browser says it is, cut to what is kept."""
    return request.META.get("HTTP_USER_AGENT", "")[: KnownDevice._meta.get_field("agent").max_length]


def remember(request: HttpRequest, response: HttpResponse, device: KnownDevice) -> None:
    """Let this browser keep that it is `device`, beside the people who came from it before."""
    ids = [device.pk, *(each for each in device_ids(request) if each != device.pk)][:MOST]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(ids, salt=SALT),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def in_words(agent: str) -> str:
    """Return what somebody would call the browser: "Chrome on Windows"."""
    browser, system = browser_and_system(agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")


def name_for(request: HttpRequest, *, taken: int) -> str:
    """Return a first name for a passkey made here."""
    name = in_words(agent_of(request))
    return name if not taken else f"{name} ({taken + 1})"
