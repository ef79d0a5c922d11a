"""What the copy of my data tells from accounts."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.consent import TEXTS, Purpose
from drakentemmers.accounts.exporting import Line, Part, lines_of, said
from drakentemmers.accounts.known_devices import in_words
from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import QuietHours, User
from drakentemmers.accounts.outbox import MailKind, MailState
from drakentemmers.accounts.rules import Role
from drakentemmers.accounts.topics import How, Topic


def _account(user: User) -> list[Line]:
    return lines_of([user], "name", "email", "date_joined", "last_login")


def _roles(user: User) -> list[Line]:
    rows = user.memberships.select_related("organisation").order_by("starts_on", "pk")
    return lines_of(rows, "organisation", "role", "starts_on", "ends_on", "ended_at")


def _guest(user: User) -> list[Line]:
    rows = user.guest_passes.select_related("organisation").order_by("starts_on", "pk")
    return lines_of(rows, "organisation", "starts_on", "ends_on", "ended_at")


def _sign_in(user: User) -> list[Line]:
    rows = Authenticator.objects.filter(user=user).order_by("created_at", "pk")
    elsewhere = [
        {
            "type": "openid",
            "name": row.uid,
            "created_at": row.date_joined,
            "last_used_at": row.last_login,
        }
        for row in SocialAccount.objects.filter(user=user).order_by("date_joined", "pk")
    ]
    return [*lines_of(rows, "type", "created_at", "last_used_at"), *elsewhere]


def _sessions(user: User) -> list[Line]:
    rows = UserSession.objects.filter(user=user).order_by("created_at")
    return lines_of(rows, "user_agent", "created_at", "last_seen_at", "ip")


def _devices(user: User) -> list[Line]:
    return lines_of(user.devices.order_by("first_seen_at"), "agent", "first_seen_at", "last_seen_at")


def _notifications(user: User) -> list[Line]:
    return lines_of(user.notifications.order_by("at", "pk"), "at", "text", "read_at")


def _mails(user: User) -> list[Line]:
    return lines_of(
        user.outgoing_mails.order_by("created_at"), "created_at", "to", "kind", "state", "ended_at"
    )


def _mail_choices(user: User) -> list[Line]:
    return lines_of(user.mail_choices.order_by("topic"), "topic", "how")


def _quiet_hours(user: User) -> list[Line]:
    return lines_of(QuietHours.objects.filter(user=user), "begins", "ends", "weekends")


def _consents(user: User) -> list[Line]:
    return lines_of(user.consents.order_by("given_at"), "purpose", "version", "given_at", "withdrawn_at")


WAYS_IN = {
    "webauthn": _("Passkey"),
    "totp": _("App with codes"),
    "recovery_codes": _("Recovery codes"),
    "openid": _("Account of your organisation"),
}


def _way_in(kind: str) -> str:
    return str(WAYS_IN.get(kind, kind))


def _agreed_to(purpose: str) -> str:
    return str(TEXTS[Purpose(purpose)].title)


WHEN, WHAT, FROM, UNTIL = _("When"), _("What"), _("As from"), _("Until")
PARTS: tuple[Part, ...] = (
    Part(
        "account",
        _("Your account"),
        {
            "name": _("Name"),
            "email": _("E-mail address"),
            "date_joined": _("Since"),
            "last_login": _("Last signed in"),
        },
        _account,
        note=_("Passwords and codes are not in it: we keep them in a form that nobody can read."),
    ),
    Part(
        "roles",
        _("Your roles"),
        {
            "organisation": _("Organisation"),
            "role": _("Role"),
            "starts_on": FROM,
            "ends_on": UNTIL,
            "ended_at": _("Ended"),
        },
        _roles,
        words={"role": said(label, Role)},
    ),
    Part(
        "guest",
        _("Cases you may look along at"),
        {"organisation": _("Organisation"), "starts_on": FROM, "ends_on": UNTIL, "ended_at": _("Ended")},
        _guest,
        note=_("Which case it is about is left out: it is about somebody else."),
    ),
    Part(
        "sign_in",
        _("How you sign in"),
        {"type": _("Kind"), "name": _("Name"), "created_at": _("Since"), "last_used_at": _("Last used")},
        _sign_in,
        words={"type": _way_in},
    ),
    Part(
        "sessions",
        _("Where you are signed in"),
        {
            "user_agent": _("Browser"),
            "created_at": _("Since"),
            "last_seen_at": _("Last seen"),
            "ip": _("Network address"),
        },
        _sessions,
        words={"user_agent": in_words},
    ),
    Part(
        "devices",
        _("Devices we know"),
        {"agent": _("Browser"), "first_seen_at": _("First seen"), "last_seen_at": _("Last seen")},
        _devices,
        words={"agent": in_words},
    ),
    Part(
        "consents",
        _("What you agreed to"),
        {"purpose": WHAT, "version": _("Version"), "given_at": _("Agreed"), "withdrawn_at": _("Taken back")},
        _consents,
        words={"purpose": _agreed_to},
    ),
    Part(
        "notifications",
        _("Your notifications"),
        {"at": WHEN, "text": _("Text"), "read_at": _("Read")},
        _notifications,
    ),
    Part(
        "mails",
        _("Mails to you"),
        {"created_at": WHEN, "to": _("To"), "kind": _("Kind"), "state": _("State"), "ended_at": _("Done")},
        _mails,
        note=_("The text of a mail is wiped as soon as it is sent."),
        words={"kind": said(label, MailKind), "state": said(label, MailState)},
    ),
    Part(
        "mail_choices",
        _("Which mail you get"),
        {"topic": _("About"), "how": _("How")},
        _mail_choices,
        words={"topic": said(label, Topic), "how": said(label, How)},
    ),
    Part(
        "quiet_hours",
        _("When you get no mail"),
        {"begins": FROM, "ends": UNTIL, "weekends": _("The whole weekend")},
        _quiet_hours,
    ),
)
