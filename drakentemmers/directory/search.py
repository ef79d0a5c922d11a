"""What of therapists and organisations can be found: what their pages tell a stranger, and nothing else.

No street, postcode, telephone number or mail address goes into the index, and of where an organisation is only the
municipality of an address that is not secret.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.models import Organisation
from drakentemmers.accounts.rules import OrganisationKind
from drakentemmers.directory.labels import label, labels_of
from drakentemmers.directory.models import Location, Professional
from drakentemmers.directory.rules import ClientGroup, ProfessionalKind
from drakentemmers.kernel.search.kinds import EVERYONE, Document, Facet, SearchKind

THERAPIST, ORGANISATION = "therapist", "organisation"
AT_ONCE = 500
CLIENT_GROUP = Facet("client_group", "doelgroep", _("Client group"), lambda value: label(ClientGroup(value)))


def therapists(ids: Iterable[str] | None) -> Iterator[Document]:
    """Yield every therapist and trainee whose profile is public."""
    rows = Professional.objects.filter(is_active=True).select_related("practice").order_by("pk")
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    for row in rows.prefetch_related("work_locations", "qualifications", "regions").iterator(AT_ONCE):
        yield _therapist(row)


def _therapist(row: Professional) -> Document:
    places = [location.place_name for location in row.work_locations.all()]
    kind, methods = label(ProfessionalKind(row.kind)), labels_of(row.methods)
    practice = row.practice.name if row.practice and row.practice.is_active else ""
    line = [kind, practice, ", ".join(dict.fromkeys(places)), ", ".join(methods)]
    return Document(
        id=row.pk,
        url=reverse("professional", args=[row.pk]),
        title=row.name,
        summary=" · ".join(part for part in line if part),
        body="\n".join([row.about, *(f"{q.name} {q.institute}" for q in row.qualifications.all())]),
        keywords=(
            kind,
            practice,
            *places,
            *methods,
            *labels_of(row.groups),
            *labels_of(row.problems),
            *labels_of(row.client_roles),
            *labels_of(row.languages),
            *labels_of(row.settings),
            *(region.name for region in row.regions.all()),
        ),
        day=row.updated_at.date() if row.updated_at else None,
        facets={"client_group": [group.value for group in row.groups]},
    )


def organisations(ids: Iterable[str] | None) -> Iterator[Document]:
    """Yield every organisation that belongs to the network."""
    open_ones = Location.objects.without_decoys().filter(is_confidential=False).select_related("municipality")
    rows = Organisation.objects.filter(is_active=True).select_related("profile__region").order_by("pk")
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    for row in rows.prefetch_related(Prefetch("locations", open_ones, to_attr="open_locations")).iterator(
        AT_ONCE
    ):
        yield _organisation(row)


def _organisation(row: Any) -> Document:
    profile = getattr(row, "profile", None)
    kind = label(OrganisationKind(row.kind))
    places = list(dict.fromkeys(location.municipality.name for location in row.open_locations))
    region = profile.region.name if profile and profile.region else ""
    return Document(
        id=row.pk,
        url=reverse("organisation", args=[row.pk]),
        title=row.name,
        summary=" · ".join(part for part in (kind, ", ".join(places), region) if part),
        body="\n".join([profile.about, profile.asks_for]) if profile else "",
        keywords=(kind, *places, region),
        day=profile.updated_at.date() if profile and profile.updated_at else None,
    )


def everyone(user: Any) -> frozenset[str]:
    """Public pages: everybody belongs to their circle."""
    return frozenset({EVERYONE})


def visible_therapists(user: Any, ids: Collection[str]) -> set[str]:
    """Return those whose profile is public now. One's own profile, while it is not, is not found by searching."""
    return set(Professional.objects.filter(pk__in=ids, is_active=True).values_list("pk", flat=True))


def visible_organisations(user: Any, ids: Collection[str]) -> set[str]:
    """Return those that belong to the network now."""
    return set(Organisation.objects.filter(pk__in=ids, is_active=True).values_list("pk", flat=True))


KINDS = (
    SearchKind(
        name=THERAPIST,
        slug="behandelaars",
        label=_("Therapist"),
        plural=_("Therapists"),
        documents=therapists,
        scopes=everyone,
        visible=visible_therapists,
        icon="user",
        place=20,
        facets=(CLIENT_GROUP,),
    ),
    SearchKind(
        name=ORGANISATION,
        slug="organisaties",
        label=_("Organisation"),
        plural=_("Organisations"),
        documents=organisations,
        scopes=everyone,
        visible=visible_organisations,
        icon="building-2",
        place=30,
    ),
)
