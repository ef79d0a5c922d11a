"""Who manages the providers that vouch for people, and how."""

import pytest
from django.db import connection

from drakentemmers.accounts.actions.identity import DomainTaken
from drakentemmers.accounts.models import IdentityProvider, Organisation
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from tests.factories.accounts import OrganisationFactory, person_with
from tests.factories.identity import provider_of

pytestmark = pytest.mark.django_db


def form(organisation: Organisation, **other: str) -> dict[str, str]:
    plain = {
        "organisation": organisation.pk,
        "issuer": "https://login.kompas.example/",
        "client_id": "c",
        "client_secret": "heel-geheim",
        "domains": "@Kompas.example\nwerk.kompas.example",
        "is_active": "on",
    }
    return plain | other


def test_the_administrator_adds_one_and_its_secret_is_never_shown(client):
    organisation = OrganisationFactory()
    client.force_login(person_with(Role.ADMINISTRATOR))

    assert client.post("/kantoor/inloggen/nieuw", form(organisation)).status_code == 302
    row = IdentityProvider.objects.get()

    assert row.issuer == "https://login.kompas.example"
    assert set(row.domains.values_list("domain", flat=True)) == {"kompas.example", "werk.kompas.example"}
    page = client.get(f"/kantoor/inloggen/{row.pk}").text
    assert "heel-geheim" not in page and "werk.kompas.example" in page
    client.post(f"/kantoor/inloggen/{row.pk}", form(organisation, client_secret="", is_active=""))
    row = IdentityProvider.objects.get()
    assert (row.client_secret, row.is_active) == ("heel-geheim", False)
    assert Event.objects.filter(action__startswith="identity_provider.").count() == 2


def test_what_is_wrong_is_told_and_what_was_typed_stays(client):
    client.force_login(person_with(Role.ADMINISTRATOR))
    wrong = form(OrganisationFactory(), issuer="http://login.example", domains="gmail.com")

    answer = client.post("/kantoor/inloggen/nieuw", wrong)

    assert answer.status_code == 400
    assert "begint met https://" in answer.text and "gmail.com" in answer.text
    assert "heel-geheim" not in answer.text


@pytest.mark.parametrize("role", [Role.PROJECT_LEAD, Role.OWNER, Role.LOG_MANAGER])
def test_others_may_not(client, role):
    client.force_login(person_with(role))

    assert client.get("/kantoor/inloggen").status_code == 404
    assert client.get("/kantoor/inloggen/nieuw").status_code == 404


def test_one_domain_has_one_provider(now):
    provider_of(OrganisationFactory(), "https://a.example", now)
    with pytest.raises(DomainTaken):
        provider_of(OrganisationFactory(), "https://b.example", now)


def test_the_secret_is_sealed_in_the_database(now):
    provider_of(OrganisationFactory(), "https://a.example", now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT client_secret FROM accounts_identityprovider")
        [(stored,)] = cursor.fetchall()
    assert stored.startswith("dt1:")
