"""How long applications, answers of registers and files of imports are kept."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.retention import MONTH, YEAR, Keep
from drakentemmers.directory.joining import ApplicationState
from drakentemmers.directory.models import Application, ImportDraft, RegisterAnswer

ENDED = (ApplicationState.REFUSED, ApplicationState.WITHDRAWN)

KEPT: tuple[Keep, ...] = (
    Keep(
        "imports",
        _("A spreadsheet that the office tried and did not bring in"),
        _("1 day"),
        _("Only needed to look at it first."),
        lambda now: ImportDraft.objects.filter(created_at__lt=now - timedelta(days=1)),
    ),
    Keep(
        "applications_unproven",
        _("Applications whose e-mail address was never proven"),
        _("30 days"),
        _("Somebody else may have filled in your address."),
        lambda now: Application.objects.filter(
            Q(state=ApplicationState.EXPIRED) | Q(state=ApplicationState.SENT),
            state_since__lt=now - timedelta(days=MONTH),
        ),
    ),
    Keep(
        "applications_ended",
        _("Applications that were refused or withdrawn"),
        _("1 year"),
        _("So that you can ask why, and so that nobody tries again under another name at once."),
        lambda now: Application.objects.filter(state__in=ENDED, state_since__lt=now - timedelta(days=YEAR)),
    ),
    Keep(
        "applications_agreed",
        _("Applications that were agreed to"),
        _("2 years"),
        _("To show on what grounds two people said yes."),
        lambda now: Application.objects.filter(
            state=ApplicationState.OPEN, state_since__lt=now - timedelta(days=2 * YEAR)
        ),
    ),
    Keep(
        "register_answers",
        _("What a register answered about a number"),
        _("2 years"),
        _("To compare with the answer of a year before."),
        lambda now: RegisterAnswer.objects.filter(at__lt=now - timedelta(days=2 * YEAR)),
    ),
)
