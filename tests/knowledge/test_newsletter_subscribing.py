"""Asking for newsletters, confirming, leaving: two steps in, one step out, and nobody learns who reads what."""

import re
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import signing
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.actions.removal import remove_account
from drakentemmers.accounts.actions.unsubscribe import end_mails
from drakentemmers.accounts.models import AccountRemoval, MailBounce, OutgoingMail
from drakentemmers.accounts.read.preferences import preferences_of
from drakentemmers.accounts.rules import Role
from drakentemmers.accounts.topics import How, Topic
from drakentemmers.home.actions.leaving import PARTS as LEAVING
from drakentemmers.home.actions.purging import purge
from drakentemmers.home.retention import BY_KIND
from drakentemmers.knowledge.actions.subscribing import ask_newsletters
from drakentemmers.knowledge.models import Delivery, Subscription, address_keys
from drakentemmers.knowledge.newsletter_links import confirm_url, leave_url
from drakentemmers.knowledge.read.my_data import PARTS
from tests.conftest import NEVER_OVER
from tests.factories import newsletter as news
from tests.factories.accounts import UserFactory, person_with
from tests.mailbox import mailed

pytestmark = pytest.mark.django_db
ADDRESS = "lezer@voorbeeld.example"
SENSITIVE = "Netwerk seksueel geweld"
SITE = "http://127.0.0.1:8000"


def path_of(url: str) -> str:
    return url.removeprefix(SITE)


def sign_up(*topics, address: str = ADDRESS, client: Client | None = None):
    data = {"email": address, "topics": [topic.pk for topic in topics]}
    return (client or Client()).post("/nieuwsbrief/aanmelden", data)


def link_in(message) -> str:
    return path_of(re.search(r"http\S+/nieuwsbrief/bevestigen/\S+", message.body)[0])


def confirmed() -> list[str]:
    return sorted(row.address for row in Subscription.objects.confirmed())


def test_two_steps_in_and_one_press_out():
    topic = news.topic()
    assert sign_up(topic, address=" Lezer@Voorbeeld.example ").headers["Location"] == "/nieuwsbrief/verstuurd"
    [message] = mailed()
    assert message.to == [ADDRESS] and confirmed() == []

    link, client = link_in(message), Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert client.get(link).status_code == 200
    client.head(link)
    assert confirmed() == []
    token = BeautifulSoup(client.get(link).content, "html.parser").select_one("[name=csrfmiddlewaretoken]")
    for _ in range(2):
        answer = client.post(link, {"csrfmiddlewaretoken": token["value"]})
        assert "Je krijgt ons nieuws" in answer.text
    assert confirmed() == [ADDRESS]

    way_out = path_of(leave_url(Subscription.objects.get().pk, topic.pk))
    assert "Deze nieuwsbrief stoppen?" in Client().get(way_out).text and confirmed() == [ADDRESS]
    for _ in range(2):
        answer = Client(enforce_csrf_checks=True).post(way_out, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200 and "Hij is gestopt" in answer.text
        assert "sessionid" not in answer.cookies
    assert not Subscription.objects.exists()


def test_the_answer_is_the_same_whoever_asks():
    topic = news.topic()
    news.subscriber(topic, "bekend@voorbeeld.example")
    news.subscriber(topic, "wachtend@voorbeeld.example", confirmed=False)
    UserFactory(email="lid@voorbeeld.example")
    names = ("bekend", "wachtend", "lid", "nieuw")
    answers = [sign_up(topic, address=f"{name}@voorbeeld.example") for name in names]
    assert {(a.status_code, a.headers["Location"], a.content) for a in answers} == {
        (302, "/nieuwsbrief/verstuurd", b"")
    }
    subjects = {message.to[0].partition("@")[0]: message.subject for message in mailed()}
    assert subjects == {
        "bekend": "Je krijgt ons nieuws al",
        "wachtend": "Bevestig je e-mailadres",
        "lid": "Bevestig je e-mailadres",
        "nieuw": "Bevestig je e-mailadres",
    }


def test_no_mail_before_the_newsletter_itself_names_a_topic():
    topic = news.topic(SENSITIVE)
    for _ in range(2):
        sign_up(topic)
        Subscription.objects.update(confirmed_at=timezone.now())
    sign_up(topic, address="ander@voorbeeld.example")
    messages = mailed()
    assert len(messages) == 3
    for message in messages:
        assert "seksueel" not in str(message.message()).lower()
    assert "seksueel" not in Client().get(link_in(messages[-1])).text.lower()


def test_nobody_fills_somebodys_box_through_our_form():
    topic = news.topic()
    for _ in range(6):
        assert sign_up(topic).status_code == 302
    assert len(mailed()) == 3


def test_a_network_that_asks_too_often_waits(settings):
    settings.TURNS = {"newsletter": [(2, NEVER_OVER)]}
    topic = news.topic()
    answers = [sign_up(topic, address=f"{n}@voorbeeld.example").status_code for n in range(3)]
    assert answers == [302, 302, 429]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"email": "geen adres"}, "Vul een e-mailadres in, zoals naam@voorbeeld.nl."),
        ({"email": ADDRESS, "topics": []}, "Kies minstens één nieuwsbrief."),
        ({"email": ADDRESS, "topics": ["999"]}, "kun je je niet meer aanmelden"),
    ],
)
def test_what_is_not_right_comes_back_with_what_to_do(data, words):
    news.topic(), news.topic()
    answer = Client().post("/nieuwsbrief/aanmelden", data)
    assert answer.status_code == 422 and words in answer.text
    assert not Subscription.objects.exists()


