"""Coming in and going out."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.ui.templatetags.ui import nl_moment
from tests.factories.accounts import PASSWORD, UserFactory, app_code, person_with
from tests.mailbox import mailed

pytestmark = pytest.mark.django_db
IN, STEP, AGAIN = "/inloggen", "/inloggen/tweede-stap", "/wachtwoord-vergeten"


def test_signing_in_leads_to_my_own_page(client: Client) -> None:
    user = UserFactory(email="samira@voorbeeld.example")

    answer = client.post(IN, {"login": "Samira@voorbeeld.example", "password": PASSWORD})
    assert answer.headers["Location"] == STEP
    assert "_auth_user_id" not in client.session
    done = client.post(STEP, {"code": app_code()})

    assert done.headers["Location"] == "/mijn"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_signing_in_leads_back_to_where_somebody_was_going(client: Client) -> None:
    user = UserFactory()
    page = client.get("/aanvragen?stand=klaar").headers["Location"]
    assert page == "/inloggen?next=/aanvragen%3Fstand%3Dklaar"
    assert 'name="next" value="/aanvragen?stand=klaar"' in client.get(page).text

    client.post(IN, {"login": user.email, "password": PASSWORD, "next": "/aanvragen?stand=klaar"})
    answer = client.post(STEP, {"code": app_code()})

    assert answer.headers["Location"] == "/aanvragen?stand=klaar"


def test_nobody_is_led_to_another_site(client: Client) -> None:
    form = {"login": UserFactory().email, "password": PASSWORD, "next": "https://elders.example/"}
    client.post(IN, form)

    assert client.post(STEP, {"code": app_code()}).headers["Location"] == "/mijn"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client) -> None:
    known = client.post(IN, {"login": UserFactory().email, "password": "verkeerd"}).text
    unknown = client.post(IN, {"login": "niemand@voorbeeld.example", "password": "verkeerd"}).text

    errors = [re.findall(r'class="errors".*?</div></div>', text, re.DOTALL) for text in (known, unknown)]
    assert errors[0] and errors[0] == errors[1]


def test_a_closed_account_does_not_come_in(client: Client) -> None:
    user = UserFactory(is_active=False)

    client.post(IN, {"login": user.email, "password": PASSWORD}, follow=True)

    assert "_auth_user_id" not in client.session


def test_signing_out_asks_first_and_leads_to_the_front_page(client: Client) -> None:
    client.force_login(UserFactory())

    assert "Wil je uitloggen?" in client.get("/uitloggen").text
    assert "_auth_user_id" in client.session
    assert client.post("/uitloggen").headers["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_unasked(client: Client) -> None:
    page = client.post("/account-krijgen", {"email": "nieuw@voorbeeld.example", "password1": PASSWORD})

    assert "Zo krijg je een account" in page.text


def test_a_new_password_comes_by_mail_and_its_link_works_once(client: Client) -> None:
    user = UserFactory(email="samira@voorbeeld.example")

    client.post(AGAIN, {"email": user.email})
    [message] = mailed()
    link = re.search(r"http://127.0.0.1:8000(\S+)", message.body)[1]
    form = client.get(link, follow=True)
    chosen = {"password1": "berk-linde-wilg-eik", "password2": "berk-linde-wilg-eik"}
    done = client.post(form.redirect_chain[-1][0], chosen)

    assert done.headers["Location"] == reverse("account_reset_password_from_key_done")
    assert client.login(email=user.email, password="berk-linde-wilg-eik")
    assert "Deze link werkt niet meer" in Client().get(link, follow=True).text


def test_the_mail_with_the_link_says_until_when_it_works(client: Client, settings) -> None:
    user = UserFactory()
    settings.PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
    before = timezone.now() + timedelta(days=1)
    client.post(AGAIN, {"email": user.email})
    after = timezone.now() + timedelta(days=1)

    said = re.search(r"De link werkt één keer, tot (.+)\.", mailed()[0].body)[1]

    assert said in {nl_moment(before), nl_moment(after)}


def test_a_link_that_is_too_old_opens_nothing_and_offers_a_new_one(client: Client, settings) -> None:
    client.post(AGAIN, {"email": UserFactory().email})
    link = re.search(r"http://127.0.0.1:8000(\S+)", mailed()[0].body)[1]
    settings.PASSWORD_RESET_TIMEOUT = -1

    page = client.get(link, follow=True).text

    assert "Deze link werkt niet meer" in page and 'href="/wachtwoord-vergeten"' in page


def test_an_unknown_address_hears_the_same_and_gets_no_mail(client: Client) -> None:
    known = client.post(AGAIN, {"email": UserFactory().email})
    mailed().clear()

    unknown = client.post(AGAIN, {"email": "niemand@voorbeeld.example"})

    assert (unknown.status_code, unknown.headers["Location"]) == (
        known.status_code,
        known.headers["Location"],
    )
    assert mailed() == []


def test_a_weak_password_is_refused_with_what_to_do(client: Client) -> None:
    client.post(AGAIN, {"email": UserFactory().email})
    link = re.search(r"http://127.0.0.1:8000(\S+)", mailed()[0].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]

    answer = client.post(form, {"password1": "kort", "password2": "kort"})

    assert answer.status_code == 400
    assert "12 tekens" in answer.text


@pytest.mark.parametrize("path", [IN, AGAIN, "/account-krijgen", "/account-gesloten", "/wachtwoord-gekozen"])
def test_the_doors_are_open_to_everybody_and_kept_nowhere(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_admin_has_no_door_of_its_own(client: Client) -> None:
    client.force_login(UserFactory())
    refused = client.get("/beheer/")
    client.force_login(person_with(Role.EDITOR))
    door = client.get("/beheer/login/?next=/beheer/")

    assert refused.status_code == 404
    assert (door.status_code, door.headers["Location"]) == (302, "/inloggen?next=/beheer/")
    assert (
        client.post("/beheer/login/", {"username": "x", "password": "y"}).headers["Location"] == "/inloggen"
    )
