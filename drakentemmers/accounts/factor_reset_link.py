"""The link "That is not me" in the mail to somebody whose second factor is about to fall.

Signed, for one time it was asked, and worth nothing but stopping that: no sign-in, because the mail may be all that the
person has left.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from drakentemmers.accounts.models import FactorReset

SALT = "accounts.factor_reset"


def stop_path(reset: FactorReset) -> str:
    """Return the page of this site where the person stops it."""
    return reverse("not_me", args=[signing.Signer(salt=SALT).sign(reset.pk)])


def stop_url(reset: FactorReset) -> str:
    """Return the same as a link for a mail."""
    return settings.SITE_URL + stop_path(reset)


def reset_of(token: str) -> FactorReset | None:
    """Return what a token is about; None for a forged one, or when it is kept no longer."""
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return FactorReset.objects.select_related("user").filter(pk=pk).first()
