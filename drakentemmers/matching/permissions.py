"""Who may ask, answer, confirm and follow, in words."""

from enum import StrEnum

import rules
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.doors import Door, guard
from drakentemmers.accounts.explaining import explain
from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.permissions import Permission, allow, is_network_lead
from drakentemmers.accounts.rules import COORDINATING, NETWORK, REQUESTING, Role
from drakentemmers.directory.permissions import runs_the_practice
from drakentemmers.matching.course import IN_IT, OVER, QuestionState, RequestState
from drakentemmers.matching.models import (
    Offer,
    Placement,
    PrivateNote,
    Question,
    Round,
    SavedSearch,
    TreatmentRequest,
)
from drakentemmers.matching.rounds import EVERYWHERE, scopes_of


@rules.predicate
def is_signed_in(user: User) -> bool:
    """Anybody with an account that is in use."""
    return user.is_authenticated and user.is_active


def is_therapist(user: User) -> bool:
    """Tell whether `user` holds a role today in which one treats; without it nothing put to him or her opens."""
    return user.is_authenticated and user.treats


@rules.predicate
def asks_for_the_organisation(user: User, organisation: Organisation | None) -> bool:
    """A member, coordinator or owner of this organisation; of any organisation when none is named."""
    own = user.organisation_ids(*REQUESTING)
    return bool(own) if organisation is None else organisation.pk in own


@rules.predicate
def keeps_this_search(user: User, search: SavedSearch | None) -> bool:
    """Somebody who asks for an organisation: his or her own searches, or a new one when none is named."""
    own = search is None or search.user_id == user.pk
    return own and user.is_authenticated and user.has_role(*REQUESTING)


@rules.predicate
def is_kept_apart(user: User, request: TreatmentRequest | None) -> bool:
    """Somebody with another interest in this request, in its family or in the organisation that asks."""
    if request is None or not user.is_authenticated:
        return False
    apart = user.kept_apart
    if apart.holds(request.organisation_id, request.pk):
        return True
    if not (apart.subjects and request.family):
        return False
    return TreatmentRequest.objects.filter(pk__in=apart.subjects, family=request.family).exists()


@rules.predicate
def is_kept_from_the_question(user: User, question: Question | None) -> bool:
    """Somebody with another interest in the request of this question."""
    return question is not None and is_kept_apart(user, question.request)


@rules.predicate
def is_kept_from_the_placement(user: User, placement: Placement | None) -> bool:
    """Somebody with another interest in the request of this placement."""
    return placement is not None and is_kept_apart(user, placement.request)


@rules.predicate
def has_emergency_access(user: User, request: TreatmentRequest | None) -> bool:
    """Somebody to whom a second person opened this request, or its organisation, for some hours."""
    known = request is not None and user.is_authenticated and request.state != RequestState.DRAFT
    return known and user.emergency_reach.holds(request.organisation_id, request.pk)


@rules.predicate
def is_of_the_asking_organisation(user: User, request: TreatmentRequest | None) -> bool:
    """A member of the organisation that made this request."""
    return request is not None and request.organisation_id in user.organisation_ids(*REQUESTING)


@rules.predicate
def is_asked(user: User, request: TreatmentRequest | None) -> bool:
    """A therapist, today, who is or was asked for this request."""
    return request is not None and request.questions.of_therapist(user).exists()


@rules.predicate
def looks_along(user: User, request: TreatmentRequest | None) -> bool:
    """A guest of this very request, as long as it goes on."""
    return (
        request is not None
        and user.is_authenticated
        and request.state not in OVER
        and request.pk in user.guest_ids(TreatmentRequest)
    )


@rules.predicate
def oversees_request(user: User, request: TreatmentRequest | None) -> bool:
    """The network's office, once a request is no longer a draft."""
    return request is not None and request.state != RequestState.DRAFT and is_network_lead(user)


@rules.predicate
def is_the_one_asked(user: User, question: Question | None) -> bool:
    """The therapist, today, to whom this question is put, once it had its turn."""
    return (
        question is not None
        and is_therapist(user)
        and question.state != QuestionState.QUEUED
        and question.professional.user_id == user.pk
    )


@rules.predicate
def offers_it(user: User, offer: Offer | None) -> bool:
    """The therapist, today, whose offer it is."""
    return offer is not None and is_therapist(user) and offer.professional.user_id == user.pk


@rules.predicate
def runs_the_practice_that_offers(user: User, offer: Offer | None) -> bool:
    """The owner or a coordinator of the practice whose therapist offers it."""
    return offer is not None and runs_the_practice(user, offer.professional)


class Sight(StrEnum):
    """How much of a request somebody reads. Page, list and API ask `sight_of` and nothing else."""

    ASKER = "asker"  # everything, and what to do next
    PART = "part"  # a therapist being asked or treating: the need and the own question
    BEYOND = "beyond"  # the office or emergency access: everything, with a reason, to read only
    GUEST = "guest"  # the need and how far it is, no therapists
    ENDED = "ended"  # a therapist whose part is over: that it ended, and how
    NOTHING = "nothing"


def sight_of(user: User, request: TreatmentRequest) -> Sight:
    """Return how much of `request` is open to `user`; of several parts in it the widest that is own work."""
    if not is_signed_in(user) or is_kept_apart(user, request):
        return Sight.NOTHING
    if is_of_the_asking_organisation(user, request):
        return Sight.ASKER
    states = set(request.questions.of_therapist(user).values_list("state", flat=True))
    if states & IN_IT:
        return Sight.PART
    if oversees_request(user, request) or has_emergency_access(user, request):
        return Sight.BEYOND
    if looks_along(user, request):
        return Sight.GUEST
    return Sight.ENDED if states else Sight.NOTHING


