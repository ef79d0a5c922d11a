"""Which messages went to each therapist about a request, when, and how they fared; never what they say."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drakentemmers.accounts.models import Notification
from drakentemmers.accounts.outbox import NEEDS_A_PERSON, MailState
from drakentemmers.matching.course import Step
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Question, TreatmentRequest

PREFIX = "matching."


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one therapist."""

    at: datetime
    about: str  # the step it told of
    fared: str  # how the mail of it fares
    is_lost: bool  # no mail reached the therapist; somebody should call
    goes_at: datetime | None = None  # it waits for the mail of that moment


def messages_about(request: TreatmentRequest, questions: Iterable[Question]) -> dict[str, list[Message]]:
    """Return the messages to the therapists of `questions`, oldest first, by id of the professional; one query."""
    people = {question.professional.user_id: question.professional_id for question in questions}
    people.pop(None, None)
    lines = Notification.objects.filter(
        path=f"/aanvragen/{request.pk}", user__in=people, topic__startswith=PREFIX
    )
    found: dict[str, list[Message]] = defaultdict(list)
    for line in lines.select_related("mail").defer("mail__subject", "mail__text").order_by("at", "pk"):
        found[people[line.user_id]].append(_message(line))
    return found


def sent_text(messages: Sequence[Message]) -> str:
    """Say how many messages went out, and how many wait for which mail."""
    waiting = [message.goes_at for message in messages if message.goes_at is not None]
    sent = len(messages) - len(waiting)
    parts = []
    if sent:
        parts.append(ngettext("%(n)s message sent", "%(n)s messages sent", sent) % {"n": sent})
    if waiting:
        ready = ngettext(
            "%(n)s message is ready and goes with the mail of %(moment)s",
            "%(n)s messages are ready, the first goes with the mail of %(moment)s",
            len(waiting),
        )
        parts.append(ready % {"n": len(waiting), "moment": _moment(min(waiting))})
    return "; ".join(parts)


def _message(line: Notification) -> Message:
    about = label(Step(line.topic.removeprefix(PREFIX)))
    fared, is_lost = _fared(line)
    return Message(line.at, about, fared, is_lost, line.mail_at)


def _fared(line: Notification) -> tuple[str, bool]:
    if line.mail_at is not None:
        return _("goes with the mail of %(moment)s") % {"moment": _moment(line.mail_at)}, False
    if line.mail is None:
        return _("under the bell"), False
    if line.mail.returned_at is not None:
        return _("the mail came back: call"), True
    if line.mail.state == MailState.SENT and line.mail.handed_over_at:
        return _("mailed on %(moment)s") % {"moment": _moment(line.mail.handed_over_at)}, False
    if line.mail.state in NEEDS_A_PERSON | {MailState.DROPPED}:
        return _("the mail did not go: call"), True
    return _("the mail is on its way"), False


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "j F, H.i")
