"""A fresh site is opened to two people, and by this road never to a third."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.actions.invitations import accept
from drakentemmers.accounts.actions.roles import confirm_role, propose_role
from drakentemmers.accounts.models import Invitation, Organisation, User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.rules import Role
from tests.factories.accounts import UserFactory
from tests.mailbox import mailed

pytestmark = pytest.mark.django_db
ONE, TWO = "een@voorbeeld.example", "twee@voorbeeld.example"


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("first_administrators", *arguments, stdout=out)
    return out.getvalue()


def tokens(text: str) -> list[str]:
    return re.findall(r"/uitnodiging/(\S+)", text)


def come_in(token: str, name: str) -> User:
    return accept(token=token, name=name, signed_in=None, now=timezone.now())


def test_two_people_come_in_by_mail_and_then_give_roles_together() -> None:
    said = run(ONE, TWO)
    mails = sorted(mailed(), key=lambda mail: mail.to)  # two mails of one moment leave in any order
    assert [mail.to for mail in mails] == [[ONE], [TWO]] and tokens(said) == []
    links = [token for mail in mails for token in tokens(mail.body)]
    assert "Functioneel beheerder" in Client().get(f"/uitnodiging/{links[0]}").text
    one, two = [come_in(link, name) for link, name in zip(links, ("Een", "Twee"), strict=True)]
    office = Organisation.objects.get()
    assert {(seat.organisation, seat.role) for seat in one.memberships.all()} == {
        (office, Role.ADMINISTRATOR),
        (office, Role.OWNER),
    }
    assert one.has_perm(Permission.MANAGE_MEMBERS, office)
    now, third = timezone.now(), UserFactory()
    proposal = propose_role(user=third, organisation=office, role=Role.LOG_MANAGER, by=one, now=now)
    assert confirm_role(proposal=proposal, by=two, now=now).user == third
    with pytest.raises(CommandError, match="has its administrators"):
        run("drie@voorbeeld.example", "vier@voorbeeld.example")
    assert Invitation.objects.count() == 2


def test_printed_links_are_mailed_to_nobody() -> None:
    said = run(ONE, TWO, "--print", "--office", "Ons bureau")
    assert mailed() == [] and Organisation.objects.get().name == "Ons bureau"
    assert [come_in(token, "Naam").email for token in tokens(said)] == [ONE, TWO]


def test_whose_link_got_lost_gets_another_and_who_is_in_is_passed_over() -> None:
    first, lost = tokens(run(ONE, TWO, "--print"))
    come_in(first, "Een")
    again = run(ONE, TWO, "--print")
    assert ONE not in again
    assert Client().get(f"/uitnodiging/{lost}").status_code == 404
    assert come_in(tokens(again)[0], "Twee").email == TWO
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("addresses", "says"),
    [((ONE, ONE.upper()), "two different people"), ((ONE, "geen adres"), "not an e-mail address")],
)
def test_wrong_addresses_are_named_and_nothing_happens(addresses: tuple[str, str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run(*addresses)
    assert not Organisation.objects.exists()