def reads_as_own_work(user: User, request: TreatmentRequest) -> bool:
    """Tell whether what `user` reads of `request` is the own work, so that it opens without a reason."""
    return sight_of(user, request) not in {Sight.BEYOND, Sight.NOTHING}


def side_of(user: User, request: TreatmentRequest) -> str:
    """Return the id of the organisation for which `user` has a part in this request; "" for who only looks along."""
    if not user.is_authenticated or is_kept_apart(user, request):
        return ""
    if request.organisation_id in user.organisation_ids(*REQUESTING):
        return request.organisation_id
    mine = request.questions.of_therapist(user).filter(professional__practice__in=user.organisation_ids())
    return (
        mine.order_by("-state_since", "pk").values_list("professional__practice_id", flat=True).first() or ""
    )


@rules.predicate
def keeps_this_note(user: User, note: PrivateNote | None) -> bool:
    """Somebody of the very side that keeps this note: who asks, or the therapist asked for his or her practice."""
    return note is not None and note.organisation_id == side_of(user, note.request)


@rules.predicate
def treats(user: User, placement: Placement | None) -> bool:
    """The therapist of this placement, as long as he or she is one."""
    return placement is not None and is_therapist(user) and placement.professional.user_id == user.pk


@rules.predicate
def asked_for(user: User, placement: Placement | None) -> bool:
    """A member of the organisation whose request was placed."""
    return placement is not None and placement.request.organisation_id in user.organisation_ids(*REQUESTING)


def scopes_led_by(user: User) -> frozenset[str]:
    """Return the scopes in which `user` may hold a round: regions by code, EVERYWHERE for the whole country."""
    return (
        scopes_of((m.role, m.region) for m in user.current_memberships)
        if user.is_authenticated
        else frozenset()
    )


@rules.predicate
def leads_the_round(user: User, held: Round | None) -> bool:
    """The lead of the region of this round, or the project lead; of any region when no round is named."""
    scopes = scopes_led_by(user)
    return bool(scopes) if held is None else EVERYWHERE in scopes or held.scope in scopes


explain(leads_the_round, _("of the region you lead"), roles=[Role.REGION_LEAD, Role.PROJECT_LEAD])
explain(is_signed_in, everywhere=True)
explain(is_kept_apart, unless=_("unless you must stay out of it"))
explain(is_kept_from_the_question, unless=_("unless you must stay out of it"))
explain(is_kept_from_the_placement, unless=_("unless you must stay out of it"))
explain(has_emergency_access, _("for which you got access in an emergency"))
explain(looks_along, _("at which you look along as a guest"))
explain(asks_for_the_organisation, _("for this organisation"), roles=REQUESTING)
explain(is_of_the_asking_organisation, _("of this organisation"), roles=REQUESTING)
explain(keeps_this_search, _("of yourself"), roles=REQUESTING)
explain(is_asked, _("that was put to you as a therapist"))
explain(
    oversees_request, _("of every organisation, once it is no draft any more"), roles=NETWORK, everywhere=True
)
explain(is_the_one_asked, _("that was put to you as a therapist"))
explain(offers_it, _("of yourself"))
explain(
    runs_the_practice_that_offers, _("of a therapist who works for this organisation"), roles=COORDINATING
)
explain(keeps_this_note, _("of your own side, at a request you take part in"))
explain(treats, _("that you do yourself"))
explain(asked_for, _("that this organisation asked for"), roles=REQUESTING)

allow(Permission.FIND_THERAPIST, is_signed_in)
allow(Permission.SAVE_SEARCH, is_signed_in & keeps_this_search)
allow(Permission.MAKE_REQUEST, is_signed_in & asks_for_the_organisation)
in_it = is_of_the_asking_organisation | is_asked | looks_along
allow(
    Permission.VIEW_REQUEST,
    is_signed_in & ~is_kept_apart & (in_it | oversees_request | has_emergency_access),
)
allow(Permission.EDIT_REQUEST, is_signed_in & ~is_kept_apart & is_of_the_asking_organisation)
allow(Permission.ASK_THERAPIST, is_signed_in & ~is_kept_apart & is_of_the_asking_organisation)
allow(Permission.CONFIRM_PLACEMENT, is_signed_in & ~is_kept_apart & is_of_the_asking_organisation)
allow(Permission.ANSWER_QUESTION, is_signed_in & ~is_kept_from_the_question & is_the_one_asked)
allow(Permission.KEEP_NOTE, is_signed_in & keeps_this_note)
allow(Permission.HOLD_ROUND, is_signed_in & leads_the_round)
allow(Permission.EDIT_OFFER, is_signed_in & (offers_it | runs_the_practice_that_offers))
allow(Permission.FOLLOW_PLACEMENT, is_signed_in & ~is_kept_from_the_placement & (treats | asked_for))
guard(
    Door(
        kind="note",
        name=_("Private note"),
        model=PrivateNote,
        visible_to=PrivateNote.objects.kept_by,
        is_own_work=keeps_this_note.test,
        organisation_of=lambda note: note.organisation_id,
        page_of=lambda note: f"/aanvragen/{note.request_id}/notitie",
    )
)
guard(
    Door(
        kind="request",
        name=_("Request"),
        model=TreatmentRequest,
        visible_to=TreatmentRequest.objects.visible_to,
        is_own_work=reads_as_own_work,
        organisation_of=lambda request: request.organisation_id,
        page_of=lambda request: f"/aanvragen/{request.pk}",
        seen_at=lambda request: f"/logboek/wie/aanvraag/{request.pk}",
        find=lambda organisation, name: (
            organisation.requests.without_decoys()
            .filter(pseudonym__iexact=name)
            .exclude(state=RequestState.DRAFT)
            .first()
        ),
    )
)
