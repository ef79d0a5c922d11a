"""Why a change of people and roles is refused."""

from drakentemmers.accounts.rules import Role


class Refused(Exception):  # noqa: N818 - each kind reads as the sentence it is
    """The change is not made; each kind says why."""


class LastOwner(Refused):
    """An organisation always keeps an owner: hand it over first."""


class OwnRole(Refused):
    """Nobody gives, changes, extends or reviews a role of his or her own."""


class NotTheirsToGive(Refused):
    """This role is not handed out by the one who tries, or not in this kind of organisation."""


class RolesExclude(Refused):
    """The person holds a role that may not go together with the new one."""

    def __init__(self, held: Role) -> None:
        super().__init__(held)
        self.held = held


class AlreadyHeld(Refused):
    """The person holds this role in this organisation already."""


class AlreadyAsked(Refused):
    """The same was asked before and waits."""


class AlreadyOver(Refused):
    """It was ended, taken back, used or decided in the meantime."""


class TooLong(Refused):
    """The last day lies in the past, or further away than this role may last."""


class TooMany(Refused):
    """The organisation sent as many invitations as it may in a day."""


class LinkRefused(Refused):
    """The link is unknown, used, taken back or too old. Which of these is not told."""


class WrongPerson(Refused):
    """Somebody else is signed in than the one who was invited."""


class SignInFirst(Refused):
    """The address has an account: sign in, then accept."""


class SamePerson(Refused):
    """A second person decides, not the one who proposed it."""


class AlreadyReviewed(Refused):
    """Somebody looked at this role in this round before."""


class NotInRound(Refused):
    """The role began after the round had opened: it is looked at in the next one."""
