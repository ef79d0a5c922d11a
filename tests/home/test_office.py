"""The page of the network's office: who finds it, and what stands there."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.access import Reason, WhyFrozen
from drakentemmers.accounts.actions.breakglass import ask_emergency
from drakentemmers.accounts.actions.freezes import freeze_now
from drakentemmers.accounts.rules import Role
from tests.factories.accounts import OrganisationFactory, person_with

pytestmark = pytest.mark.django_db


def tiles_seen_by(role: Role, client: Client) -> list[str]:
    client.force_login(person_with(role))
    soup = BeautifulSoup(client.get("/kantoor").content, "html.parser")
    return [tile["href"] for tile in soup.select("main a.tile")]


def test_the_project_lead_finds_the_tasks_of_the_office(client: Client):
    assert "/organisaties/import" in tiles_seen_by(Role.PROJECT_LEAD, client)


def test_an_editor_finds_only_the_site(client: Client):
    assert tiles_seen_by(Role.EDITOR, client) == ["/beheer"]


@pytest.mark.parametrize("role", [Role.THERAPIST, Role.OWNER, Role.MEMBER, Role.REGION_LEAD])
def test_for_others_there_is_no_office(role: Role, client: Client):
    client.force_login(person_with(role))
    assert client.get("/kantoor").status_code == 404
    assert b"/kantoor" not in client.get("/mijn").content


def test_my_work_leads_to_the_office(client: Client):
    client.force_login(person_with(Role.ADMINISTRATOR))
    soup = BeautifulSoup(client.get("/mijn").content, "html.parser")
    assert soup.select_one("main a[href='/kantoor']").get_text(strip=True) == "Projectbureau"


def waiting_on_mijn(client: Client, role: Role) -> list[tuple[str, str]]:
    client.force_login(person_with(role))
    soup = BeautifulSoup(client.get("/mijn").content, "html.parser")
    lines = soup.select("section[aria-labelledby=to-do] li")
    return [(line.a["href"], line.p.get_text(strip=True)) for line in lines]


def test_what_waits_at_the_office_waits_on_my_work_for_who_may_handle_it(client: Client):
    now = timezone.now()
    freeze_now(person_with(Role.MEMBER), why=WhyFrozen.BY_HAND, now=now)
    ask_emergency(
        organisation=OrganisationFactory(),
        asked_for="",
        reason=Reason.SAFETY,
        line="Iemand belt en de opvang is dicht",
        hours=1,
        by=person_with(Role.MEMBER),
        now=now,
    )
    emergency, frozen = ("/kantoor/noodtoegang", "1 wacht op jou"), ("/kantoor/bevroren", "1 wacht op jou")
    assert waiting_on_mijn(client, Role.LOG_MANAGER) == [emergency, frozen]
    assert waiting_on_mijn(client, Role.ADMINISTRATOR) == [emergency, frozen]
    assert waiting_on_mijn(client, Role.PROJECT_LEAD) == []
    assert waiting_on_mijn(client, Role.OWNER) == []


@pytest.mark.parametrize("role", [Role.LOG_MANAGER, Role.ADMINISTRATOR, Role.PROJECT_LEAD])
def test_the_office_stands_in_the_menu_of_who_works_there(role: Role, client: Client):
    client.force_login(person_with(role))
    soup = BeautifulSoup(client.get("/").content, "html.parser")
    assert [link.get_text() for link in soup.select("header nav.nav a")][-1] == "Projectbureau"
