"""Who hears of what seems wrong. Texts are neutral: they say that there is something, never about which record."""

from datetime import datetime

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.doors import door_of
from drakentemmers.accounts.models import EmergencyAccess, Membership, User
from drakentemmers.accounts.rules import COORDINATING, GUARDING
from drakentemmers.kernel.clock import local_date

FROZEN_PAGE = "/kantoor/bevroren"
EMERGENCY_PAGE = "/kantoor/noodtoegang"


def guardians(now: datetime) -> list[User]:
    """Return the log managers and administrators of this moment."""
    guarding = Membership.objects.current(local_date(now)).filter(role__in=GUARDING)
    return list(User.objects.filter(pk__in=guarding.values("user")).order_by("pk"))


def tell_guardians(*, about: User, now: datetime) -> None:
    """Tell every guardian but the person concerned, at once, by bell and mail."""
    subject = _("Please look at the use of an account")
    text = _("An account opens more than usual, or was frozen. Please look today.")
    for user in guardians(now):
        if user != about:
            _tell(user, "security.alert", FROZEN_PAGE, subject, text, now)


def tell_person(user: User, *, now: datetime) -> None:
    """A soft word to somebody who opens much today; under the bell only."""
    text = _("You opened many files today. That is fine when your work asks for it. It is logged.")
    notify(user=user, topic="security.much_opened", text=text, path="/mijn", now=now)


def tell_of_emergency(emergency: EmergencyAccess, record: Model, *, now: datetime) -> None:
    """`record` was opened with emergency access: tell who asked, who granted, and who runs the organisation.

    The last are led to who saw it; where it is kept from one of them, no further than to the own page.
    """
    text = _("Emergency access was used.")
    own = Membership.objects.current(local_date(now)).filter(
        organisation=emergency.organisation_id, role__in=COORDINATING
    )
    involved = {pk for pk in (emergency.asked_by_id, emergency.decided_by_id) if pk is not None}
    for user in User.objects.filter(pk__in=own.values("user")).exclude(pk__in=involved).order_by("pk"):
        _tell(
            user, "security.emergency_used", _seen_at(record, user), _("Emergency access was used"), text, now
        )
    for user in User.objects.filter(pk__in=involved).order_by("pk"):
        _tell(user, "security.emergency_used", EMERGENCY_PAGE, _("Emergency access was used"), text, now)


def _seen_at(record: Model, user: User) -> str:
    door = door_of(record)
    may_know = door.visible_to(user).filter(pk=record.pk).exists()
    return door.seen_at(record) if door.seen_at and may_know else "/mijn"


def ask_guardians(emergency: EmergencyAccess, *, now: datetime) -> None:
    """Somebody needs a second person, now."""
    subject, text = (
        _("A colleague asks for your decision"),
        _("A colleague needs emergency access. Please decide now."),
    )
    for user in guardians(now):
        if user.pk != emergency.asked_by_id:
            _tell(user, "security.emergency_asked", EMERGENCY_PAGE, subject, text, now)


def tell_asker(emergency: EmergencyAccess, *, now: datetime) -> None:
    """Tell who asked that there is a decision."""
    subject, text = _("There is a decision for you"), _("There is a decision about your question for access.")
    _tell(emergency.asked_by, "security.emergency_decided", EMERGENCY_PAGE, subject, text, now)


def _tell(user: User, topic: str, path: str, subject: str, text: str, now: datetime) -> None:
    mail = "\n\n".join([text, _("Open it here: %(url)s") % {"url": f"{settings.SITE_URL}{path}"}, ""])
    notify(user=user, topic=topic, text=text, path=path, now=now, subject=subject, mail=mail)
