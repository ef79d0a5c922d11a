"""What the office, and the owner of a practice, do with an application."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.directory.actions.applications_mail import tell_applicant, tell_office
from drakentemmers.directory.actions.applications_steps import NotReady, OneYesEach, lock, take_step
from drakentemmers.directory.joining import (
    ApplicationState,
    Bar,
    JoiningStep,
    Look,
    RefusalReason,
    bars_for,
    missing_for,
    opens_at,
    yes_that_follows,
)
from drakentemmers.directory.models import Application, ApplicationNumber, NumberLook
from drakentemmers.directory.read.applications_facts import facts_of, owners_of_practice


@transaction.atomic
def look_up_number(
    *,
    number: ApplicationNumber,
    found: Look,
    by: User,
    now: datetime,
    expected_version: int | None = None,
) -> NumberLook:
    """Write down what `by` found in the register itself. Looking again replaces what one found before.

    Raises VersionConflict when the applicant corrected something since the page was read.
    """
    application = lock(number.application, expected_version)
    demand(by, Permission.JUDGE_APPLICATION, application)
    take_step(
        application,
        JoiningStep.NUMBER_LOOKED_UP,
        by=by,
        now=now,
        reason=f"{number.register}:{found}",
    )
    look, _made = NumberLook.objects.update_or_create(
        number=number, by=by, defaults={"at": now, "found": found}
    )
    return look


@transaction.atomic
def say_yes(
    *, application: Application, by: User, now: datetime, expected_version: int | None = None
) -> JoiningStep:
    """Give the yes that follows, and return which one it was.

    Raises VersionConflict when the applicant corrected something since the page was read, OneYesEach when `by` gave
    the first, NotReady when something is missing for it, JoiningStepRefused when no yes follows. The second yes
    starts the waiting time.
    """
    lock(application, expected_version)
    demand(by, Permission.JUDGE_APPLICATION, application)
    step = yes_that_follows(ApplicationState(application.state))
    if Bar.GAVE_FIRST_YES in bars_for(
        by.pk,
        judges_organisations=(),
        applicant=None,
        applicants_organisations=(),
        gave_first_yes=application.first_yes_by_id,
    ):
        raise OneYesEach
    missing = missing_for(step, facts_of(application))
    if missing:
        raise NotReady(missing)
    if step == JoiningStep.FIRST_YES:
        application.first_yes_by, application.first_yes_at = by, now
        take_step(application, step, by=by, now=now)
        tell_office(application, _("An application waits for a second yes."), now=now, but=by)
        return step
    application.second_yes_by, application.second_yes_at = by, now
    application.opens_at = opens_at(now, timedelta(hours=settings.JOINING_WAIT))
    take_step(application, step, by=by, now=now)
    subject = _("Your application is approved")
    text = _("Your application is approved. It opens after a waiting time; you get a mail when it does.")
    tell_applicant(application, subject, text, now=now)
    return step


@transaction.atomic
def stop(*, application: Application, text: str, by: User, now: datetime) -> None:
    """Take the yes back, one's own or a colleague's, also while the waiting time runs. Both are given anew."""
    lock(application)
    demand(by, Permission.JUDGE_APPLICATION, application)
    take_step(application, JoiningStep.STOPPED, by=by, now=now, text=text)
    tell_office(application, _("An application was stopped. It waits for you."), now=now, but=by)


@transaction.atomic
def ask_applicant(*, application: Application, text: str, by: User, now: datetime) -> None:
    """Ask the applicant for more; a yes that was given has to be given again after the answer."""
    lock(application)
    demand(by, Permission.JUDGE_APPLICATION, application)
    take_step(application, JoiningStep.ASKED, by=by, now=now, text=text)
    subject = _("A question about your application")
    tell_applicant(application, subject, _("We have a question about your application."), now=now)


@transaction.atomic
def refuse(
    *,
    application: Application,
    reason: RefusalReason,
    text: str,
    by: User,
    now: datetime,
    expected_version: int | None = None,
) -> None:
    """Say no, with a reason that the applicant reads. The applicant keeps an account that opens nothing.

    Raises VersionConflict when the applicant corrected something since the page was read.
    """
    lock(application, expected_version)
    demand(by, Permission.JUDGE_APPLICATION, application)
    take_step(application, JoiningStep.REFUSED, by=by, now=now, reason=reason, text=text)
    subject = _("About your application")
    tell_applicant(application, subject, _("Your application got an answer. Read it here."), now=now)


@transaction.atomic
def practice_says(
    *, application: Application, agrees: bool, by: User, now: datetime, expected_version: int | None = None
) -> None:
    """Write down whether the practice agrees: its owner says so, or the office asked a practice without an owner.

    Raises VersionConflict when the applicant corrected something since the page was read.
    """
    lock(application, expected_version)
    if not by.has_perm(Permission.AGREE_TO_COLLEAGUE, application):
        if owners_of_practice(application, now) or application.practice_id is None:
            raise PermissionDenied
        demand(by, Permission.JUDGE_APPLICATION, application)
    application.practice_agrees, application.practice_said_by = agrees, by
    step = JoiningStep.PRACTICE_AGREED if agrees else JoiningStep.PRACTICE_DECLINED
    take_step(application, step, by=by, now=now)
    tell_office(application, _("A practice answered about an application."), now=now, but=by)
