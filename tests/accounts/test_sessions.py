"""Open sessions: their limits, the list of them, and what goes with another password."""

from datetime import datetime

import pytest
from allauth.usersessions.models import UserSession
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.devices import browser_and_system
from drakentemmers.accounts.models import KnownDevice
from drakentemmers.accounts.rules import Role
from drakentemmers.accounts.session_clock import SEEN_AT, STARTED_AT
from drakentemmers.audit.models import Event
from drakentemmers.kernel.clock import AMSTERDAM
from tests.factories.accounts import PASSWORD, UserFactory, person_with
from tests.factories.sign_in import come_in, forget_codes, is_in, let_pass
from tests.mailbox import mailed

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "names"),
    [
        (FIREFOX, ("Firefox", "Windows")),
        (SAFARI, ("Safari", "iPhone")),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", ("Chrome", "Android")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Chrome/140.0 Safari/537.36 Edg/140.0", ("Edge", "Mac")),
        ("curl/8.0", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_browser_in_words(agent: str, names: tuple[str, str]) -> None:
    assert browser_and_system(agent) == names


def test_a_session_ends_after_half_an_hour_without_a_sign_of_life(client: Client) -> None:
    come_in(client, UserFactory())
    let_pass(client, SEEN_AT, minutes=29)
    assert is_in(client)
    let_pass(client, SEEN_AT, minutes=31)

    answer = client.get("/mijn", follow=True)

    assert answer.redirect_chain == [("/inloggen?next=/mijn", 302)]
    assert "Je was een tijdje weg" in answer.text


def test_a_sign_of_life_keeps_it_open_but_not_for_ever(client: Client) -> None:
    come_in(client, UserFactory())
    let_pass(client, SEEN_AT, minutes=20)
    assert client.post("/account/actief").status_code == 204
    let_pass(client, SEEN_AT, minutes=20)
    assert is_in(client)
    let_pass(client, STARTED_AT, hours=12)

    assert not is_in(client)


def test_a_session_without_a_clock_is_over(client: Client) -> None:
    come_in(client, UserFactory())
    session = client.session
    del session[STARTED_AT]
    session.save()

    assert not is_in(client)


def test_the_api_answers_an_ended_session_with_401(client: Client) -> None:
    client.force_login(person_with(Role.COORDINATOR))
    let_pass(client, SEEN_AT, minutes=31)

    assert client.get("/api/v1/requests").status_code == 401


def test_a_form_sent_after_the_end_is_there_after_signing_in_for_the_same_person(client: Client) -> None:
    user = person_with(Role.PROJECT_LEAD)
    come_in(client, user)
    let_pass(client, SEEN_AT, minutes=31)

    sent = client.post("/organisaties/import", {"draft": "twee\nregels", "draft2": ["a", "b"]})
    assert sent.headers["Location"] == "/inloggen?next=%2Faccount%2Fverder"
    assert "twee" not in str(dict(client.session))
    forget_codes(user)
    come_in(client, user)
    page = client.get("/account/verder").text

    assert 'name="draft" value="twee\nregels"' in page
    assert page.count('name="draft2"') == 2


def test_a_colleague_on_the_same_computer_does_not_get_it(client: Client) -> None:
    come_in(client, person_with(Role.PROJECT_LEAD))
    let_pass(client, SEEN_AT, minutes=31)
    client.post("/organisaties/import", {"draft": "van de eerste"})

    come_in(client, person_with(Role.PROJECT_LEAD))

    assert "van de eerste" not in client.get("/account/verder").text


def test_a_form_of_somebody_signed_out_is_not_kept_and_that_is_said(client: Client) -> None:
    answer = client.post("/organisaties/import", {"draft": "x"}, follow=True)

    assert "Wat je net verstuurde is niet opgeslagen" in answer.text
    assert "carried" not in client.session


def test_a_password_is_never_kept(client: Client) -> None:
    come_in(client, person_with(Role.PROJECT_LEAD))
    let_pass(client, SEEN_AT, minutes=31)
    client.post("/account/beveiliging/wachtwoord", {"oldpassword": PASSWORD, "password1": "geheim-geheim"})

    assert "geheim" not in str(dict(client.session))


def test_signing_out_elsewhere_holds_at_its_next_request() -> None:
    user, here, there = UserFactory(), Client(), Client()
    come_in(there, user, **{"User-Agent": SAFARI})
    forget_codes(user)
    come_in(here, user, **{"User-Agent": FIREFOX})
    page = here.get("/account/beveiliging/apparaten").text
    assert "Firefox op Windows" in page and "Safari op iPhone" in page

    other = UserSession.objects.exclude(session_key=here.session.session_key).get()
    here.post(f"/account/beveiliging/apparaten/{other.pk}/uit")

    assert not is_in(there)
    assert is_in(here)
    assert Event.objects.filter(action="session.ended", actor_id=str(user.pk)).count() == 1


def test_two_sessions_of_one_kind_of_browser_can_be_told_apart() -> None:
    user, here, there = UserFactory(), Client(), Client(REMOTE_ADDR="203.0.113.7")
    come_in(there, user, **{"User-Agent": FIREFOX})
    UserSession.objects.update(created_at=datetime(2026, 11, 18, 9, 5, tzinfo=AMSTERDAM))
    forget_codes(user)
    come_in(here, user, **{"User-Agent": FIREFOX})
    soup = BeautifulSoup(here.get("/account/beveiliging/apparaten").content, "html.parser")

    rows = [" ".join(row.get_text(" ").split()) for row in soup.select("section")[0].select("li")]

    mine, other = rows
    assert "Dit apparaat" in mine and "127.0.0.1" in mine
    assert "Dit apparaat" not in other
    for part in ("Firefox op Windows", "Ingelogd: 18 november 2026, 09.05 uur", "netwerkadres 203.0.113.7"):
        assert part in other
    assert soup.select_one("form button .vh").get_text(strip=True).endswith("18 november 2026, 09.05 uur")


def test_signing_out_everywhere_but_here() -> None:
    user, clients = UserFactory(), [Client(), Client(), Client()]
    for client in clients:
        forget_codes(user)
        come_in(client, user)

    clients[2].post("/account/beveiliging/apparaten/overal-uit")

    assert [is_in(client) for client in clients] == [False, False, True]


def test_somebody_elses_session_and_device_do_not_exist(client: Client) -> None:
    other = UserFactory()
    come_in(Client(), other)
    come_in(client, UserFactory())
    session, device = UserSession.objects.get(user=other), KnownDevice.objects.get(user=other)

    assert client.post(f"/account/beveiliging/apparaten/{session.pk}/uit").status_code == 404
    assert client.post(f"/account/beveiliging/apparaten/{device.pk}/vergeten").status_code == 404


def test_another_password_ends_every_other_session_and_forgets_every_other_device() -> None:
    user, here, there = UserFactory(), Client(), Client()
    come_in(there, user)
    forget_codes(user)
    come_in(here, user)
    new = "berk-linde-wilg-eik"

    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/beveiliging/wachtwoord", form).status_code == 302

    assert (is_in(here), is_in(there)) == (True, False)
    assert user.devices.count() == 1
    assert Event.objects.filter(action="password.changed").count() == 1


def test_the_very_first_sign_in_is_no_news(client: Client) -> None:
    user = UserFactory()

    come_in(client, user)

    assert mailed() == []
    assert user.devices.count() == 1


def test_somebody_whose_devices_were_all_forgotten_hears_of_the_next_one(client: Client) -> None:
    user = UserFactory()
    come_in(client, user)
    user.devices.all().delete()
    forget_codes(user)

    come_in(Client(), user)

    assert [m.subject for m in mailed()] == ["Ingelogd op een nieuw apparaat"]


def test_a_new_device_is_told_by_mail_and_a_known_one_is_not(client: Client) -> None:
    user = UserFactory(last_login=timezone.now())
    come_in(client, user, **{"User-Agent": FIREFOX})
    assert [m.subject for m in mailed()] == ["Ingelogd op een nieuw apparaat"]
    assert "Firefox op Windows" in mailed()[0].body

    client.post("/uitloggen")
    forget_codes(user)
    come_in(client, user, **{"User-Agent": FIREFOX})

    assert len(mailed()) == 1
    assert user.devices.count() == 1


def test_two_people_on_one_computer_both_stay_known(client: Client) -> None:
    for user in UserFactory.create_batch(2) * 2:
        forget_codes(user)
        come_in(client, user)
        client.post("/uitloggen")

    assert KnownDevice.objects.count() == 2


def test_the_page_of_somebody_signed_in_carries_the_limits_for_the_warning(client: Client) -> None:
    come_in(client, UserFactory())

    assert 'data-idle="1800"' in client.get("/mijn").text
    assert "data-idle" not in Client().get("/").text
