"""From where: network address, route, request id. What somebody writes in a header does not count."""

import pytest
from django.test import Client

from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.audit.origin import NOWHERE, current_origin
from drakentemmers.audit.rules import client_address
from tests.factories.accounts import person_with


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "address"),
    [
        ("192.0.2.1", "", 0, "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", 0, "192.0.2.1"),
        ("10.0.0.1", "198.51.100.7", 1, "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", 1, "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2", 2, "198.51.100.7"),
        ("203.0.113.9", "198.51.100.7", 2, "203.0.113.9"),
        ("10.0.0.1", "198.51.100.7, een tekst", 1, "10.0.0.1"),
        ("::ffff:192.0.2.1", "", 0, "192.0.2.1"),
        ("fe80::1%eth0", "", 0, "fe80::1"),
        ("", "", 1, ""),
    ],
)
def test_the_address_is_the_one_our_own_proxies_saw(remote, forwarded, proxies, address):
    assert client_address(remote, forwarded, proxies) == address


@pytest.mark.django_db
def test_an_event_knows_route_and_address_and_a_forged_header_is_no_help(client: Client, settings):
    office = person_with(Role.PROJECT_LEAD)
    client.force_login(office)
    address = "/organisaties/export/organisaties.csv"
    forged = {"HTTP_X_FORWARDED_FOR": "203.0.113.9", "HTTP_X_REQUEST_ID": "van-iemand-anders"}
    answer = client.get(address, REMOTE_ADDR="192.0.2.1", **forged)
    settings.TRUSTED_PROXIES = 1
    through_our_proxy = {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.7"}
    client.get(address, REMOTE_ADDR="10.0.0.1", **through_our_proxy)
    first, second = Event.objects.filter(action="directory.exported").order_by("pk")
    assert (first.address, first.route, first.request_id) == (
        "192.0.2.1",
        "directory_export",
        answer.headers["X-Request-ID"],
    )
    assert second.address == "198.51.100.7"
    assert first.request_id != second.request_id
    assert first.process == second.process != ""


def test_nothing_of_a_request_is_left_after_it(client: Client):
    client.get("/healthz")
    assert current_origin() == NOWHERE
