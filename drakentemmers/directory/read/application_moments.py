"""What happened in an application, a line a step."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from drakentemmers.accounts.rules import OrganisationKind
from drakentemmers.directory.corrections import Part
from drakentemmers.directory.joining import ApplicationKind, JoiningStep, Look, RefusalReason
from drakentemmers.directory.labels import label
from drakentemmers.directory.models import Application, ApplicationChange, ApplicationStep
from drakentemmers.directory.rules import Register

SAID_IN_CODE = {Part.KIND: ApplicationKind, Part.ORGANISATION_KIND: OrganisationKind}


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that was corrected; empty where nothing stood or stands."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of what happened."""

    text: str
    at: datetime
    who: str
    detail: str
    changes: list[Changed]


def steps_of(application: Application) -> QuerySet[ApplicationStep]:
    """Return the steps with what each changed, oldest first. Two queries."""
    return application.steps.select_related("by").prefetch_related("changes")


def moment_of(step: ApplicationStep) -> Moment:
    """Return a step as the office reads it."""
    return Moment(
        text=label(JoiningStep(step.step)),
        at=step.at,
        who=step.by.name if step.by else "",
        detail=_detail(step),
        changes=changes_of(step),
    )


def own_moment_of(step: ApplicationStep) -> Moment:
    """Return a step as the applicant reads it: without who it was."""
    return Moment(label(JoiningStep(step.step)), step.at, "", step.text, changes_of(step))


def changes_of(step: ApplicationStep) -> list[Changed]:
    """Return what a correction changed, in the order in which the parts are asked."""
    rows = sorted(step.changes.all(), key=lambda row: list(Part).index(Part(row.part)))
    return [Changed(label(Part(row.part)), _said(row, row.before), _said(row, row.after)) for row in rows]


def _said(row: ApplicationChange, text: str) -> str:
    kind = SAID_IN_CODE.get(Part(row.part))
    return label(kind(text)) if kind and text else text


def refusal_of(step: ApplicationStep) -> str:
    """Return why the office said no at this step, in words; empty when it did not."""
    return label(RefusalReason(step.reason)) if step.reason in list(RefusalReason) else ""


def _detail(step: ApplicationStep) -> str:
    if step.step == JoiningStep.NUMBER_LOOKED_UP and ":" in step.reason:
        register, found = step.reason.split(":", 1)
        return f"{label(Register(register))}: {label(Look(found))}"
    return " · ".join(part for part in (refusal_of(step), step.text) if part)
