"""The page on which somebody chooses a password, and the key in its address."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from drakentemmers.accounts.models import User


def password_path(user: User) -> str:
    """Return the path of the page where `user` chooses a password. It works once, `PASSWORD_RESET_TIMEOUT` long.

    Whoever reads it can become `user`. It goes in a mail to the address of the account, or to the browser that just
    opened a link from such a mail, and nowhere else.
    """
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
