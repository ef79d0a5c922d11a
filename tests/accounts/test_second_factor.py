"""The second factor: who needs one, setting it up, and codes that work once."""

import re
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import Barrier
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.actions.second_factor import WrongCode, use_code
from drakentemmers.accounts.models import User
from drakentemmers.accounts.public import ALWAYS_ROUTES, SET_UP_ROUTES
from drakentemmers.accounts.rules import Role
from drakentemmers.accounts.sealed_factors import SealedFactors
from drakentemmers.accounts.session_clock import FRESH_AT
from drakentemmers.kernel.encryption import Unreadable, key_of
from drakentemmers.kernel.keys import new_key
from tests.factories.accounts import PASSWORD, UserFactory, app_code, person_with
from tests.factories.sign_in import IN, STEP, come_in, let_pass
from tests.house.routes import all_routes
from tests.mailbox import mailed
from tests.thoroughness import AT_ONCE, ROUNDS

SET_UP = "/account/beveiliging/instellen"


@pytest.mark.django_db
class TestWhoNeedsOne:
    """A second factor is demanded of whoever works here."""

    @pytest.mark.parametrize("role", list(Role))
    def test_every_role_is_led_to_set_one_up(self, client: Client, role: Role) -> None:
        client.force_login(person_with(role, second_factor=False))

        assert client.get("/mijn?x=1").headers["Location"] == f"{SET_UP}?next=%2Fmijn%3Fx%3D1"
        assert client.get("/api/v1/requests").status_code == 403
        assert client.get(SET_UP).status_code == 200

    def test_public_pages_and_signing_out_stay_open(self, client: Client) -> None:
        client.force_login(person_with(Role.MEMBER, second_factor=False))

        assert client.get("/").status_code == 200
        assert client.post("/uitloggen").headers["Location"] == "/"

    def test_somebody_who_belongs_nowhere_is_not_asked(self, client: Client) -> None:
        client.force_login(UserFactory(second_factor=False))

        assert client.get("/mijn").status_code == 200

    def test_recovery_codes_alone_are_not_enough(self, client: Client) -> None:
        user = person_with(Role.MEMBER, second_factor=False)
        RecoveryCodes.activate(user)
        client.force_login(user)

        assert client.get("/mijn").status_code == 302

    def test_invented_people_are_exempt_in_a_demonstration_only(self, client: Client, settings) -> None:
        settings.DEMO = True
        user = person_with(Role.MEMBER, second_factor=False, is_demo=True)
        client.post(IN, {"login": user.email, "password": PASSWORD})
        assert client.get("/mijn").status_code == 200

        settings.DEMO = False
        assert client.get("/mijn").headers["Location"].startswith(IN)
        Client().post(IN, {"login": user.email, "password": PASSWORD})
        assert client.get("/mijn").headers["Location"].startswith(IN)

    @pytest.mark.parametrize("role", list(Role))
    def test_real_people_are_not_exempt_in_a_demonstration(
        self, client: Client, settings, role: Role
    ) -> None:
        settings.DEMO = True
        client.force_login(person_with(role, second_factor=False))

        assert client.get("/mijn").headers["Location"].startswith(SET_UP)

    def test_every_route_but_those_to_set_one_up_leads_there(self, client: Client) -> None:
        client.force_login(person_with(Role.ADMINISTRATOR, second_factor=False))

        elsewhere = {
            route.path: answer.status_code
            for route in all_routes()
            if route.name not in SET_UP_ROUTES | ALWAYS_ROUTES
            and not (answer := client.get(route.path)).headers.get("Location", "").startswith(SET_UP)
            and not (route.path.startswith("/api/") and answer.status_code == 403)
        }

        assert elsewhere == {}


