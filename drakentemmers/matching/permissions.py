"""Who may ask, answer, confirm and follow, in words."""

import rules

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.permissions import Permission, allow, is_network_lead
from drakentemmers.accounts.rules import COORDINATING, REQUESTING
from drakentemmers.matching.course import QuestionState, RequestState
from drakentemmers.matching.models import Offer, Placement, Question, TreatmentRequest


@rules.predicate
def is_signed_in(user: User) -> bool:
    """Anybody with an account that is in use."""
    return user.is_authenticated and user.is_active


@rules.predicate
def asks_for_the_organisation(user: User, organisation: Organisation | None) -> bool:
    """A member, coordinator or owner of this organisation; of any organisation when none is named."""
    own = user.organisation_ids(*REQUESTING)
    return bool(own) if organisation is None else organisation.pk in own


@rules.predicate
def is_of_the_asking_organisation(user: User, request: TreatmentRequest | None) -> bool:
    """A member of the organisation that made this request."""
    return request is not None and request.organisation_id in user.organisation_ids(*REQUESTING)


@rules.predicate
def is_asked(user: User, request: TreatmentRequest | None) -> bool:
    """A therapist who is, or was, asked for this request."""
    return (
        request is not None
        and user.pk is not None
        and request.questions.filter(professional__user=user).exclude(state=QuestionState.QUEUED).exists()
    )


@rules.predicate
def oversees_request(user: User, request: TreatmentRequest | None) -> bool:
    """The network's office, once a request is no longer a draft."""
    return request is not None and request.state != RequestState.DRAFT and is_network_lead(user)


@rules.predicate
def is_the_one_asked(user: User, question: Question | None) -> bool:
    """The therapist to whom this question is put, once it had its turn."""
    return (
        question is not None
        and user.pk is not None
        and question.state != QuestionState.QUEUED
        and question.professional.user_id == user.pk
    )


@rules.predicate
def offers_it(user: User, offer: Offer | None) -> bool:
    """The therapist whose offer it is, or who runs the practice."""
    if offer is None:
        return False
    professional = offer.professional
    own = user.pk is not None and professional.user_id == user.pk
    return own or professional.practice_id in user.organisation_ids(*COORDINATING)


@rules.predicate
def treats(user: User, placement: Placement | None) -> bool:
    """The therapist of this placement."""
    return placement is not None and user.pk is not None and placement.professional.user_id == user.pk


@rules.predicate
def asked_for(user: User, placement: Placement | None) -> bool:
    """A member of the organisation whose request was placed."""
    return placement is not None and placement.request.organisation_id in user.organisation_ids(*REQUESTING)


allow(Permission.FIND_THERAPIST, is_signed_in)
allow(Permission.MAKE_REQUEST, is_signed_in & asks_for_the_organisation)
allow(Permission.VIEW_REQUEST, is_signed_in & (is_of_the_asking_organisation | is_asked | oversees_request))
allow(Permission.EDIT_REQUEST, is_signed_in & is_of_the_asking_organisation)
allow(Permission.ASK_THERAPIST, is_signed_in & is_of_the_asking_organisation)
allow(Permission.CONFIRM_PLACEMENT, is_signed_in & is_of_the_asking_organisation)
allow(Permission.ANSWER_QUESTION, is_signed_in & is_the_one_asked)
allow(Permission.EDIT_OFFER, is_signed_in & offers_it)
allow(Permission.FOLLOW_PLACEMENT, is_signed_in & (treats | asked_for))
