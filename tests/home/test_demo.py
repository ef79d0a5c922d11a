"""The demonstration: the same seed tells the same story, every state is in it, real people are left alone."""

from datetime import datetime

import pytest
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from drakentemmers.accounts.actions.people import refresh_demo_passwords
from drakentemmers.accounts.models import Membership, Organisation, OutgoingMail, User
from drakentemmers.accounts.outbox import MailState
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.directory.joining import ApplicationState
from drakentemmers.directory.models import Application, Location, Professional
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
    """What somebody would see of it, without the random ids and the names of requests, that are drawn too."""
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
            TreatmentRequest.objects.order_by("organisation__name", "made_at", "state", "group").values_list(
                "organisation__name", "state", "group", "made_at", "place_name"
            )
        ),
        list(
            Question.objects.order_by("professional__email", "request__made_at", "state").values_list(
                "professional__email", "request__made_at", "state"
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

    joined = Application.objects.filter(state=ApplicationState.OPEN, kind="therapist").count()
    assert Professional.objects.count() == 60 + joined and TreatmentRequest.objects.count() == 60
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
    municipality, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        told(
            Size(therapists=20, requests=20), timezone.now()
        )  # so that what is tried again later is still to come

    people = refresh_demo_passwords()

    members = Membership.objects.filter(user__in=[user for user, _ in people])
    assert sorted(members.values_list("role", flat=True)) == sorted(Role)
    assert [user.name for user, _ in people if not user.role_names()] == ["Iris Wilgenhof"]  # applies
    assert all(user.check_password(password) for user, password in people)
    assert all(user.email.endswith("@voorbeeld.example") for user in User.objects.all())
    assert [(m.to, m.subject) for m in mail.outbox] == []
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {
        "sent",
        "waiting",
        "failed",
        "unsure",
    }
    assert not OutgoingMail.objects.filter(state=MailState.WAITING, attempts=0).exists()


def test_who_acts_in_the_story_nearly_always_has_a_second_step(now: datetime, municipality) -> None:
    told(Size(therapists=20, requests=0), now)
    crowd = User.objects.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    others = User.objects.exclude(pk__in=crowd)
    crowd = crowd.filter(email__regex=r"^(collega|behandelaar)\.")
    assert 0.8 < crowd.filter(authenticator__isnull=False).count() / crowd.count() < 1
    assert not others.filter(authenticator__isnull=False).exists()  # a visitor signs in as them


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


def test_applications_stand_in_every_way_they_can(now: datetime, municipality) -> None:
    told(Size(therapists=20, requests=15), now)
    assert set(Application.objects.values_list("state", flat=True)) == set(ApplicationState)