@pytest.mark.django_db
class TestSettingUp:
    """An app that shows codes, and the codes to keep."""

    def start(self, client: Client, user: User) -> str:
        client.force_login(user)
        page = client.get("/account/beveiliging/app").text
        return re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")

    def code(self, secret: str) -> str:
        step = int(timezone.now().timestamp()) // 30
        return format_hotp_value(hotp_value(secret, step))

    def test_an_app_is_tied_with_its_first_code_and_codes_to_keep_follow(self, client: Client) -> None:
        user = person_with(Role.MEMBER, second_factor=False)
        secret = self.start(client, user)
        client.get(f"{SET_UP}?next=/mijn/meldingen")

        done = client.post("/account/beveiliging/app", {"code": self.code(secret)})

        assert done.headers["Location"] == "/account/beveiliging/herstelcodes"
        codes = client.get("/account/beveiliging/herstelcodes").text
        assert len(re.findall(r"<code>\d{4}-\d{4}</code>", codes)) == 10
        assert 'href="/mijn/meldingen"' in codes
        assert client.get("/mijn").status_code == 200

    def test_the_first_code_is_spent(self, client: Client) -> None:
        user = person_with(Role.MEMBER, second_factor=False)
        code = self.code(self.start(client, user))
        client.post("/account/beveiliging/app", {"code": code})

        with pytest.raises(WrongCode):
            use_code(user=user, code=code, now=timezone.now())

    def test_a_wrong_first_code_keeps_the_same_picture(self, client: Client) -> None:
        secret = self.start(client, person_with(Role.MEMBER, second_factor=False))

        wrong = client.post("/account/beveiliging/app", {"code": "12"})

        assert wrong.status_code == 400
        assert secret in wrong.text.replace(" ", "")

    def test_a_page_that_is_loaded_again_keeps_the_picture_that_was_scanned(self, client: Client) -> None:
        user = person_with(Role.MEMBER, second_factor=False)
        secret = self.start(client, user)

        assert self.start(client, user) == secret
        assert client.post("/account/beveiliging/app", {"code": self.code(secret)}).status_code == 302

    def test_secrets_are_sealed_in_the_database_and_in_the_session(self, client: Client) -> None:
        user = person_with(Role.MEMBER, second_factor=False)
        secret = self.start(client, user)
        assert secret not in str(dict(client.session))
        client.post("/account/beveiliging/app", {"code": self.code(secret)})

        stored = {row.type: row.data for row in Authenticator.objects.filter(user=user)}
        assert key_of(stored["totp"]["secret"]) and key_of(stored["recovery_codes"]["seed"])

    def test_the_picture_is_svg_from_our_own_address_kept_nowhere(self, client: Client) -> None:
        self.start(client, person_with(Role.MEMBER, second_factor=False))

        picture = client.get("/account/beveiliging/app/plaatje")

        assert picture.headers["Content-Type"] == "image/svg+xml"
        assert "no-store" in picture.headers["Cache-Control"]
        assert "style" not in picture.text

    def test_the_last_factor_can_not_be_taken_away(self, client: Client) -> None:
        user = person_with(Role.MEMBER)
        client.force_login(user)

        answer = client.post("/account/beveiliging/app/weg")

        assert answer.status_code == 400
        assert "Dit is het laatste" in answer.text
        assert Authenticator.objects.filter(user=user, type="totp").exists()

    def test_a_change_is_told_by_mail(self, client: Client, django_capture_on_commit_callbacks) -> None:
        user = person_with(Role.MEMBER, second_factor=False)
        secret = self.start(client, user)
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/account/beveiliging/app", {"code": self.code(secret)})

        assert [(m.to, m.subject) for m in mailed()] == [([user.email], "Een app met codes is in gebruik")]

    def test_somebody_elses_passkey_does_not_exist(self, client: Client) -> None:
        other = Authenticator.objects.create(
            user=UserFactory(), type="webauthn", data={"name": "van een ander", "credential": {}}
        )
        client.force_login(UserFactory())

        for what in ("naam", "weg"):
            assert client.get(f"/account/beveiliging/passkeys/{other.pk}/{what}").status_code == 404


