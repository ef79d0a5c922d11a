"""Who must not be asked for a request: because of another interest in it, or because the own offer is closed."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from drakentemmers.accounts.models import Block, Membership, Organisation, User
from drakentemmers.directory.models import Professional
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.models import Offer, TreatmentRequest


def people_apart(request: TreatmentRequest, on: date) -> set[int]:
    """Return the ids of the people from whom this request, its family or its whole organisation is kept; one query."""
    records = [request.pk]
    if request.family:
        records += TreatmentRequest.objects.of_one_family(request.family).values_list("pk", flat=True)
    this = Q(organisation=request.organisation_id) | Q(
        subject_type=TreatmentRequest._meta.label_lower, subject_id__in=records
    )
    return set(Block.objects.holding(on).filter(this).values_list("user_id", flat=True))


def kept_apart_from(request: TreatmentRequest, on: date) -> set[str]:
    """Return the ids of the professionals who are not to be asked for this request."""
    people = people_apart(request, on)
    if not people:
        return set()
    return set(Professional.objects.filter(user__in=people).values_list("pk", flat=True))


def can_be_asked(professional: Professional, apart: Collection[str], on: date) -> bool:
    """Tell whether somebody can be asked for a request that is kept from `apart`: in the network, and none of those."""
    return professional.pk not in apart and professional.is_available(on)


def closed_among(ids: Iterable[str]) -> set[str]:
    """Return which of these professionals closed their offer: nobody can ask them until they open it; one query.

    Without an offer, or away for a while, one can be asked.
    """
    closed = Offer.objects.filter(professional__in=list(ids), state=OfferState.CLOSED)
    return set(closed.values_list("professional_id", flat=True))


def paths_behind(block: Block) -> list[str]:
    """Return the addresses of the pages that a block keeps from somebody; one query."""
    if block.organisation_id is not None:
        found = TreatmentRequest.objects.filter(organisation=block.organisation_id)
    else:
        family = TreatmentRequest.objects.filter(pk=block.subject_id).exclude(family="").values("family")
        found = TreatmentRequest.objects.filter(Q(pk=block.subject_id) | Q(family__in=family))
    return [f"/aanvragen/{pk}" for pk in found.values_list("pk", flat=True)]


def blocks_of(organisation: Organisation, on: date) -> list[tuple[Block, str]]:
    """Return what an organisation keeps from whom, with the pseudonym it is about ("": everything); two queries."""
    rows = list(
        Block.objects.holding(on)
        .filter(on_behalf_of=organisation)
        .select_related("user", "set_by")
        .order_by("user__name", "pk")
    )
    names = TreatmentRequest.objects.in_bulk([row.subject_id for row in rows if row.subject_id])
    return [(row, names[row.subject_id].pseudonym if row.subject_id in names else "") for row in rows]


def people_named(words: str, organisation: Organisation, on: date, most: int = 20) -> list[User]:
    """Return who is meant by a name or an e-mail address: people of the organisation and therapists of the network.

    All of exactly this name or address; else those in whose name every word stands, at most `most`, by name.
    """
    own = Membership.objects.current(on).filter(organisation=organisation).values("user")
    therapists = Professional.objects.filter(user__isnull=False)
    near = User.objects.filter(Q(pk__in=own) | Q(pk__in=therapists.values("user"))).order_by("name", "pk")
    same = list(near.filter(Q(name__iexact=words) | Q(email__iexact=words))[:most])
    if same:
        return same
    near = near.filter(Q(pk__in=own) | Q(pk__in=therapists.filter(is_active=True).values("user")))
    for word in words.split():
        near = near.filter(name__icontains=word)
    return list(near[:most])


def practices_of(people: Collection[User]) -> dict[int, str]:
    """Return the practice of those who treat, by the id of the person; one query."""
    rows = Professional.objects.filter(user__in=people, practice__isnull=False)
    return dict(rows.values_list("user", "practice__name"))
