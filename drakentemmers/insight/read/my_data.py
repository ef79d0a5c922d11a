"""What the copy of my data tells from the log: what I opened, what I did, what others did with my account."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drakentemmers.accounts.access import Reason
from drakentemmers.accounts.exporting import Line, Part, lines_of, said
from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import Decoy, User
from drakentemmers.audit.models import Event
from drakentemmers.insight.labels import action_label, type_label

MOST_EVENTS = 20_000  # the youngest; whoever wants more asks the office
OUTCOMES = {"done": _("Done"), "refused": pgettext_lazy("outcome", "Refused")}
WHEN, WHAT, RESULT = _("When"), _("What"), _("Result")


def _openings(user: User) -> list[Line]:
    rows = user.openings.exclude(opened_at=None).order_by("opened_at")
    return lines_of(rows, "opened_at", "subject_type", "reason")


def _log(user: User) -> list[Line]:
    rows = Event.objects.filter(actor_id=str(user.pk))
    rows = rows.exclude(subject_id__in=Decoy.objects.subject_ids_ever()).order_by("-pk")[:MOST_EVENTS]
    return lines_of(rows, "at", "action", "subject_type", "outcome", "address")


def _about(user: User) -> list[Line]:
    rows = Event.objects.about(user).exclude(actor_id=str(user.pk))
    return lines_of(rows, "at", "action", "outcome")


def _outcome(outcome: str) -> str:
    return str(OUTCOMES.get(outcome, outcome))


PARTS: tuple[Part, ...] = (
    Part(
        "openings",
        _("What you opened in the last 60 days"),
        {"opened_at": WHEN, "subject_type": WHAT, "reason": _("Reason")},
        _openings,
        note=_("Whose record it was, and what you wrote about it, is left out."),
        words={"subject_type": type_label, "reason": said(label, Reason)},
    ),
    Part(
        "log",
        _("What the log says you did"),
        {
            "at": WHEN,
            "action": WHAT,
            "subject_type": _("Of"),
            "outcome": RESULT,
            "address": _("Network address"),
        },
        _log,
        note=_("The youngest 20,000 lines. Whose record it was is left out."),
        words={"action": action_label, "subject_type": type_label, "outcome": _outcome},
    ),
    Part(
        "log_about_you",
        _("What the log says others did with your account"),
        {"at": WHEN, "action": WHAT, "outcome": RESULT},
        _about,
        note=_("Who it was is left out here. The log manager can tell you."),
        words={"action": action_label, "outcome": _outcome},
    ),
)
