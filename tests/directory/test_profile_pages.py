"""What strangers, members and the people themselves see of profiles and organisations."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.access import WhyFrozen, WhyKept
from drakentemmers.accounts.actions.blocks import keep_organisation_from
from drakentemmers.accounts.actions.freezes import freeze_now
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.models import Registration
from drakentemmers.directory.rules import ProfessionalKind, RegistrationState
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import (
    LocationFactory,
    OrganisationProfileFactory,
    ProfessionalFactory,
    QualificationFactory,
    RegionFactory,
    RegistrationFactory,
    WorkLocationFactory,
)

pytestmark = pytest.mark.django_db
CANARY = "Kanariestraat 13"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page_of(client, thing, kind="behandelaars"):
    return client.get(f"/{kind}/{thing.pk}")


def test_a_profile_says_who_what_and_where():
    professional = ProfessionalFactory(
        practice=OrganisationFactory(name="Praktijk De Linde", kind=OrganisationKind.PRACTICE)
    )
    WorkLocationFactory(professional=professional)
    QualificationFactory(professional=professional)
    text = page_of(Client(), professional).content.decode()
    for said in (
        professional.name,
        "Praktijk De Linde",
        "EMDR",
        "Nederlands",
        "Almere",
        "EMDR-therapeut",
        "2020",
    ):
        assert said in text


def test_a_stranger_sees_no_way_to_reach_somebody():
    professional = ProfessionalFactory(phone="06-00000000")
    WorkLocationFactory(professional=professional, street=CANARY)
    stranger = page_of(Client(), professional).content.decode()
    member = page_of(signed_in(person_with(Role.MEMBER)), professional).content.decode()
    for secret in (professional.email, "06-00000000", CANARY):
        assert secret not in stranger
        assert secret in member


def test_an_inactive_profile_exists_for_its_owner_only():
    professional = ProfessionalFactory(is_active=False)
    assert page_of(Client(), professional).status_code == 404
    assert page_of(signed_in(person_with(Role.MEMBER)), professional).status_code == 404
    assert page_of(signed_in(professional.user), professional).status_code == 200


def test_a_profile_that_is_not_there_is_not_found():
    assert Client().get("/behandelaars/000000000000").status_code == 404
    assert Client().get("/organisaties/000000000000").status_code == 404


def test_a_quality_mark_shows_while_it_is_valid():
    today = timezone.localdate()
    valid = ProfessionalFactory(quality_mark_until=today)
    expired = ProfessionalFactory(quality_mark_until=today - timedelta(days=1))
    assert "Keurmerk" in page_of(Client(), valid).content.decode()
    assert "Keurmerk" not in page_of(Client(), expired).content.decode()


def test_a_trainee_names_the_supervisor_and_the_other_way_round():
    supervisor = ProfessionalFactory(name="Begeleider Een")
    trainee = ProfessionalFactory(
        name="Leerling Twee", kind=ProfessionalKind.TRAINEE, supervised_by=supervisor
    )
    assert "Begeleider Een" in page_of(Client(), trainee).content.decode()
    assert "In opleiding" in page_of(Client(), trainee).content.decode()
    assert "Leerling Twee" in page_of(Client(), supervisor).content.decode()


def test_only_the_office_is_told_who_checked_a_number(now):
    checker = UserFactory(name="Controleur Drie")
    registration = RegistrationFactory(state=RegistrationState.VERIFIED, checked_by=checker, checked_at=now)
    public = page_of(Client(), registration.professional).content.decode()
    office = page_of(signed_in(person_with(Role.PROJECT_LEAD)), registration.professional).content.decode()
    assert "Gecontroleerd op 18 november 2026" in public
    assert "Controleur Drie" not in public
    assert "Controleur Drie" in office


def test_the_office_checks_a_number_and_nobody_checks_their_own():
    registration = RegistrationFactory()
    path = f"/registraties/{registration.pk}/controle"
    assert signed_in(registration.professional.user).post(path, {"state": "verified"}).status_code == 404
    lead = person_with(Role.PROJECT_LEAD)
    assert signed_in(lead).post(path, {"state": "onzin"}).status_code == 404
    assert signed_in(lead).post(path, {"state": "verified"}).status_code == 302
    row = Registration.objects.get()
    assert (row.state, row.checked_by) == (RegistrationState.VERIFIED, lead)


def test_a_secret_address_is_told_to_its_own_people_only():
    location = LocationFactory(street=CANARY, place_name="Geheimdorp", name="Huis Kanarie")
    own = signed_in(person_with(Role.MEMBER, location.organisation))
    other = signed_in(person_with(Role.OWNER))
    office = signed_in(person_with(Role.ADMINISTRATOR))
    for client in (Client(), other, office, own):
        text = page_of(client, location.organisation, "organisaties").content.decode()
        assert "Almere" in text
        for secret in (CANARY, "Geheimdorp", "Huis Kanarie", "1315 AB"):
            assert secret not in text
    path = f"/organisaties/{location.organisation.pk}/locaties/{location.pk}/adres"
    assert own.get(path).status_code == 405
    shown = own.post(path)
    assert shown.status_code == 200 and "no-store" in shown.headers["Cache-Control"]
    assert CANARY in shown.content.decode() and "Geheimdorp" in shown.content.decode()
    assert CANARY not in page_of(own, location.organisation, "organisaties").content.decode()
    read = Event.objects.get(action="address.read")
    assert read.subject_id == location.pk and CANARY not in str(read.details)
    for client in (other, office):
        assert client.post(path).status_code == 404
    assert Client().post(path).status_code == 302


def test_the_page_to_change_an_organisation_holds_no_secret_address_either():
    location = LocationFactory(street=CANARY, place_name="Geheimdorp", name="Huis Kanarie")
    owner = signed_in(person_with(Role.OWNER, location.organisation))
    text = owner.get(f"/organisaties/{location.organisation.pk}/bewerken").content.decode()
    assert "Toon adres" in text
    assert not [secret for secret in (CANARY, "Geheimdorp", "Huis Kanarie") if secret in text]


def test_an_address_opens_neither_for_who_has_another_interest_nor_for_a_frozen_account():
    location = LocationFactory(street=CANARY)
    path = f"/organisaties/{location.organisation.pk}/locaties/{location.pk}/adres"
    member, other = (
        person_with(Role.MEMBER, location.organisation),
        person_with(Role.OWNER, location.organisation),
    )
    now = timezone.now()
    keep_organisation_from(
        user=member, organisation=location.organisation, why=WhyKept.FAMILY, by=other, now=now
    )
    assert signed_in(member).post(path).status_code == 404
    freeze_now(other, why=WhyFrozen.BY_HAND, now=now)
    assert signed_in(other).post(path).status_code == 403


def test_an_open_address_shows_its_street_after_sign_in():
    location = LocationFactory(street="Openstraat 1", is_confidential=False)
    stranger = page_of(Client(), location.organisation, "organisaties").content.decode()
    assert "Openstraat 1" not in stranger
    member = page_of(signed_in(person_with(Role.MEMBER)), location.organisation, "organisaties")
    assert "Openstraat 1" in member.content.decode()


def test_an_organisation_that_left_is_not_found():
    organisation = OrganisationFactory(is_active=False)
    assert page_of(Client(), organisation, "organisaties").status_code == 404


def test_pages_need_no_more_queries_for_more_rows(assert_queries_constant):
    professional = ProfessionalFactory(practice=OrganisationFactory())
    organisation = professional.practice
    OrganisationProfileFactory(organisation=organisation)

    def add():
        WorkLocationFactory(professional=professional)
        QualificationFactory(professional=professional)
        RegistrationFactory(professional=professional)
        ProfessionalFactory(supervised_by=professional, practice=organisation)
        professional.regions.add(RegionFactory())
        LocationFactory(organisation=organisation)

    add()
    client = Client()
    with (
        assert_queries_constant(lambda: page_of(client, professional)),
        assert_queries_constant(lambda: page_of(client, organisation, "organisaties")),
    ):
        for _ in range(3):
            add()


def test_a_text_with_markup_stays_text():
    professional = ProfessionalFactory(about="<script>alert(1)</script>", name="<b>Naam</b>")
    text = page_of(Client(), professional).content.decode()
    assert "<script>alert" not in text
    assert "<b>Naam" not in text


def test_the_mark_of_a_colleague_shows_on_the_page_of_the_practice():
    practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    ProfessionalFactory(practice=practice, name="Collega Vier", quality_mark_until=date(2999, 1, 1))
    ProfessionalFactory(practice=practice, name="Collega Weg", is_active=False)
    text = page_of(Client(), practice, "organisaties").content.decode()
    assert "Collega Vier" in text
    assert "Keurmerk" in text
    assert "Collega Weg" not in text
