"""Guessing: locked after five, for whoever guesses, not for whoever is guessed at."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from drakentemmers.accounts.actions.lockout import Door, Gate, forget_old_tallies, give_back, take_try
from drakentemmers.accounts.models import KnownDevice, Tally
from drakentemmers.audit.models import Event
from tests.factories.accounts import PASSWORD, UserFactory, app_code
from tests.factories.sign_in import IN, STEP, come_in, forget_codes
from tests.mailbox import mailed
from tests.thoroughness import AT_ONCE, ROUNDS

LOCKED = "Te vaak geprobeerd."


def guess(client: Client, email: str, times: int, **headers: str) -> list[str]:
    answers = [
        client.post(IN, {"login": email, "password": "verkeerd"}, headers=headers) for _ in range(times)
    ]
    return ["locked" if LOCKED in answer.text else "wrong" for answer in answers]


@pytest.mark.django_db
class TestTheDoor:
    def test_the_sixth_try_is_locked_for_a_known_and_an_unknown_address(self) -> None:
        for email in (UserFactory().email, "niemand@voorbeeld.example"):
            assert guess(Client(), email, 7) == ["wrong"] * 5 + ["locked"] * 2

    def test_the_right_password_is_refused_while_it_is_locked(self, client: Client) -> None:
        user = UserFactory()
        guess(Client(), user.email, 5)

        answer = client.post(IN, {"login": user.email, "password": PASSWORD})

        assert LOCKED in answer.text
        assert "account_login" not in client.session

    def test_a_forged_address_of_the_network_does_not_help(self) -> None:
        user = UserFactory()
        answers = [
            guess(Client(), user.email, 1, **{"X-Forwarded-For": f"203.0.113.{n}"})[0] for n in range(7)
        ]
        assert answers == ["wrong"] * 5 + ["locked"] * 2

    def test_many_addresses_from_one_network_lock_the_network_and_a_forged_header_does_not_open_it(
        self, settings
    ) -> None:
        settings.LOCKOUT = settings.LOCKOUT | {"network": (8, 15, 15)}
        answers = [
            guess(Client(), f"iemand{n}@voorbeeld.example", 1, **{"X-Forwarded-For": f"203.0.113.{n}"})[0]
            for n in range(10)
        ]
        assert answers == ["wrong"] * 8 + ["locked"] * 2

    def test_behind_our_own_proxy_its_word_counts_and_not_the_visitors(self, settings) -> None:
        settings.TRUSTED_PROXIES = 1
        settings.LOCKOUT = settings.LOCKOUT | {"network": (4, 15, 15)}
        forged = [f"198.51.100.{n}, 203.0.113.9" for n in range(6)]
        answers = [
            guess(Client(), f"a{n}@voorbeeld.example", 1, **{"X-Forwarded-For": header})[0]
            for n, header in enumerate(forged)
        ]
        assert answers == ["wrong"] * 4 + ["locked"] * 2
        assert guess(Client(), "b@voorbeeld.example", 1, **{"X-Forwarded-For": "203.0.113.10"}) == ["wrong"]

    def test_right_passwords_of_a_whole_office_do_not_lock_its_network(self, settings) -> None:
        settings.LOCKOUT = settings.LOCKOUT | {"network": (3, 15, 15)}
        for user in UserFactory.create_batch(6):
            come_in(Client(), user)

    def test_a_known_device_opens_while_the_account_is_locked(self) -> None:
        user, mine = UserFactory(), Client()
        come_in(mine, user)
        mine.post("/uitloggen")
        forget_codes(user)
        assert guess(Client(), user.email, 6)[-1] == "locked"

        come_in(mine, user)

    def test_a_known_device_has_five_tries_of_its_own(self) -> None:
        user, mine = UserFactory(), Client()
        come_in(mine, user)
        mine.post("/uitloggen")

        assert guess(mine, user.email, 6) == ["wrong"] * 5 + ["locked"]

    def test_a_device_that_was_forgotten_is_locked_with_the_rest(self) -> None:
        user, mine = UserFactory(), Client()
        come_in(mine, user)
        mine.post("/uitloggen")
        KnownDevice.objects.all().delete()
        guess(Client(), user.email, 5)

        assert guess(mine, user.email, 1) == ["locked"]

    def test_the_device_of_one_person_opens_nothing_for_another(self) -> None:
        mine, victim = Client(), UserFactory()
        come_in(mine, UserFactory())
        mine.post("/uitloggen")
        guess(Client(), victim.email, 5)

        assert guess(mine, victim.email, 1) == ["locked"]

    def test_a_forged_device_cookie_is_nothing(self) -> None:
        user, forger = UserFactory(), Client()
        device = KnownDevice.objects.create(user=user)
        forger.cookies["device"] = f'["{device.pk}"]'
        guess(Client(), user.email, 5)

        assert guess(forger, user.email, 1) == ["locked"]

    def test_wrong_codes_lock_the_second_step_but_not_for_others(self, client: Client) -> None:
        user = UserFactory()
        client.post(IN, {"login": user.email, "password": PASSWORD})
        texts = [client.post(STEP, {"code": "000000"}).text for _ in range(6)]
        assert [LOCKED in text for text in texts] == [False] * 5 + [True]
        assert LOCKED in client.post(STEP, {"code": app_code()}).text

        come_in(Client(), UserFactory())

    def test_the_old_password_is_guessed_no_longer_than_five_times_at_an_open_screen(
        self, client: Client
    ) -> None:
        come_in(client, UserFactory())
        new = {"password1": "berk-linde-wilg-eik", "password2": "berk-linde-wilg-eik"}

        texts = [
            client.post("/account/beveiliging/wachtwoord", {"oldpassword": "verkeerd"} | new).text
            for _ in range(6)
        ]
        right = client.post("/account/beveiliging/wachtwoord", {"oldpassword": PASSWORD} | new)

        assert [LOCKED in text for text in texts] == [False] * 5 + [True]
        assert right.status_code == 400 and LOCKED in right.text

    def test_a_new_password_by_mail_opens_the_account_again(self, client: Client) -> None:
        user = UserFactory()
        guess(Client(), user.email, 5)
        client.post("/wachtwoord-vergeten", {"email": user.email})
        path = mailed()[0].body.split("http://127.0.0.1:8000")[1].split()[0]
        form = client.get(path, follow=True).redirect_chain[-1][0]
        client.post(form, {"password1": "berk-linde-wilg-eik", "password2": "berk-linde-wilg-eik"})

        answer = client.post(IN, {"login": user.email, "password": "berk-linde-wilg-eik"})

        assert answer.headers["Location"] == STEP

    def test_a_new_password_opens_the_known_device_that_was_locked_too(self) -> None:
        user, mine = UserFactory(), Client()
        come_in(mine, user)
        mine.post("/uitloggen")
        assert guess(mine, user.email, 6)[-1] == "locked"
        mine.post("/wachtwoord-vergeten", {"email": user.email})
        path = mailed()[-1].body.split("http://127.0.0.1:8000")[1].split()[0]
        form = mine.get(path, follow=True).redirect_chain[-1][0]
        mine.post(form, {"password1": "berk-linde-wilg-eik", "password2": "berk-linde-wilg-eik"})

        answer = mine.post(IN, {"login": user.email, "password": "berk-linde-wilg-eik"})

        assert answer.headers["Location"] == STEP

    def test_the_locked_door_names_every_way_out_alike_for_known_and_unknown(self) -> None:
        known, unknown = UserFactory().email, "niemand@voorbeeld.example"
        said = []
        for email in (known, unknown):
            guess(Client(), email, 5)
            page = Client().post(IN, {"login": email, "password": "x"}).text
            said.append(re.search(rf"{LOCKED}.*?(?=</li>)", page)[0])
        until = Tally.objects.filter(gate=Gate.ACCOUNT).latest("locked_until").locked_until

        assert said[0] == said[1]
        assert f"na {date_format(localtime(until), 'H.i')} uur" in said[1]
        for way in ("passkey", "apparaat waarop je eerder inlogde", "nieuw wachtwoord"):
            assert way in said[0]


@pytest.mark.django_db
class TestTallies:
    def test_the_lock_opens_after_a_while_and_tries_count_within_a_window(self, now) -> None:
        door = [Door(Gate.ACCOUNT, "a@voorbeeld.example")]
        for minute in range(5):
            assert take_try(door, now=now + timedelta(minutes=minute)) is None
        until = now + timedelta(minutes=19)
        assert take_try(door, now=now + timedelta(minutes=5)) == until
        assert take_try(door, now=until) is None
        assert take_try(door, now=until + timedelta(minutes=14)) is None
        assert Tally.objects.get().tries == 2

    def test_a_right_try_forgets_the_person_but_only_one_try_of_the_network(self, now) -> None:
        doors = [Door(Gate.ACCOUNT, "a@voorbeeld.example"), Door(Gate.NETWORK, "203.0.113.0/32")]
        for _ in range(3):
            take_try(doors, now=now)
        give_back(doors, now=now)

        assert dict(Tally.objects.values_list("gate", "tries")) == {"account": 0, "network": 2}

    def test_a_lock_stands_in_the_log_and_no_address_stands_anywhere(self, now) -> None:
        for _ in range(5):
            take_try([Door(Gate.ACCOUNT, "samira@voorbeeld.example")], now=now)

        [event] = Event.objects.filter(action="sign_in.locked")
        assert event.details == {"gate": "account"}
        assert "samira" not in str(list(Tally.objects.values())) + str(event.__dict__)

    def test_old_tallies_are_forgotten_and_locked_ones_stay(self, now) -> None:
        take_try([Door(Gate.ACCOUNT, "oud")], now=now - timedelta(days=2))
        take_try([Door(Gate.ACCOUNT, "nieuw")], now=now)

        assert forget_old_tallies(now=now) == 1


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_are_all_counted() -> None:
    went_on = []
    for number in range(ROUNDS):
        together, doors = Barrier(AT_ONCE), [Door(Gate.ACCOUNT, f"{number}"), Door(Gate.NETWORK, f"{number}")]

        def attempt(_: int, together=together, doors=doors) -> bool:
            try:
                together.wait(timeout=20)
                return take_try(doors, now=timezone.now()) is None
            finally:
                connection.close()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            went_on.append(sum(pool.map(attempt, range(AT_ONCE))))
    assert went_on == [5] * ROUNDS
