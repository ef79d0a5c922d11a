"""The kinds of record of which somebody may ask who saw it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.directory.models import Location, Professional
from drakentemmers.matching.models import TreatmentRequest


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind: its word in addresses, its model, what it is called and where its own page is."""

    slug: str
    model: type[Model]
    name: str | Promise
    route: str
    title_of: Callable[[Any], str]
    parts_of: Callable[[Any], QuerySet[Any]] | None = None  # what belongs to it and is opened by itself

    @property
    def subject_types(self) -> tuple[str, ...]:
        part = (Location._meta.label_lower,) if self.parts_of else ()
        return (self.model._meta.label_lower, *part)


def _locations(organisation: Organisation) -> QuerySet[Location]:
    return Location.objects.filter(organisation=organisation)


SUBJECTS = {
    subject.slug: subject
    for subject in (
        Subject("aanvraag", TreatmentRequest, _("request"), "request", lambda row: row.pseudonym),
        Subject(
            "organisatie", Organisation, _("organisation"), "organisation", lambda row: row.name, _locations
        ),
        Subject("behandelaar", Professional, _("profile"), "professional", lambda row: row.name),
    )
}


@dataclass(frozen=True, slots=True)
class Found:
    """A record somebody may ask it of."""

    subject: Subject
    record: Model

    @property
    def ids(self) -> tuple[str, ...]:
        """The record itself first, then what belongs to it."""
        parts = (
            self.subject.parts_of(self.record).values_list("pk", flat=True) if self.subject.parts_of else ()
        )
        return (str(self.record.pk), *map(str, parts))

    @property
    def reference(self) -> str:
        """How the record is named in a search of the log: "aanvraag:0123456789ab"."""
        return f"{self.subject.slug}:{self.record.pk}"

    @property
    def title(self) -> str:
        return self.subject.title_of(self.record)

    @property
    def url(self) -> str:
        return reverse(self.subject.route, args=[self.record.pk])


def subject_for(user: User, slug: str, pk: str) -> Found | None:
    """Return the record when there is one and `user` may know who saw it, else None."""
    subject = SUBJECTS.get(slug)
    record = subject.model._default_manager.filter(pk=pk).first() if subject else None
    if subject is None or record is None or not user.has_perm(Permission.SEE_WHO_SAW, record):
        return None
    return Found(subject, record)
