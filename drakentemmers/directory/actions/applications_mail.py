"""What applicants, practices and the office hear. Neutral: no mail says more than that there is something to read."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.models import User
from drakentemmers.accounts.outbox import MailKind
from drakentemmers.directory.models import Application
from drakentemmers.directory.read.applications_facts import office, owners_of_practice


def address_of(path: str) -> str:
    """Return the whole address of a page, for a mail."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def send_link(application: Application, token: str, *, is_known: bool, now: datetime) -> None:
    """Mail the link that proves the address; to somebody with an account it says that there is one."""
    link = address_of(reverse("join_confirm", args=[token]))
    hours = settings.JOINING_LINK_VALID_FOR
    parts = [
        _(
            "Somebody filled in the form to join Drakentemmers with this address. Was that you? Open this link:"
        ),
        link,
        _("The link works once, for %(hours)s hours.") % {"hours": hours},
    ]
    if is_known:
        parts.append(
            _("You already have an account with this address. You keep it; you can sign in as always.")
        )
    parts.append(_("Was it somebody else? Then do nothing. Nothing happens without the link."))
    _mail(application.email, _("Confirm your e-mail address"), parts, now=now)


def send_already_under_way(email: str, *, now: datetime) -> None:
    """Mail that there is an application under way; where it stands is only shown after signing in."""
    parts = [
        _("Somebody filled in the form to join Drakentemmers with this address."),
        _("You already have an application that is being looked at. Sign in to see how it stands:"),
        address_of(reverse("my_application")),
        _("Was it somebody else? Then do nothing. Your application stays as it is."),
    ]
    _mail(email, _("You already have an application"), parts, now=now)


def _mail(to: str, subject: str, parts: list[str], *, now: datetime) -> None:
    queue_mail(to=to, subject=subject, text="\n\n".join(parts), kind=MailKind.ACCOUNT, now=now)


def tell_applicant(application: Application, subject: str, text: str, *, now: datetime) -> None:
    """Tell the applicant, who reads the rest on the page of the application."""
    if application.user is not None:
        path = reverse("my_application")
        mail = "\n\n".join([text, address_of(path)])
        notify(
            user=application.user,
            topic="security.joining",
            text=text,
            path=path,
            subject=subject,
            mail=mail,
            now=now,
        )


def tell_office(application: Application, text: str, *, now: datetime, but: User | None = None) -> None:
    """Tell the people of the office who have something to do; without a name, also under the bell."""
    path = reverse("application", args=[application.pk])
    for user in office(now):
        if user != but and user.pk != application.user_id:
            notify(user=user, topic="joining", text=text, path=path, now=now)


def tell_practice(application: Application, *, now: datetime) -> None:
    """Ask the owners of the practice whether they agree to a new colleague."""
    path = reverse("join_colleague", args=[application.pk])
    text = _("Somebody wants to work at your practice. Do you agree?")
    for owner in owners_of_practice(application, now):
        mail = "\n\n".join([text, address_of(path)])
        notify(user=owner, topic="joining", text=text, path=path, subject=text, mail=mail, now=now)


def tell_about_registers(*, now: datetime) -> None:
    """Tell the office that a register says something else than the network knows."""
    text = _("A register answered something that you should look at.")
    for user in office(now):
        notify(user=user, topic="joining", text=text, path=reverse("registers"), now=now)
