"""What a deed can be refused for, besides a missing right and a step that does not follow (`course.StepRefused`)."""

# ruff: noqa: N818 - they read as the sentence they are

from collections.abc import Sequence
from enum import StrEnum

from drakentemmers.directory.models import Professional
from drakentemmers.kernel.privacy import Finding
from drakentemmers.matching.models import TreatmentRequest


class NoPlaceLeft(Exception):
    """The therapist has no free place any more; somebody else may just have taken the last one."""

    def __init__(self, professional: Professional) -> None:
        super().__init__(f"no place left at {professional.pk}")
        self.professional = professional


class NotAvailable(Exception):
    """A professional that somebody wants to ask is no longer in the network."""

    def __init__(self, professional: Professional) -> None:
        super().__init__(f"{professional.pk} is not active")
        self.professional = professional


class OfferClosed(NotAvailable):
    """Professionals that somebody wants to ask are full: they closed their offer. Nobody was asked."""

    def __init__(self, professionals: Sequence[Professional]) -> None:
        super().__init__(professionals[0])
        self.professionals = tuple(professionals)


class RoundRefused(Exception):
    """A round cannot be changed like this; `why` says what stands in the way."""

    class Why(StrEnum):
        """What stands in the way."""

        WORKING = "working"  # a proposal is being worked out
        NOT_WORKING = "not_working"
        CLOSED = "closed"
        NO_FIT = "no_fit"  # a hard need would be broken, or the request has moved on
        CHANGED = "changed"  # the proposal on which somebody pressed a button is there no more
        NO_PLACE = "no_place"  # every place of the therapist is taken or asked for
        NOT_FOR_THIS = "not_for_this"  # the therapist cannot be asked for this request; never says why

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class VersionConflict(Exception):
    """Somebody else saved the same record in between; `version` is what it is now."""

    def __init__(self, expected: int, version: int) -> None:
        super().__init__(f"expected version {expected}, found {version}")
        self.expected, self.version = expected, version


class AlreadyMade(Exception):
    """The same form was sent before, by the same person; `request` is what it made then."""

    def __init__(self, request: TreatmentRequest) -> None:
        super().__init__(f"{request.pk} was made from this form")
        self.request = request


class TextHoldsPersonalData(Exception):
    """Free text that points to a person. Nothing was saved; `findings` say where."""

    def __init__(self, field: str, findings: Sequence[Finding]) -> None:
        super().__init__(f"{field}: {', '.join(sorted({finding.kind for finding in findings}))}")
        self.field, self.findings = field, tuple(findings)


class LinkForged(Exception):
    """Not one of our links."""


class LinkUsed(Exception):
    """The link has done its work."""


class LinkExpired(Exception):
    """The link is too old, or what it is about is gone."""
