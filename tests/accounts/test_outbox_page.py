"""The outbox for administrators: how mails fare, never what they say."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.actions.outbox_office import GIVEN_UP_AFTER, KEPT_FOR, drop, send_again, tidy
from drakentemmers.accounts.actions.outbox_sending import send_due
from drakentemmers.accounts.models import OutgoingMail, User
from drakentemmers.accounts.outbox import MailKind, MailState, masked
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from tests.factories.accounts import person_with

pytestmark = pytest.mark.django_db
PAGE = "/kantoor/berichten"
SECRET = "geheim-onderwerp-7f3a"


def mail(state: MailState = MailState.UNSURE, kind: str = "notice", **fields: object) -> OutgoingMail:
    now = timezone.now()
    made = queue_mail(
        to="samira@voorbeeld.example", subject=SECRET, text=f"{SECRET} https://x/token", kind=kind, now=now
    )
    if state in {MailState.SENT, MailState.DROPPED}:
        fields |= {"subject": None, "text": None, "handed_over_at": now}
    OutgoingMail.objects.filter(pk=made.pk).update(state=state, ended_at=now, **fields)
    return OutgoingMail.objects.get(pk=made.pk)


@pytest.fixture
def administrator(client: Client) -> User:
    user = person_with(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def state_of(made: OutgoingMail) -> str:
    return OutgoingMail.objects.values_list("state", flat=True).get(pk=made.pk)


def test_the_page_tells_how_mails_fare_and_not_what_they_say(client: Client, administrator: User) -> None:
    made = [mail(state) for state in (MailState.SENT, MailState.FAILED, MailState.UNSURE, MailState.WAITING)]
    page = client.get(PAGE)
    assert page.status_code == 200
    assert SECRET not in page.text and "samira" not in page.text and "https://x/" not in page.text
    soup = BeautifulSoup(page.text, "html.parser")
    assert len(soup.select(".lines li")) == 4
    assert page.text.count("s…@voorbeeld.example") == 4
    assert len(soup.select(".lines form")) == 2
    assert made[2].message_id in soup.get_text()


def test_what_it_never_shows_it_never_reads(
    client: Client, administrator: User, django_assert_max_num_queries
) -> None:
    mail()
    with django_assert_max_num_queries(40) as captured:
        client.get(PAGE)
    about_mails = [q["sql"] for q in captured.captured_queries if "accounts_outgoingmail" in q["sql"]]
    assert about_mails
    assert not [sql for sql in about_mails if '"text"' in sql or '"subject"' in sql or '"headers"' in sql]


def test_states_and_kinds_can_be_looked_at_apart(client: Client, administrator: User) -> None:
    for state, kind in ((MailState.SENT, "notice"), (MailState.SENT, "digest"), (MailState.FAILED, "digest")):
        mail(state, kind)
    rows = {
        query: len(BeautifulSoup(client.get(f"{PAGE}?{query}").text, "html.parser").select(".lines > li"))
        for query in ("stand=sent", "soort=digest", "stand=sent&soort=digest", "stand=onzin", "pagina=9")
    }
    assert rows == {
        "stand=sent": 2,
        "soort=digest": 2,
        "stand=sent&soort=digest": 1,
        "stand=onzin": 3,
        "pagina=9": 3,
    }


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_finds_it(client: Client, role: Role) -> None:
    made = mail()
    client.force_login(person_with(role))
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}/{made.pk}", {"deed": "send"}).status_code == 404
    assert state_of(made) == MailState.UNSURE


@pytest.mark.parametrize("deed", [send_again, drop])
def test_the_actions_ask_for_the_right_too(now: datetime, deed: Callable[..., bool]) -> None:
    with pytest.raises(PermissionDenied):
        deed(mail=mail(), by=person_with(Role.PROJECT_LEAD), now=now)


def test_sending_again_keeps_the_message_id(client: Client, administrator: User, mailoutbox) -> None:
    made = mail(MailState.FAILED, attempts=8)
    answer = client.post(f"{PAGE}/{made.pk}", {"deed": "send"}, follow=True)
    assert "De mail gaat opnieuw op weg." in answer.text
    send_due(now=timezone.now())
    [message] = mailoutbox
    assert message.extra_headers["Message-ID"] == made.message_id
    assert state_of(made) == MailState.SENT
    assert Event.objects.filter(action="mail.sent_again", actor_id=str(administrator.pk)).count() == 1


def test_dropping_wipes(client: Client, administrator: User) -> None:
    made = mail()
    client.post(f"{PAGE}/{made.pk}", {"deed": "drop"})
    dropped = OutgoingMail.objects.get(pk=made.pk)
    assert (dropped.state, dropped.subject, dropped.text) == (MailState.DROPPED, None, None)


@pytest.mark.parametrize("state", [MailState.SENT, MailState.WAITING, MailState.DROPPED])
def test_what_needs_nobody_is_left_alone(client: Client, administrator: User, state: MailState) -> None:
    made = mail(state)
    answer = client.post(f"{PAGE}/{made.pk}", {"deed": "send"}, follow=True)
    assert "Iemand anders was eerder" in answer.text
    assert state_of(made) == state


def test_an_unknown_deed_and_an_unknown_mail(client: Client, administrator: User) -> None:
    made = mail()
    assert (
        "Kies wat er met de mail gebeurt" in client.post(f"{PAGE}/{made.pk}", {"deed": "x"}, follow=True).text
    )
    assert client.post(f"{PAGE}/bestaatniet0", {"deed": "send"}).status_code == 404
    assert client.get(f"{PAGE}/{made.pk}").status_code == 405
    assert state_of(made) == MailState.UNSURE


def test_the_page_needs_no_more_queries_with_more_mails(
    client: Client, administrator: User, assert_queries_constant
) -> None:
    mail()
    with assert_queries_constant(lambda: client.get(PAGE)):
        for state in MailState:
            if state not in {MailState.CLAIMED, MailState.HANDING_OVER}:
                mail(state)


def test_a_full_day_is_told(client: Client, administrator: User, settings) -> None:
    settings.MAIL_PER_DAY = 1
    mail(MailState.SENT)
    assert "Dat is alles voor vandaag" in client.get(PAGE).text


def test_the_office_shows_how_many_wait_for_a_person(client: Client, administrator: User) -> None:
    mail(), mail(MailState.FAILED), mail(MailState.SENT)
    tile = BeautifulSoup(client.get("/kantoor").text, "html.parser").select_one(f"a[href='{PAGE}']")
    assert "2 wachten" in tile.get_text(" ", strip=True)


def test_time_wipes_and_forgets(now: datetime) -> None:
    left, over = mail(), mail(MailState.SENT)
    begin = timezone.now()
    assert tidy(now=begin + GIVEN_UP_AFTER - timedelta(hours=1)) == 0
    assert state_of(left) == MailState.UNSURE
    tidy(now=begin + GIVEN_UP_AFTER + timedelta(hours=1))
    assert OutgoingMail.objects.get(pk=left.pk).text is None
    assert tidy(now=begin + KEPT_FOR + timedelta(hours=1)) == 2
    assert not OutgoingMail.objects.filter(pk__in=[left.pk, over.pk]).exists()


@pytest.mark.parametrize(
    ("address", "shown"),
    [("samira@voorbeeld.example", "s…@voorbeeld.example"), ("a@x.example", "a…@x.example"), ("niets", "…")],
)
def test_an_address_is_masked(address: str, shown: str) -> None:
    assert masked(address) == shown


def test_urgent_kinds_are_told_apart() -> None:
    assert [mail(kind=kind).is_urgent for kind in MailKind] == [True, True, False, False, False, False]