def test_a_newsletter_that_is_closed_takes_nobody_new():
    closed, open_one = news.topic(is_open=False), news.topic()
    assert sign_up(closed).status_code == 422
    page = BeautifulSoup(Client().get("/nieuwsbrief/aanmelden").content, "html.parser")
    assert [box["value"] for box in page.select("[name=topics]")] == [str(open_one.pk)]


def test_a_link_works_for_two_days(now: datetime):
    topic = news.topic()
    row = news.subscriber(topic, confirmed=False)
    old = path_of(confirm_url([row.pk], timezone.now() - timedelta(days=2, seconds=1)))
    for answer in (Client().get(old), Client().post(old)):
        assert answer.status_code == 410 and "Deze link werkt niet meer" in answer.text
    assert confirmed() == []
    Client().post(path_of(confirm_url([row.pk], timezone.now() - timedelta(days=1, hours=23))))
    assert confirmed() == [row.address]


def test_a_link_to_what_was_forgotten_says_so():
    row = news.subscriber(news.topic(), confirmed=False)
    link = path_of(confirm_url([row.pk], timezone.now()))
    row.delete()
    for answer in (Client().get(link), Client().post(link)):
        assert answer.status_code == 410 and "Deze link werkt niet meer" in answer.text


def test_a_link_that_was_cut_says_so_and_tells_how_to_sign_up_or_stop():
    topic = news.topic()
    row = news.subscriber(topic, confirmed=False)
    for link in (confirm_url([row.pk], timezone.now()), leave_url(row.pk, topic.pk)):
        for answer in (Client().get(path_of(link)[:-3]), Client().post(path_of(link)[:-3])):
            soup = BeautifulSoup(answer.content, "html.parser")
            assert answer.status_code == 404 and soup.h1.get_text(strip=True) == "Deze link klopt niet"
            assert {"/account/nieuwsbrieven", "/nieuwsbrief/aanmelden"} <= {
                a["href"] for a in soup.select("main a")
            }
    assert Subscription.objects.get() == row and confirmed() == []


def test_links_are_signed_and_each_has_one_purpose():
    topic = news.topic()
    row = news.subscriber(topic)
    confirm, leave = confirm_url([row.pk], timezone.now()), leave_url(row.pk, topic.pk)
    swapped = [
        f"/nieuwsbrief/afmelden/{confirm.rpartition('/')[2]}",
        f"/nieuwsbrief/bevestigen/{leave.rpartition('/')[2]}",
        f"/afmelden/{leave.rpartition('/')[2]}",
    ]
    forged = signing.Signer(salt="accounts.unsubscribe").sign_object([row.pk, topic.pk])
    for path in [
        *swapped,
        f"{path_of(leave)}x",
        f"/nieuwsbrief/afmelden/{forged}",
        "/nieuwsbrief/afmelden/niets",
    ]:
        assert Client().get(path).status_code == 404, path
        assert Client().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 404, path
    assert confirmed() == [row.address]


def test_leaving_one_keeps_the_other_and_leaving_all_ends_both():
    one, two = news.topic(), news.topic()
    row, other = news.subscriber(one, ADDRESS), news.subscriber(two, ADDRESS)
    stranger = news.subscriber(one)
    Client().post(path_of(leave_url(row.pk, one.pk)))
    assert set(Subscription.objects.all()) == {other, stranger}
    Client().post(path_of(leave_url(other.pk, two.pk)), {"alles": "1"})
    assert set(Subscription.objects.all()) == {stranger}


def test_in_the_database_nobody_finds_who_reads_what():
    user, topic = person_with(Role.MEMBER), news.topic()
    row = news.subscriber(topic, user.email)
    names = {field.name for field in Subscription._meta.get_fields()}
    assert "user" not in names and "user" not in {field.name for field in Delivery._meta.get_fields()}
    assert user.email not in str(Subscription.objects.filter(pk=row.pk).values_list()[0])


