"""What `drakentemmers check --deploy` looks at beside Django's own checks: settings that leave a door open."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email


@register(deploy=True)
def settings_for_real_use(**_: Any) -> list[CheckMessage]:
    """Return what would be unsafe on a site that real people use."""
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("DEBUG shows code and data of every failure.", id="drakentemmers.E001"))
    if settings.DEMO:
        found.append(Error("DEMO lets invented people in without a second factor.", id="drakentemmers.E002"))
    if settings.SECURE_PROXY_SSL_HEADER and settings.TRUSTED_PROXIES < 1:
        found.append(
            Error(
                "A proxy is trusted for https but not counted: every visitor would have the address of the proxy.",
                hint="Set DRAKENTEMMERS_PROXIES to the number of your own proxies.",
                id="drakentemmers.E003",
            )
        )
    if any(cache["BACKEND"].endswith("LocMemCache") for cache in settings.CACHES.values()):
        found.append(
            Error(
                "The cache is one per process: what one worker forgets, another still shows.",
                hint="Use the cache in the database, or one that all processes share.",
                id="drakentemmers.E004",
            )
        )
    if not settings.SITE_URL.startswith("https://"):
        found.append(Error("Links in mails would not be https.", id="drakentemmers.E005"))
    if not _is_mail_address(settings.OFFICE_MAIL):
        found.append(
            checks.Warning(
                "Nobody can reach the project office: its mail address is missing, or is none.",
                hint="Set DRAKENTEMMERS_OFFICE_MAIL.",
                id="drakentemmers.W001",
            )
        )
    if not settings.DATA_CONTROLLER.strip():
        found.append(
            checks.Warning(
                "Nobody is named as responsible for the data (AVG article 13).",
                hint="Set DRAKENTEMMERS_CONTROLLER to name and address; it stands on /privacy.",
                id="drakentemmers.W002",
            )
        )
    if not _is_mail_address(settings.DATA_PROTECTION_OFFICER):
        found.append(
            checks.Warning(
                "Nobody can reach the data protection officer: the mail address is missing, or is none.",
                hint="Set DRAKENTEMMERS_DATA_PROTECTION_OFFICER; it stands on /privacy.",
                id="drakentemmers.W003",
            )
        )
    return found


def _is_mail_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
