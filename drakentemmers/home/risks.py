"""What could go wrong with people's data, what is done about it, and what is left: the assessment in plain words.

`docs/privacy/dpia.md` says the same with the tests beside it; a test holds the two together.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Risk:
    """One thing that could go wrong. `key` is its word in the document."""

    key: str
    what: Promise
    done: Promise
    left: Promise


RISKS: tuple[Risk, ...] = (
    Risk(
        "address",
        _("Somebody outside learns the address of a shelter"),
        _("The address is secret by itself. Others only see the municipality. It is locked in the database."),
        _("The chance is small, the harm would be very large."),
    ),
    Risk(
        "theft",
        _("Somebody steals a disk, a backup or the database"),
        _("Addresses and texts about clients are locked. The key is kept somewhere else."),
        _("Names of people who work here and places can be read."),
    ),
    Risk(
        "change",
        _("Somebody who manages the database changes or moves data"),
        _("A changed or moved text no longer opens. The log shows what was done to it."),
        _("A whole record can still be removed."),
    ),
    Risk(
        "curious",
        _("A colleague looks at what is none of his or her business"),
        _("Everybody sees only the own work. Else we ask a reason, count, and look back at what was opened."),
        _("Who may look can also look for a wrong reason. We find that afterwards."),
    ),
    Risk(
        "pretending",
        _("Somebody pretends to be a therapist"),
        _("Two people look up every number and say yes. After that nothing opens for a day."),
        _("The chance is small, the harm would be large."),
    ),
    Risk(
        "left",
        _("Somebody who left still comes in"),
        _("Roles end by themselves. Who leaves is out at the next click."),
        _("The organisation has to tell that somebody left."),
    ),
    Risk(
        "takeover",
        _("Somebody else signs in with your account"),
        _(
            "Who works with clients signs in with a passkey or a second step. You get a mail about a new device."
        ),
        _("Who holds your device and its code gets in."),
    ),
    Risk(
        "names",
        _("A name slips into a text about a client"),
        _("Texts are checked before they are saved, locked, and removed after a year."),
        _("In new texts the check misses about one name in ten."),
    ),
    Risk(
        "too_long",
        _("Data is kept longer than needed"),
        _("Every night the site removes what has been kept long enough."),
        _("A backup keeps it for 90 days more."),
    ),
    Risk(
        "others",
        _("In a copy of your data stands something about somebody else"),
        _("Every part of the copy is only about you. We test that with made-up people."),
        _("Little."),
    ),
    Risk(
        "copy",
        _("Somebody else takes the copy of your data"),
        _("You confirm that it is you before you get the copy. We keep no copy."),
        _("The file itself has no lock. Keep it well."),
    ),
    Risk(
        "followed",
        _("A partner sees that you were here"),
        _("Nobody follows you, nothing stays behind on the device, and titles and mails say little."),
        _("The history of your browser shows the address. Read Safe use."),
    ),
    Risk(
        "mailbox",
        _("Somebody at home sees that you get a newsletter about violence"),
        _("Subject and sender do not say what it is about. Your address is locked, and gone when you leave."),
        _("Who opens the mail can read it. Do you share a mailbox? Then rather read it on this site."),
    ),
    Risk(
        "figures",
        _("A small number points to a person"),
        _("A client has another made-up name in every organisation."),
        _("Who already knows much can sometimes guess."),
    ),
)
