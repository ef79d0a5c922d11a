"""Background work: the mail with a link for a new password. Whether there is an account is only looked up here.

The page that asks for the link does the same for every address, in the same time: it leaves a note for this task.
"""

from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.models import User
from drakentemmers.accounts.outbox import MailKind
from drakentemmers.accounts.password_path import password_path

MAIL = "account/email/password_reset_key"


@task()
def send_password_link(email: str) -> None:
    """Mail a link for a new password, if there is somebody with this address who may come in."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None or (user.is_demo and not settings.DEMO):
        return
    now = timezone.now()
    context = {
        "password_reset_url": f"{settings.SITE_URL}{password_path(user)}",  # never the Host that the visitor sent
        "until": now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    }
    queue_mail(
        to=user.email,
        subject=render_to_string(f"{MAIL}_subject.txt").strip(),
        text=render_to_string(f"{MAIL}_message.txt", context),
        kind=MailKind.ACCOUNT,
        now=now,
        user=user,
    )