def test_an_address_is_known_under_a_former_secret_key_too(settings):
    topic = news.topic()
    row = news.subscriber(topic, ADDRESS)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "een-nieuwe-" + "y" * 50
    assert list(Subscription.objects.of_address(ADDRESS)) == [row]
    ask_newsletters(address=ADDRESS, topics=[topic], now=timezone.now())
    assert list(Subscription.objects.all()) == [row]
    assert row.address_key in address_keys(ADDRESS)[1:]


# An address from which mail came back


def test_after_a_return_only_a_new_confirmation_brings_mail_back():
    topic, user = news.topic(), person_with(Role.MEMBER)
    MailBounce.objects.create(address=user.email, at=timezone.now(), status="5.1.1")
    client = Client()
    client.force_login(user)
    answer = client.post("/account/nieuwsbrieven", {"onderwerp": topic.pk, "wat": "aan"}, follow=True)
    assert "Open de link daarin" in answer.text and "Wacht op de link" in answer.text
    assert confirmed() == []
    [message] = mailed()
    Client().post(link_in(message))
    assert confirmed() == [user.email] and not MailBounce.objects.exists()


# Members


def test_a_member_switches_with_one_tap():
    one, two, closed = news.topic("Eerste"), news.topic("Tweede"), news.topic("Dicht", is_open=False)
    user, client = person_with(Role.MEMBER), Client()
    client.force_login(user)
    client.post("/account/nieuwsbrieven", {"onderwerp": one.pk, "wat": "aan"})
    assert [(row.topic, row.confirmed_at is not None) for row in Subscription.objects.all()] == [(one, True)]
    page = BeautifulSoup(client.get("/account/nieuwsbrieven").content, "html.parser")
    buttons = [b.get_text(strip=True) for b in page.select("main .lines button")]
    assert buttons == ["Stoppen: Eerste", "Krijgen: Tweede"]
    assert client.post("/account/nieuwsbrieven", {"onderwerp": closed.pk, "wat": "aan"}).status_code == 404
    for number in ("", "x", "99999"):
        assert client.post("/account/nieuwsbrieven", {"onderwerp": number}).status_code == 404
    client.post("/account/nieuwsbrieven", {"onderwerp": one.pk, "wat": "uit"})
    assert not Subscription.objects.exists() and not OutgoingMail.objects.exists()
    assert two.subscriptions.count() == 0


def test_who_is_signed_in_chooses_on_the_own_page():
    client = Client()
    client.force_login(UserFactory())
    assert client.get("/nieuwsbrief/aanmelden").headers["Location"] == "/account/nieuwsbrieven"


def test_the_copy_of_my_data_tells_my_newsletters_and_nobody_elses():
    user, topic = UserFactory(), news.topic("Mijn onderwerp")
    news.subscriber(topic, user.email)
    news.subscriber(topic)
    [part] = [part for part in PARTS if part.key == "newsletters"]
    assert [line["topic"] for line in part.lines(user)] == ["Mijn onderwerp"]


def test_an_account_that_goes_takes_its_newsletters_along(now: datetime):
    user, topic = UserFactory(), news.topic()
    news.subscriber(topic, user.email)
    stranger = news.subscriber(topic)
    removal = AccountRemoval.objects.create(user=user, asked_at=now, due_at=now)
    assert remove_account(removal=removal, parts=LEAVING, now=now)
    assert list(Subscription.objects.all()) == [stranger]


def test_other_mails_keep_their_own_switch():
    user, topic = UserFactory(), news.topic()
    row = news.subscriber(topic, user.email)
    end_mails(user=user, topics=[Topic.NETWORK], now=timezone.now())
    assert Subscription.objects.filter(pk=row.pk).exists()
    Client().post(path_of(leave_url(row.pk, topic.pk)))
    assert preferences_of(user).how[Topic.PLACES] is How.AT_ONCE


# What time does


def test_what_was_never_confirmed_is_forgotten_within_a_week(now: datetime):
    topic = news.topic()
    old, fresh, kept = (news.subscriber(topic, confirmed=False) for _ in range(3))
    Subscription.objects.filter(pk=old.pk).update(asked_at=now - timedelta(days=8))
    Subscription.objects.filter(pk=fresh.pk).update(asked_at=now - timedelta(days=6))
    Subscription.objects.filter(pk=kept.pk).update(asked_at=now - timedelta(days=900), confirmed_at=now)
    purge(BY_KIND["newsletters_unconfirmed"], now=now, tell=lambda _count: None)
    assert set(Subscription.objects.all()) == {fresh, kept}