@pytest.mark.django_db
class TestCodesWorkOnce:
    """Replay is refused."""

    def test_a_code_of_the_app_signs_in_once(self) -> None:
        user, code = UserFactory(), app_code()
        for client, answer in ((Client(), 302), (Client(), 400)):
            client.post(IN, {"login": user.email, "password": PASSWORD})
            assert client.post(STEP, {"code": code}).status_code == answer

    def test_an_earlier_code_is_spent_by_a_later_one(self) -> None:
        user, now = UserFactory(), timezone.now()
        use_code(user=user, code=app_code(), now=now)

        with pytest.raises(WrongCode):
            use_code(user=user, code=app_code(steps=-1), now=now)

    def test_a_recovery_code_signs_in_once_and_leaves_the_others(self) -> None:
        user = UserFactory()
        codes = RecoveryCodes.activate(user)
        code = codes.get_unused_codes()[3]
        for client, answer in ((Client(), 302), (Client(), 400)):
            client.post(IN, {"login": user.email, "password": PASSWORD})
            assert client.post(STEP, {"code": code}).status_code == answer

        left = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
        assert len(left) == 9 and code not in left

    @pytest.mark.parametrize("between", ["", "-", " ", "\u2013", "\u00a0", " - "])
    def test_a_recovery_code_works_however_its_groups_are_typed(self, between: str) -> None:
        user = UserFactory()
        code = RecoveryCodes.activate(user).get_unused_codes()[0]
        client = Client()
        client.post(IN, {"login": user.email, "password": PASSWORD})

        assert client.post(STEP, {"code": f" {code[:4]}{between}{code[4:]} "}).status_code == 302

    def test_nothing_but_hyphens_is_no_code(self) -> None:
        user = UserFactory()
        RecoveryCodes.activate(user)

        with pytest.raises(WrongCode):
            use_code(user=user, code="----", now=timezone.now())

    def test_recovery_codes_can_be_kept_as_a_file(self, client: Client) -> None:
        user = UserFactory()
        codes = RecoveryCodes.activate(user).get_unused_codes()
        come_in(client, user)
        assert (
            'href="/account/beveiliging/herstelcodes/bestand"'
            in client.get("/account/beveiliging/herstelcodes").text
        )

        file = client.get("/account/beveiliging/herstelcodes/bestand")

        assert re.fullmatch(
            r'attachment; filename="herstelcodes-\d{4}-\d\d-\d\d.txt"', file.headers["Content-Disposition"]
        )
        assert file.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert "no-store" in file.headers["Cache-Control"]
        assert re.findall(r"^\d{4}-\d{4}$", file.text, re.MULTILINE) == [f"{c[:4]}-{c[4:]}" for c in codes]
        assert user.email not in file.text

    def test_the_file_asks_to_confirm_first(self, client: Client) -> None:
        user = UserFactory()
        RecoveryCodes.activate(user)
        come_in(client, user)
        let_pass(client, FRESH_AT, hours=1)

        answer = client.get("/account/beveiliging/herstelcodes/bestand")

        assert answer.headers["Location"].startswith("/account/bevestigen")

    def test_new_recovery_codes_end_the_old_ones(self, client: Client) -> None:
        user = UserFactory()
        old = RecoveryCodes.activate(user).get_unused_codes()[0]
        come_in(client, user)
        client.post("/account/beveiliging/herstelcodes/nieuw")

        with pytest.raises(WrongCode):
            use_code(user=user, code=old, now=timezone.now())


