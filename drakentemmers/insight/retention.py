"""How long it is kept which looks were drawn and what somebody found."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.retention import YEAR, Keep
from drakentemmers.insight.models import Review

KEPT: tuple[Keep, ...] = (
    Keep(
        "log_reviews",
        _("Which looks at records were drawn to be checked, and what was found"),
        _("5 years after they were drawn"),
        _("As long as the log, so that the two can be read together."),
        lambda now: Review.objects.filter(drawn_at__lt=now - timedelta(days=5 * YEAR)),
    ),
)
