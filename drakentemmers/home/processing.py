"""The register of processing activities (AVG article 30): what is done with whose data, why, and on what ground.

`docs/privacy/register.md` says the same with more detail; a test holds the two together.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity. `key` is its heading in the document."""

    key: str
    name: Promise
    purpose: Promise
    ground: Promise
    people: Promise
    data: Promise
    receivers: Promise


ACTIVITIES: tuple[Activity, ...] = (
    Activity(
        "directory",
        _("Finding therapists"),
        _("Show who treats what, where, and how soon there is a place."),
        _(
            "Agreement with the therapist (AVG article 6.1.b); for contact data shown to everybody: consent (6.1.a)."
        ),
        _("Therapists, trainees, contacts of organisations."),
        _("Name, work, places of work, diplomas, register numbers, how to reach them."),
        _("Everybody sees the profile; people of the network also street, e-mail and telephone."),
    ),
    Activity(
        "requests",
        _("Asking for a place"),
        _("Bring together a client, under a made-up name, and a therapist who has a place."),
        _(
            "Task in the public interest and good care (6.1.e, 9.2.h). The organisation that asks is responsible for "
            "its client; the network runs the platform for it."
        ),
        _("Clients, under a made-up name such as “Wilg 12”."),
        _(
            "Age group, kind of problem, town, wishes, a short text without names. "
            "Never a name, BSN, date of birth or address."
        ),
        _("The organisation that asks, the therapists it asks, and the office with a reason."),
    ),
    Activity(
        "accounts",
        _("Accounts and signing in"),
        _("Let in who may come in, and nobody else."),
        _("Agreement, and our duty to secure the data (6.1.b, article 32)."),
        _("Everybody with an account."),
        _("Name, e-mail address, roles, way of signing in, devices, notifications and mails."),
        _("The owner of the organisation and the office."),
    ),
    Activity(
        "joining",
        _("Applying to join"),
        _("Look whether somebody is who he or she says, and may treat."),
        _("Steps before an agreement (6.1.b)."),
        _("Therapists and professionals who apply."),
        _("Name, e-mail address, register numbers, why somebody wants to join, what two people found."),
        _("The office. The number is looked up in its register; nothing else goes there."),
    ),
    Activity(
        "newsletter",
        _("Newsletters"),
        _("Send news to who asked for it, and to nobody else."),
        _("Consent, given by a link in a mail and ended by one press (6.1.a)."),
        _("Everybody who asked for a newsletter; an account is not needed."),
        _(
            "E-mail address, sealed, and the topic. No name. We do not see who opens a mail or follows a link."
        ),
        _("The mail server. Editors see numbers, no addresses."),
    ),
    Activity(
        "log",
        _("The log of who saw and did what"),
        _("Show afterwards who had access, and find misuse."),
        _("Legal duty (6.1.c; NEN 7513 for care)."),
        _("Everybody with an account."),
        _("Name and role, moment, what was done to which record, network address. No texts about clients."),
        _("The log manager; a person for the own part."),
    ),
)
