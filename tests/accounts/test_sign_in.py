"""Coming in and going out."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
IN, AGAIN = "/inloggen", "/wachtwoord-vergeten"


def test_signing_in_leads_to_my_own_page(client: Client) -> None:
    user = UserFactory(email="samira@voorbeeld.example")

    answer = client.post(IN, {"login": "Samira@voorbeeld.example", "password": PASSWORD})

    assert answer.headers["Location"] == "/mijn"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_signing_in_leads_back_to_where_somebody_was_going(client: Client) -> None:
    user = UserFactory()
    page = client.get("/aanvragen?stand=klaar").headers["Location"]
    assert page == "/inloggen?next=/aanvragen%3Fstand%3Dklaar"
    assert 'name="next" value="/aanvragen?stand=klaar"' in client.get(page).text

    answer = client.post(IN, {"login": user.email, "password": PASSWORD, "next": "/aanvragen?stand=klaar"})

    assert answer.headers["Location"] == "/aanvragen?stand=klaar"


def test_nobody_is_led_to_another_site(client: Client) -> None:
    form = {"login": UserFactory().email, "password": PASSWORD, "next": "https://elders.example/"}

    assert client.post(IN, form).headers["Location"] == "/mijn"


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
    [message] = mail.outbox
    link = re.search(r"http://testserver(\S+)", message.body)[1]
    form = client.get(link, follow=True)
    chosen = {"password1": "berk-linde-wilg-eik", "password2": "berk-linde-wilg-eik"}
    done = client.post(form.redirect_chain[-1][0], chosen)

    assert done.headers["Location"] == reverse("account_reset_password_from_key_done")
    assert client.login(email=user.email, password="berk-linde-wilg-eik")
    assert "Deze link werkt niet meer" in Client().get(link, follow=True).text


def test_an_unknown_address_hears_the_same_and_gets_no_mail(client: Client) -> None:
    known = client.post(AGAIN, {"email": UserFactory().email})
    mail.outbox.clear()

    unknown = client.post(AGAIN, {"email": "niemand@voorbeeld.example"})

    assert (unknown.status_code, unknown.headers["Location"]) == (
        known.status_code,
        known.headers["Location"],
    )
    assert mail.outbox == []


def test_a_weak_password_is_refused_with_what_to_do(client: Client) -> None:
    client.post(AGAIN, {"email": UserFactory().email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]

    answer = client.post(form, {"password1": "kort", "password2": "kort"})

    assert answer.status_code == 200
    assert "12 tekens" in answer.text


@pytest.mark.parametrize("path", [IN, AGAIN, "/account-krijgen", "/account-gesloten", "/wachtwoord-gekozen"])
def test_the_doors_are_open_to_everybody_and_kept_nowhere(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_admin_has_no_door_of_its_own(client: Client) -> None:
    client.force_login(UserFactory())

    refused = client.get("/beheer/")
    door = client.get("/beheer/login/?next=/beheer/")

    assert refused.status_code == 302
    assert (door.status_code, door.headers["Location"]) == (302, "/inloggen?next=/beheer/")
    assert (
        client.post("/beheer/login/", {"username": "x", "password": "y"}).headers["Location"] == "/inloggen"
    )
