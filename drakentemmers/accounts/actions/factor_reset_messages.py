"""Who hears what while a second factor falls. Neutral: no name, no organisation, no work."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.factor_reset_link import stop_path, stop_url
from drakentemmers.accounts.models import FactorReset, Membership, User
from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.clock import local_date

TOPIC = "security.factor_reset"
OFFICE_PAGE = "/kantoor/apparaat-kwijt"
OWN_PAGE = "/account/beveiliging"


def tell_asked(reset: FactorReset, *, now: datetime) -> None:
    """The person hears that it is asked and how to stop it; administrators that a second person is needed."""
    text = _(
        "A colleague says that you lost your device. If somebody else agrees, your second step ends later."
    )
    _tell_person(reset, _("Is your device lost?"), text, now)
    others = _holders(now, role=Role.ADMINISTRATOR).exclude(pk__in=[reset.user_id, reset.asked_by_id])
    subject = _("A colleague asks for your decision")
    _tell(others, subject, _("Somebody lost the device to sign in with. Please look and decide."), now)


def tell_agreed(reset: FactorReset, *, now: datetime) -> None:
    """The person hears when it falls; so do the owners where the person works, who may know better."""
    text = _(
        "Two colleagues agreed: in %(hours)s hours your second step ends. Until then you can stop it."
    ) % {"hours": settings.FACTOR_RESET_WAIT}
    _tell_person(reset, _("Your second step ends soon"), text, now)
    places = reset.user.organisation_ids()
    owners = _holders(now, role=Role.OWNER, organisation__in=places)
    owners = owners.exclude(pk__in=[reset.user_id, reset.asked_by_id, reset.agreed_by_id])
    text = _("A colleague of yours gets a new second step to sign in. Do you doubt it? Then stop it.")
    _tell(owners, _("A colleague gets a new second step"), text, now)


def tell_fallen(reset: FactorReset, *, now: datetime) -> None:
    """The person hears how to come in again."""
    text = _("Your second step has ended. Sign in with your password and the code a colleague gave you.")
    mail = _("Was it not you? Call the project office at once.")
    notify(
        user=reset.user,
        topic=TOPIC,
        text=text,
        path=OWN_PAGE,
        now=now,
        subject=_("Your second step has ended"),
        mail="\n\n".join([text, mail, ""]),
    )


def tell_over(reset: FactorReset, *, now: datetime) -> None:
    """It was stopped or lapsed: the two who decided hear it, and the person that nothing changed."""
    two = [user for user in (reset.asked_by, reset.agreed_by) if user and user.pk != reset.stopped_by_id]
    subject = _("A new second step was stopped")
    _tell(two, subject, _("It was stopped, or its time was over. Call the person on a number you know."), now)
    text = _("Your second step stays as it is.")
    notify(user=reset.user, topic=TOPIC, text=text, path=OWN_PAGE, now=now)


def _tell_person(reset: FactorReset, subject: str, text: str, now: datetime) -> None:
    stop = _("Is it not you, or did you find your device? Stop it here: %(url)s") % {"url": stop_url(reset)}
    notify(
        user=reset.user,
        topic=TOPIC,
        text=text,
        path=stop_path(reset),
        now=now,
        subject=subject,
        mail="\n\n".join([text, stop, ""]),
    )


def _holders(now: datetime, **seat: Any) -> QuerySet[User]:
    rows = Membership.objects.current(local_date(now)).filter(**seat)
    return User.objects.filter(pk__in=rows.values("user")).order_by("pk")


def _tell(users: Iterable[User], subject: str, text: str, now: datetime) -> None:
    mail = "\n\n".join([text, _("Open it here: %(url)s") % {"url": f"{settings.SITE_URL}{OFFICE_PAGE}"}, ""])
    for user in users:
        notify(user=user, topic=TOPIC, text=text, path=OFFICE_PAGE, now=now, subject=subject, mail=mail)
