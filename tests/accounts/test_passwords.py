"""What a password must be, and that every refusal is said in Dutch."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.models import User
from drakentemmers.accounts.password_path import password_path
from drakentemmers.accounts.rules import Role
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.sign_in import come_in, is_in
from tests.mailbox import mailed

pytestmark = pytest.mark.django_db

WORDS = "vier-woorden-op-een-rij"
SHORT = "Dit wachtwoord is te kort. Neem minstens 12 tekens."
COMMON = "Veel mensen gebruiken dit wachtwoord, dus het is makkelijk te raden. Kies een ander."
DIGITS = "Dit wachtwoord bestaat alleen uit cijfers. Voeg woorden toe."
OWN = "Dit wachtwoord lijkt op je naam of je e-mailadres. Kies een ander."
KNOWN = (
    "Dit is een woord of naam die anderen kunnen raden, met cijfers of tekens eromheen. "
    "Neem vier woorden die niets met elkaar te maken hebben."
)
SAME = "Dit wachtwoord is steeds dezelfde paar tekens. Neem er meer verschillende."
REFUSED = {
    "aaaaaaaaaaaaaa": [SAME],
    "abABabABabABab": [SAME],
    "xyz-xyz-xyz-xyz": [SAME],
    "kort": [SHORT],
    "password": [SHORT, COMMON],
    "qwertyuiop123": [COMMON],
    "wachtwoord1234": [KNOWN],
    "W@chtw00rd!2026": [KNOWN],
    "welkom-zomer-2026": [KNOWN],
    "Drakentemmers1!": [KNOWN],
    "butterfly!!2026": [KNOWN],
    "Wilhelmina-2026": [OWN],
    "730194628351": [DIGITS],
    "wilhelminavoorbeeldsma": [OWN],
    "Voorbeeldsma1": [OWN],
    "wil.helm@voorbeeldwerk": [OWN],
}


@pytest.fixture
def user() -> User:
    user = UserFactory(name="Wilhelmina Voorbeeldsma", email="wil.helm@voorbeeldwerk.example")
    user.set_unusable_password()
    user.save()
    return user


@pytest.mark.parametrize(("password", "said"), REFUSED.items())
def test_a_weak_password_is_refused_with_the_reason(password: str, said: list[str], user: User):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    assert refused.value.messages == said


def test_the_name_of_the_organisation_with_digits_is_refused():
    user = person_with(Role.MEMBER, OrganisationFactory(name="Stichting De Vlierboom"))
    with pytest.raises(ValidationError) as refused:
        validate_password("Vlierboom2026!!", user)
    assert refused.value.messages == [KNOWN]


@pytest.mark.parametrize(
    "password", ["vier-woorden-op-een-rij", "paard batterij nietje", "huis water roos kaas", "x7#Kq!9zLp2$vW"]
)
def test_a_few_words_in_a_row_are_a_password(password: str, user: User):
    validate_password(password, user)


def test_what_is_asked_is_said_in_dutch():
    assert password_validators_help_texts() == [
        "Minstens 12 tekens.",
        "Niet steeds dezelfde paar tekens.",
        "Geen wachtwoord dat veel mensen gebruiken.",
        "Geen bekend woord of de naam van je organisatie met cijfers eromheen.",
        "Niet alleen cijfers.",
        "Niet je naam en niet je e-mailadres.",
    ]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        *((password, password, said) for password, said in REFUSED.items()),
        (
            "vier-woorden-op-een-rij",
            "vijf-woorden-op-een-rij",
            ["Je moet hetzelfde wachtwoord twee keer intoetsen."],
        ),
        ("", "", ["Vul dit in."] * 2),
    ],
)
def test_the_page_says_it_at_the_field(first: str, second: str, said: list[str], user: User, client: Client):
    form = client.get(password_path(user))["Location"]
    answer = client.post(form, {"password1": first, "password2": second})
    soup = BeautifulSoup(answer.content, "html.parser")
    assert [error.get_text(strip=True) for error in soup.select(".field__err")] == said


def heading(client: Client, path: str) -> str:
    soup = BeautifulSoup(client.get(path, follow=True).content, "html.parser")
    text = soup.h1.get_text(strip=True)
    assert soup.title.get_text().strip().startswith(text)
    return text


def test_a_first_password_is_not_called_new(user: User, client: Client):
    assert heading(client, password_path(user)) == "Kies een wachtwoord"
    user.set_password("vier-woorden-op-een-rij")
    user.save()
    assert heading(Client(), password_path(user)) == "Kies een nieuw wachtwoord"


def test_the_door_has_a_way_for_who_forgot_the_password(client: Client):
    soup = BeautifulSoup(client.get("/inloggen").content, "html.parser")
    assert soup.select_one("a[href='/wachtwoord-vergeten']").get_text(strip=True) == "Wachtwoord vergeten?"


class TestTheFirstPassword:
    """Whoever opened the link of a mail and never had a way to sign in goes straight on."""

    def choose(self, client: Client, user: User) -> HttpResponse:
        form = client.get(password_path(user))["Location"]
        return client.post(form, {"password1": WORDS, "password2": WORDS})

    @pytest.fixture
    def newcomer(self) -> User:
        """Somebody with a role, whose invitation was just accepted: no password, no second factor."""
        user = person_with(Role.MEMBER, second_factor=False)
        user.set_unusable_password()
        user.save()
        return user

    def test_it_signs_in_and_leads_on_to_the_second_factor(self, newcomer: User, client: Client):
        done = self.choose(client, newcomer)

        assert done["Location"] == "/mijn"
        assert client.session["_auth_user_id"] == str(newcomer.pk)
        assert client.session["_auth_user_backend"] == "drakentemmers.accounts.backend.EmailBackend"
        assert client.get("/mijn")["Location"].startswith("/account/beveiliging/instellen")
        assert client.get("/account/beveiliging/app").status_code == 200  # nobody is asked to confirm first
        assert "Je hebt nu een wachtwoord" in {mail.subject for mail in mailed()}

    def test_the_session_gets_another_key(self, newcomer: User, client: Client):
        """Whoever planted a session in this browser before does not come along."""
        form = client.get(password_path(newcomer))["Location"]
        planted = client.session.session_key

        client.post(form, {"password1": WORDS, "password2": WORDS})

        assert client.session.session_key != planted
        stranger = Client()
        stranger.cookies[settings.SESSION_COOKIE_NAME] = planted
        assert not is_in(stranger) and "_auth_user_id" not in stranger.session

    def test_somebody_who_was_signed_in_here_is_out(self, newcomer: User, client: Client):
        come_in(client, UserFactory())

        self.choose(client, newcomer)

        assert client.session["_auth_user_id"] == str(newcomer.pk)

    def test_the_link_works_no_second_time(self, newcomer: User, client: Client):
        link = password_path(newcomer)
        client.post(client.get(link)["Location"], {"password1": WORDS, "password2": WORDS})

        later = Client()
        assert "Deze link werkt niet meer" in later.get(link, follow=True).text
        assert "_auth_user_id" not in later.session

    @pytest.mark.parametrize(
        "shut",
        [{"is_active": False}, {"asleep_since": timezone.now()}, {"is_demo": True}],
        ids=["ended", "asleep", "of the demonstration"],
    )
    def test_an_account_that_is_shut_does_not_open(self, newcomer: User, client: Client, shut: dict):
        User.objects.filter(pk=newcomer.pk).update(**shut)

        self.choose(client, newcomer)

        assert "_auth_user_id" not in client.session

    def test_somebody_who_came_in_before_still_goes_by_the_door(self, client: Client):
        """Also without a password: who comes in with a passkey has a second step to do."""
        user = UserFactory(last_login=timezone.now())
        user.set_unusable_password()
        user.save()

        assert self.choose(client, user)["Location"] == "/wachtwoord-gekozen"
        assert "_auth_user_id" not in client.session

    def test_a_new_password_of_somebody_with_one_signs_nobody_in(self, client: Client):
        assert self.choose(client, UserFactory())["Location"] == "/wachtwoord-gekozen"
        assert "_auth_user_id" not in client.session

    def test_the_page_says_what_comes_and_how_to_do_it_later(self, newcomer: User, client: Client):
        words = "Liever later? Vraag dan een nieuwe link"
        assert words in client.get(password_path(newcomer), follow=True).text
        assert words not in Client().get(password_path(UserFactory()), follow=True).text
