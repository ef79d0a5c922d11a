"""What stands on the page about the own account: one tile for each page. Another page adds a row."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Tile:
    """A page about the own account."""

    route: str
    title: Promise
    text: Promise
    icon: str
    colour: str = "teal"


TILES = [
    Tile(
        "mfa_index",
        _("Signing in and security"),
        _("Passkeys, app with codes, recovery codes and your password."),
        "key-round",
    ),
    Tile(
        "usersessions_list",
        _("Where you are signed in"),
        _("Your devices. Sign out on one you no longer use."),
        "lock",
        "sky",
    ),
    Tile(
        "my_data",
        _("My data"),
        _("A copy of your data, what you agree to, and removing your account."),
        "download",
        "sky",
    ),
    Tile(
        "my_rights",
        _("What may I do?"),
        _("Your roles, what they let you do, and whom to ask for more."),
        "list",
        "honey",
    ),
    Tile(
        "interests",
        _("Interests"),
        _("Whom you know from your own life, so that nothing of it reaches you."),
        "shield-check",
        "berry",
    ),
    Tile(
        "mail_preferences",
        _("Which mail you get"),
        _("What is mailed to you, and when. Quiet hours."),
        "bell",
        "honey",
    ),
    Tile(
        "my_newsletters",
        _("Newsletters"),
        _("Which newsletters you get. On or off with one tap."),
        "mail",
        "sky",
    ),
]
