"""The one way an application moves: state, dated step and log line in the same transaction."""

from datetime import datetime

from drakentemmers.accounts.models import User
from drakentemmers.audit.actions import record
from drakentemmers.directory.actions.errors import VersionConflict
from drakentemmers.directory.joining import (
    CLEARS_YES,
    ApplicationState,
    JoiningStep,
    Missing,
    state_after,
)
from drakentemmers.directory.models import Application, ApplicationStep

NO_YES = {
    "first_yes_by": None,
    "first_yes_at": None,
    "second_yes_by": None,
    "second_yes_at": None,
    "opens_at": None,
}


class NotReady(Exception):  # noqa: N818 - reads as the sentence it is
    """A yes cannot be given yet; `missing` says what stands in the way."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class OneYesEach(Exception):  # noqa: N818 - reads as the sentence it is
    """The first yes came from the same person; the second has to come from somebody else."""


class LinkUsed(Exception):  # noqa: N818 - reads as the sentence it is
    """The link did its work before."""


class LinkExpired(Exception):  # noqa: N818 - reads as the sentence it is
    """The link is too old; another can be asked for."""


def lock(application: Application, expected_version: int | None = None) -> Application:
    """Make everybody else wait for this application, and bring `application` itself up to date.

    Raises VersionConflict when what the applicant gave is not what was read (`expected_version`, if given).
    """
    application.refresh_from_db(from_queryset=Application.objects.select_for_update())
    if expected_version is not None and application.version != expected_version:
        raise VersionConflict(expected_version, application.version)
    return application


def take_step(
    application: Application,
    step: JoiningStep,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    text: str = "",
) -> ApplicationStep:
    """Take `step` in a locked application and save it; raise JoiningStepRefused when the step does not follow."""
    before = ApplicationState(application.state)
    after = state_after(before, step)
    if step in CLEARS_YES:
        for name, value in NO_YES.items():
            setattr(application, name, value)
    if after != before:
        application.state, application.state_since = after, now
    application.save()
    return note(application, step, by=by, now=now, reason=reason, text=text)


def note(
    application: Application,
    step: JoiningStep,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    text: str = "",
) -> ApplicationStep:
    """Write the step and the log line of a state that is saved already."""
    row = ApplicationStep.objects.create(
        application=application, step=step, at=now, by=by, reason=reason, text=text
    )
    record(f"application.{step}", application, by=by, now=now, state=application.state, reason=reason)
    return row
