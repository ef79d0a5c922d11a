"""How long what readers keep and say is kept, and who asked for newsletters."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.retention import YEAR, Keep
from drakentemmers.knowledge.models import Delivery, Feedback, Subscription
from drakentemmers.knowledge.rules.newsletter import UNCONFIRMED_KEPT, MailingState

KEPT: tuple[Keep, ...] = (
    Keep(
        "feedback",
        _("Whether a page helped, without who said so"),
        _("2 years"),
        _("So that editors see what to make better."),
        lambda now: Feedback.objects.filter(at__lt=now - timedelta(days=2 * YEAR)),
    ),
    Keep(
        "newsletters_unconfirmed",
        _("E-mail addresses that were filled in for a newsletter and never confirmed"),
        _("7 days"),
        _("Somebody else may have filled in your address."),
        lambda now: Subscription.objects.filter(confirmed_at=None, asked_at__lt=now - UNCONFIRMED_KEPT),
    ),
    Keep(
        "newsletters_delivered",
        _("That a newsletter went to an address, in a form in which the address cannot be read"),
        _("1 year after it was sent"),
        _("So that nobody gets the same newsletter twice."),
        lambda now: Delivery.objects.filter(
            mailing__state=MailingState.DONE, mailing__done_at__lt=now - timedelta(days=YEAR)
        ),
    ),
)
