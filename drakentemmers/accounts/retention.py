"""How long each kind of data is kept. Each app lists its own kinds; `home.retention` puts them together.

The page about privacy shows this very table, and `drakentemmers purge` does what it says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.models import (
    AccountRemoval,
    CaseGuest,
    Consent,
    DayBudget,
    EmergencyAccess,
    FactorReset,
    Freeze,
    Invitation,
    KnownDevice,
    Membership,
    Notification,
    Opening,
    OutgoingMail,
    RoleProposal,
    RoleReview,
    Tally,
)

REMOVED = _("Removed")


def remove(rows: QuerySet[Any], now: datetime) -> object:
    """Remove the rows; most kinds end so."""
    return rows.delete()


@dataclass(frozen=True, slots=True)
class Keep:
    """One kind of data: what it is, how long it is kept, why that long, and what happens then.

    `over` returns the rows whose time is over at a moment; `finish` handles some of them, and removes
    them unless it says otherwise. A row that `finish` handled is no longer among those of `over`.
    """

    kind: str
    what: Promise
    how_long: Promise
    why: Promise
    over: Callable[[datetime], QuerySet[Any]]
    then: Promise = REMOVED
    finish: Callable[[QuerySet[Any], datetime], object] = remove

    @property
    def model(self) -> type[Model]:
        return self.over(datetime(2000, 1, 1, tzinfo=UTC)).model


MONTH, YEAR = 30, 365


def _sessions(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=now)


def _devices_left(now: datetime) -> QuerySet[UserSession]:
    """Rows about a session that is gone."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    return UserSession.objects.filter(~Exists(alive), last_seen_at__lt=now - timedelta(days=1))


def _invitations(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(expires_at__lt=now - timedelta(days=3 * MONTH))


def _memberships(now: datetime) -> QuerySet[Membership]:
    """Ended by somebody, or (when nobody cleared it yet) by its last day."""
    since = now - timedelta(days=5 * YEAR)
    return Membership.objects.filter(Q(ended_at__lt=since) | Q(ended_at=None, ends_on__lt=since.date()))


KEPT: tuple[Keep, ...] = (
    Keep(
        "sessions",
        _("That you are signed in, and on which device"),
        _("until you sign out, at most 12 hours"),
        _("Needed to keep you signed in."),
        _sessions,
    ),
    Keep(
        "session_devices",
        _("The list of where you are signed in"),
        _("1 day after signing out"),
        _("So that you can see where you were signed in."),
        _devices_left,
    ),
    Keep(
        "known_devices",
        _("Devices you signed in with before"),
        _("1 year after the last time"),
        _("A sign-in on a device we do not know gives you a warning."),
        lambda now: KnownDevice.objects.filter(last_seen_at__lt=now - timedelta(days=YEAR)),
    ),
    Keep(
        "tries",
        _("How often somebody tried to sign in in vain, without name or address"),
        _("30 days"),
        _("Stops somebody who guesses passwords."),
        lambda now: Tally.objects.filter(since__lt=now - timedelta(days=MONTH)),
    ),
    Keep(
        "notifications",
        _("Notifications under the bell"),
        _("1 year"),
        _("So that you can look back what was asked of you."),
        lambda now: Notification.objects.filter(at__lt=now - timedelta(days=YEAR)),
    ),
    Keep(
        "mails",
        _("That a mail was sent to you; the text is wiped as soon as it is sent"),
        _("90 days"),
        _("To find out why a mail did not arrive."),
        lambda now: OutgoingMail.objects.filter(ended_at__lt=now - timedelta(days=3 * MONTH)),
    ),
    Keep(
        "invitations",
        _("Invitations, with the e-mail address they went to"),
        _("90 days after they can no longer be used"),
        _("To tell who invited whom."),
        _invitations,
    ),
    Keep(
        "guests",
        _("Who looked along at one case as a guest"),
        _("5 years after the last day"),
        _("As long as the log, so that the two can be read together."),
        lambda now: CaseGuest.objects.filter(ends_on__lt=(now - timedelta(days=5 * YEAR)).date()),
    ),
    Keep(
        "memberships",
        _("Which role you had at which organisation, once it ended"),
        _("5 years after it ended"),
        _("As long as the log, so that the two can be read together."),
        _memberships,
    ),
    Keep(
        "role_reviews",
        _("That somebody looked whether a role was still right, and what came of it"),
        _("5 years"),
        _("As long as the log."),
        lambda now: RoleReview.objects.filter(at__lt=now - timedelta(days=5 * YEAR)),
    ),
    Keep(
        "role_proposals",
        _("Who proposed a role for whom, and who decided"),
        _("5 years"),
        _("As long as the log."),
        lambda now: RoleProposal.objects.filter(proposed_at__lt=now - timedelta(days=5 * YEAR)).exclude(
            state=RoleProposal.State.OPEN
        ),
    ),
    Keep(
        "openings",
        _("What you opened on a day, and the reason you gave"),
        _("60 days"),
        _("To notice that somebody opens much more than the work asks. The log keeps it longer."),
        lambda now: Opening.objects.filter(day__lt=(now - timedelta(days=60)).date()),
    ),
    Keep(
        "day_budgets",
        _("How much you opened on a day"),
        _("60 days"),
        _("The same."),
        lambda now: DayBudget.objects.filter(day__lt=(now - timedelta(days=60)).date()),
    ),
    Keep(
        "freezes",
        _("That an account was frozen, and what was found"),
        _("5 years after it was opened again"),
        _("As long as the log."),
        lambda now: Freeze.objects.filter(lifted_at__lt=now - timedelta(days=5 * YEAR)),
    ),
    Keep(
        "emergencies",
        _("Emergency access: who asked, why, who agreed"),
        _("5 years"),
        _("As long as the log."),
        lambda now: EmergencyAccess.objects.filter(stage_since__lt=now - timedelta(days=5 * YEAR)),
    ),
    Keep(
        "factor_resets",
        _("That two people let somebody choose a new second step, and why"),
        _("5 years"),
        _("As long as the log."),
        lambda now: FactorReset.objects.filter(stage_since__lt=now - timedelta(days=5 * YEAR)),
    ),
    Keep(
        "consents",
        _("What you agreed to and took back again"),
        _("5 years after you took it back"),
        _("To show that we had your consent at that time."),
        lambda now: Consent.objects.filter(withdrawn_at__lt=now - timedelta(days=5 * YEAR)),
    ),
    Keep(
        "removals",
        _("That an account was removed, without who it was"),
        _("5 years"),
        _("To show that we did what was asked."),
        lambda now: AccountRemoval.objects.filter(due_at__lt=now - timedelta(days=5 * YEAR)).exclude(
            done_at=None, cancelled_at=None
        ),
    ),
)
