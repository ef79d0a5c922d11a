"""What the two sides hear of each step: a line under the bell and, where the ball changes hands, a mail.

Every text is neutral: no client, no code of a client, no violence, no address. Whoever looks over a shoulder learns
that there is a question, and nothing else.
"""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.models import Membership, User
from drakentemmers.accounts.rules import COORDINATING
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.course import Step
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.apart import people_apart

# subject of the mail ("" for the bell only), text
Notice = tuple[str | Promise, str | Promise]

TO_THERAPIST: dict[Step, Notice] = {
    Step.ASKED: (
        gettext_lazy("A new question for you"),
        gettext_lazy("A new question is waiting for your answer."),
    ),
    Step.NUDGED: (
        gettext_lazy("A question is still waiting"),
        gettext_lazy("A question is still waiting for your answer."),
    ),
    Step.HOLD_EXPIRED: (
        "",
        gettext_lazy("The place you kept free is free again. The question is still open."),
    ),
    Step.EXPIRED: ("", gettext_lazy("A question to you has ended because there was no answer.")),
    Step.WITHDRAWN: (
        gettext_lazy("A question was taken back"),
        gettext_lazy(
            "A question to you was taken back. You do not need to do anything. Thank you for thinking along."
        ),
    ),
    Step.SUPERSEDED: (
        gettext_lazy("A question is solved"),
        gettext_lazy(
            "A question to you is solved: a colleague had a place. You do not need to do anything. Thank you."
        ),
    ),
    Step.CLIENT_DECLINED: (
        gettext_lazy("Your place is free again"),
        gettext_lazy("The place you offered is not needed after all. It is free again. Thank you."),
    ),
    Step.CLOSED: (
        gettext_lazy("A question was closed"),
        gettext_lazy(
            "A question to you was closed. You do not need to do anything. Thank you for thinking along."
        ),
    ),
    Step.PLACED: (
        gettext_lazy("Your place is confirmed"),
        gettext_lazy("The place you offered is confirmed. You can start."),
    ),
    Step.STARTED: ("", gettext_lazy("The start was recorded.")),
    Step.CONTINUED_AMBULATORY: ("", gettext_lazy("It was recorded that it goes on elsewhere.")),
    Step.ENDED: ("", gettext_lazy("The end was recorded.")),
}
TO_ASKERS: dict[Step, Notice] = {
    Step.ASKED: (
        gettext_lazy("Somebody was asked for you"),
        gettext_lazy("A therapist was asked for you in a round of the region. Open it to see whom."),
    ),
    Step.NUDGED: (
        gettext_lazy("A place is waiting for you"),
        gettext_lazy("A therapist keeps a place free for you. Confirm it, or let it go."),
    ),
    Step.HELD: ("", gettext_lazy("A therapist keeps a place free while deciding.")),
    Step.ACCEPTED: (
        gettext_lazy("There is a place"),
        gettext_lazy("A therapist said yes. Confirm the place."),
    ),
    Step.DECLINED: (
        gettext_lazy("An answer to your question"),
        gettext_lazy("A therapist answered your question: it does not work out."),
    ),
    Step.EXPIRED: (
        gettext_lazy("No answer to your question"),
        gettext_lazy("A therapist did not answer in time. You can ask somebody else."),
    ),
    Step.THERAPIST_LEFT: (
        gettext_lazy("Somebody you asked is no longer available"),
        gettext_lazy("A therapist left the network. Open it and see who goes on."),
    ),
    Step.STARTED: ("", gettext_lazy("The start was recorded.")),
    Step.CONTINUED_AMBULATORY: ("", gettext_lazy("It was recorded that it goes on elsewhere.")),
    Step.ENDED: ("", gettext_lazy("The end was recorded.")),
}


def tell_therapist(
    request: TreatmentRequest, professional: Professional, step: Step, *, by: User | None, now: datetime
) -> None:
    """Tell the therapist of a step, unless he or she took it, has no account or role, or the request is kept apart."""
    user = professional.user
    if user is None or user == by or user.pk in people_apart(request, local_date(now)):
        return
    if user.memberships.treating(local_date(now)).exists():
        _tell(user, request, step, TO_THERAPIST[step], now)


def tell_askers(request: TreatmentRequest, step: Step, *, by: User | None, now: datetime) -> None:
    """Tell whoever made the request, and the coordinators of that organisation, except who took the step."""
    for user in askers(request, now):
        if user != by:
            _tell(user, request, step, TO_ASKERS[step], now)


def askers(request: TreatmentRequest, now: datetime) -> list[User]:
    """Return the maker of a request, while a member of its organisation, and that organisation's coordinators."""
    members = Membership.objects.current(local_date(now)).filter(
        Q(role__in=COORDINATING) | Q(user=request.made_by_id), organisation=request.organisation_id
    )
    apart = people_apart(request, local_date(now))
    return list(User.objects.filter(pk__in=members.values("user")).exclude(pk__in=apart).order_by("pk"))


def _tell(user: User, request: TreatmentRequest, step: Step, notice: Notice, now: datetime) -> None:
    subject, text = (str(part) for part in notice)
    path = f"/aanvragen/{request.pk}"
    mail = mail_text(text, path) if subject else ""
    notify(user=user, topic=f"matching.{step}", text=text, path=path, now=now, subject=subject, mail=mail)


def mail_text(text: str, path: str) -> str:
    """Return the plain text of a mail: what it says, and where to read on after signing in."""
    return "\n\n".join([text, _("Open it here: %(url)s") % {"url": f"{settings.SITE_URL}{path}"}, ""])
