"""The link in a mail that ends mails about a topic, without signing in (RFC 8058).

The token says whose mail and which topics, and is signed: who has the mail can end it, nobody else. It does not run
out, because an old mail must keep a working link, and all it can do is choose which mail comes.
"""

from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from drakentemmers.accounts.models import User
from drakentemmers.accounts.topics import CHOOSABLE, Topic

SALT = "accounts.unsubscribe"


def unsubscribe_url(user: User, topics: Iterable[Topic]) -> str:
    """Return the address that ends mail about `topics` for `user`."""
    names = sorted(set(topics) & set(CHOOSABLE))
    token = signing.Signer(salt=SALT).sign_object([user.pk, names])
    return settings.SITE_URL + reverse("unsubscribe", args=[token])


def unsubscribe_headers(url: str) -> dict[str, str]:
    """Return what lets a mail program show a button that ends these mails with one click."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def with_way_out(text: str, url: str) -> str:
    """Return a mail with, at its foot, how to get fewer."""
    return "\n\n".join([text.rstrip(), "--", _("Fewer mails? Choose it here: %(url)s") % {"url": url}, ""])


def read_token(token: str) -> tuple[User, list[Topic]] | None:
    """Return whose mails about which topics a token is about; None for a forged one, or when nobody is left."""
    try:
        pk, names = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk).first()
    return (user, [Topic(name) for name in names]) if user else None
