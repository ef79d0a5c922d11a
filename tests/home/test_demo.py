"""The demonstration: the same seed tells the same story, every state is in it, real people are left alone."""

from datetime import datetime

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction

from drakentemmers.accounts.actions import refresh_demo_passwords
from drakentemmers.accounts.models import Membership, Notification, Organisation, User
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.directory.models import Location, Professional
from drakentemmers.directory.rules import ProfessionalKind
from drakentemmers.home.demonstration import NotEmptyError, Size, fill, is_filled
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.course import QuestionState, RequestState
from drakentemmers.matching.models import Offer, Question, RequestStep, TreatmentRequest
from tests.factories.accounts import UserFactory
from tests.factories.directory import MunicipalityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality():
    return MunicipalityFactory()


def told(size: Size, now: datetime) -> None:
    fill(size, now=now, tell=lambda _: None)


def snapshot() -> list[object]:
    """What somebody would see of it, without the random ids."""
    return [
        list(
            Professional.objects.order_by("name", "email").values_list("name", "email", "groups", "methods")
        ),
        list(
            Offer.objects.order_by("professional__email").values_list(
                "professional__email", "places", "period_weeks", "starts_on", "state", "confirmed_at"
            )
        ),
        list(
            TreatmentRequest.objects.order_by("organisation__name", "made_at", "pseudonym").values_list(
                "organisation__name", "pseudonym", "state", "group", "made_at", "place_name"
            )
        ),
        list(
            Question.objects.order_by("professional__email", "asked_at", "request__pseudonym").values_list(
                "professional__email", "request__pseudonym", "state"
            )
        ),
    ]


def test_the_same_seed_tells_the_same_story(now: datetime, municipality) -> None:
    seen = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            told(Size(therapists=20, requests=15, seed=seed), now)
            seen.append(snapshot())
            transaction.set_rollback(True)

    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def test_everything_that_can_be_is_in_it(now: datetime, municipality) -> None:
    told(Size(therapists=60, requests=60), now)

    assert Professional.objects.count() == 60 and TreatmentRequest.objects.count() == 60
    assert set(TreatmentRequest.objects.values_list("state", flat=True)) == set(RequestState)
    assert set(Question.objects.values_list("state", flat=True)) == set(QuestionState)
    assert set(Offer.objects.values_list("state", flat=True)) == set(OfferState)
    assert set(Organisation.objects.values_list("kind", flat=True)) == set(OrganisationKind)
    assert TreatmentRequest.objects.exclude(family="").count() >= 2
    assert TreatmentRequest.objects.filter(kind=TreatmentRequest.Kind.COOPERATION).exists()
    trainees = Professional.objects.filter(kind=ProfessionalKind.TRAINEE)
    assert trainees.exists() and not trainees.filter(supervised_by=None).exists()
    shelters = Location.objects.filter(organisation__kind=OrganisationKind.WOMENS_SHELTER)
    assert shelters.exists() and not shelters.filter(is_confidential=False).exists()
    assert not RequestStep.objects.filter(at__gt=now).exists()
    assert is_filled()


def test_one_person_for_every_role_can_sign_in_and_no_mail_went_out(
    now: datetime, municipality, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        told(Size(therapists=20, requests=20), now)

    people = refresh_demo_passwords()

    roles = [Membership.objects.get(user=user).role for user, _ in people]
    assert sorted(roles) == sorted(Role)
    assert all(user.check_password(password) for user, password in people)
    assert all(user.email.endswith("@voorbeeld.example") for user in User.objects.all())
    assert mail.outbox == []
    assert not Notification.objects.waiting_to_be_mailed().exists()


def test_real_people_are_left_alone(now: datetime) -> None:
    UserFactory()

    with pytest.raises(NotEmptyError):
        told(Size(therapists=1, requests=0), now)
    with pytest.raises(CommandError, match="holds people already"):
        call_command("demo", therapists=1, requests=0)
    assert User.objects.count() == 1


@pytest.mark.parametrize("option", ["--therapists=-1", "--requests=veel", "--seed=een"])
def test_a_size_that_is_no_number_is_refused(option: str) -> None:
    with pytest.raises(CommandError, match=option.split("=", maxsplit=1)[0]):
        call_command("demo", option)


def test_nobody_to_ask_is_a_story_too(now: datetime, municipality) -> None:
    told(Size(therapists=3, requests=20), now)

    assert TreatmentRequest.objects.count() == 20