def winners(user: User, code: str) -> int:
    """Use one code many times at the same moment; return how many times it worked."""
    together = Barrier(AT_ONCE)

    def attempt(_number: int) -> bool:
        try:
            together.wait(timeout=20)
            use_code(user=user, code=code, now=timezone.now())
        except WrongCode:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(attempt, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_of_many_uses_of_one_code_at_the_same_moment_one_wins() -> None:
    won = []
    for _ in range(ROUNDS):
        user = UserFactory()
        won.append(winners(user, app_code()))
        won.append(winners(user, RecoveryCodes.activate(user).get_unused_codes()[0]))
    assert won == [1] * ROUNDS * 2


@pytest.mark.django_db
def test_another_key_takes_over_the_secrets_and_codes_go_on_working(settings) -> None:
    user = UserFactory()
    recovery = RecoveryCodes.activate(user).get_unused_codes()[0]
    before = settings.FIELD_KEYS
    settings.FIELD_KEYS = f"{before}\n{new_key('nieuw')}"
    done: list[int] = []
    assert SealedFactors().waiting() == 2

    assert SealedFactors().rotate(tell=done.append) == []
    assert (SealedFactors().waiting(), done) == (0, [1, 1])

    settings.FIELD_KEYS = settings.FIELD_KEYS.rpartition("\n")[2]
    use_code(user=user, code=app_code(), now=timezone.now())
    use_code(user=user, code=recovery, now=timezone.now())


def both(user: User) -> dict[str, Authenticator]:
    RecoveryCodes.activate(user)
    return {row.type: row for row in Authenticator.objects.filter(user=user).exclude(type="webauthn")}


@pytest.mark.django_db
class TestASecretBelongsToItsOwner:
    """What is sealed for one account opens in no other, whoever moved it."""

    @pytest.mark.parametrize("kind", ["totp", "recovery_codes"])
    def test_moved_by_sql_it_does_not_open(self, kind: str) -> None:
        mine, theirs = both(UserFactory())[kind], both(UserFactory())[kind]
        Authenticator.objects.filter(pk=theirs.pk).update(data=mine.data)

        with pytest.raises(Unreadable):
            use_code(user=theirs.user, code="123456", now=timezone.now())

    def test_a_row_given_to_somebody_else_does_not_open(self) -> None:
        thief, victim = UserFactory(), UserFactory(second_factor=False)
        Authenticator.objects.filter(user=thief).update(user=victim)

        with pytest.raises(Unreadable):
            use_code(user=victim, code=app_code(), now=timezone.now())

    def test_saved_with_another_owner_it_stays_bound_to_the_first(self) -> None:
        row, victim = both(UserFactory())["totp"], UserFactory(second_factor=False)
        row.user = victim
        row.save()

        with pytest.raises(Unreadable):
            use_code(user=victim, code=app_code(), now=timezone.now())

    def test_an_app_is_no_set_of_recovery_codes(self) -> None:
        rows = both(UserFactory())
        codes = rows["recovery_codes"]
        codes.data["seed"] = str(rows["totp"].data["secret"])
        codes.save()

        with pytest.raises(Unreadable):
            Authenticator.objects.get(pk=codes.pk).wrap().get_unused_codes()

    def test_read_without_its_row_it_does_not_open(self) -> None:
        user = UserFactory()
        data = Authenticator.objects.filter(user=user, type="totp").values_list("data", flat=True).get()

        with pytest.raises(Unreadable):
            decrypt(data["secret"])

    def test_a_row_made_by_the_package_opens_before_and_after_it_is_read_again(self) -> None:
        user = UserFactory(second_factor=False)
        made = TOTP.activate(user, "JBSWY3DPEHPK3PXP")

        assert decrypt(made.instance.data["secret"]) == "JBSWY3DPEHPK3PXP"
        assert decrypt(Authenticator.objects.get(user=user).data["secret"]) == "JBSWY3DPEHPK3PXP"


@pytest.mark.django_db
def test_secrets_that_were_sealed_for_everybody_are_sealed_for_their_owner() -> None:
    step = import_module(
        "drakentemmers.accounts.migrations.0014_second_factors_are_sealed_for_their_owner"
    ).Migration.operations[0]
    rows = both(UserFactory())
    recovery = rows["recovery_codes"].wrap().get_unused_codes()[0]

    then = MigrationExecutor(connection).loader.project_state().apps
    step.reverse_code(then, SimpleNamespace(connection=connection))
    everywhere = {row.type: row for row in Authenticator.objects.filter(user=rows["totp"].user)}
    with pytest.raises(Unreadable):
        decrypt(everywhere["totp"].data["secret"])

    step.code(then, SimpleNamespace(connection=connection))
    use_code(user=rows["totp"].user, code=app_code(), now=timezone.now())
    use_code(user=rows["totp"].user, code=recovery, now=timezone.now())
