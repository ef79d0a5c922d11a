"""Rights end at the next request: for an open page, and for the API."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.actions.sleeping import put_to_sleep, wake
from drakentemmers.accounts.actions.tending import tend_accounts
from drakentemmers.accounts.models import KnownDevice, Organisation, User
from drakentemmers.accounts.rules import Role
from tests.factories.accounts import (
    PASSWORD,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    app_code,
    person_with,
)
from tests.factories.matching import asked
from tests.factories.sign_in import IN, STEP, come_in, forget_codes, is_in

pytestmark = pytest.mark.django_db
NEW_REQUEST = "/aanvragen/nieuw"


@pytest.fixture
def coordinator(client: Client) -> User:
    """Somebody with an open session who may make requests."""
    user = person_with(Role.COORDINATOR)
    come_in(client, user)
    assert client.get(NEW_REQUEST).status_code == 200
    return user


def closed(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def another_password(user: User) -> None:
    user.set_password("berk-linde-wilg-eik")
    user.save()


def asleep(user: User) -> None:
    User.objects.filter(pk=user.pk).update(asleep_since=timezone.now())


@pytest.mark.parametrize("change", [closed, another_password, asleep])
def test_an_account_that_is_closed_changed_or_asleep_is_out(
    client: Client, coordinator: User, change: Callable[[User], None]
) -> None:
    change(coordinator)

    assert client.get("/api/v1/regions").status_code == 401
    assert not is_in(client)


def role_ended(user: User) -> None:
    user.memberships.update(ends_on=date(2026, 1, 2))


def organisation_closed(user: User) -> None:
    Organisation.objects.update(is_active=False)


def another_role(user: User) -> None:
    user.memberships.update(role=Role.POLICY_READER)


@pytest.mark.parametrize("change", [role_ended, organisation_closed, another_role])
def test_a_therapist_without_a_role_reads_no_question_any_more(
    client: Client, change: Callable[[User], None]
) -> None:
    (question,) = asked(timezone.now())
    client.force_login(question.professional.user)
    page, call = f"/aanvragen/{question.request_id}", f"/api/v1/requests/{question.request_id}"
    assert [client.get(path).status_code for path in (page, call)] == [200, 200]
    change(question.professional.user)

    assert [client.get(path).status_code for path in (page, call)] == [404, 404]
    assert client.post(f"/vragen/{question.pk}/ja").status_code == 404


@pytest.mark.parametrize("change", [role_ended, organisation_closed, another_role])
def test_a_role_that_ended_gives_nothing_any_more(
    client: Client, coordinator: User, change: Callable[[User], None]
) -> None:
    change(coordinator)

    assert client.get(NEW_REQUEST).status_code in {403, 404}
    assert client.get("/api/v1/matches?group=adults").status_code in {400, 403}
    assert client.get("/api/v1/requests").json().get("items", []) == []


def test_the_second_factor_taken_away_leads_to_set_one_up_at_once(client: Client, coordinator: User) -> None:
    coordinator.authenticator_set.all().delete()

    assert client.get("/mijn").headers["Location"].startswith("/account/beveiliging/instellen")


def test_a_sign_in_half_way_does_not_outlive_the_account(client: Client) -> None:
    user = UserFactory()
    client.post(IN, {"login": user.email, "password": PASSWORD})
    closed(user)

    client.post(STEP, {"code": app_code()})

    assert not is_in(client)


class TestSleep:
    """An account that nobody uses."""

    @pytest.fixture
    def unused(self) -> User:
        user = person_with(Role.MEMBER)
        long_ago = timezone.now() - timedelta(days=181)
        User.objects.filter(pk=user.pk).update(date_joined=long_ago, last_login=long_ago)
        return user

    def test_it_falls_asleep_after_half_a_year_and_does_not_open(self, client: Client, unused: User) -> None:
        recent, invented = UserFactory(), UserFactory(is_demo=True)
        User.objects.filter(pk=invented.pk).update(date_joined=timezone.now() - timedelta(days=400))

        assert put_to_sleep(now=timezone.now()) == 1
        assert put_to_sleep(now=timezone.now()) == 0
        answer = client.post(IN, {"login": unused.email, "password": PASSWORD})

        assert answer.headers["Location"] == "/account-slaapt"
        assert "Ask" not in client.get("/account-slaapt").text
        assert User.objects.get(pk=recent.pk).asleep_since is None

    def test_a_wrong_password_does_not_tell_that_it_sleeps(self, client: Client, unused: User) -> None:
        put_to_sleep(now=timezone.now())

        assert client.post(IN, {"login": unused.email, "password": "verkeerd"}).status_code == 200

    def test_the_owner_of_the_organisation_wakes_it_and_it_stays_awake(
        self, client: Client, unused: User
    ) -> None:
        owner = person_with(Role.OWNER, unused.memberships.get().organisation)
        put_to_sleep(now=timezone.now())
        client.force_login(owner)
        seat = unused.memberships.get()
        page = f"/organisaties/{seat.organisation_id}/mensen/{seat.pk}"
        assert "Account wekken" in client.get(page).text

        assert client.post(f"/account/wekken/{unused.pk}", {"next": page}).headers["Location"] == page
        assert "Account wekken" not in client.get(page).text
        assert put_to_sleep(now=timezone.now()) == 0

        come_in(Client(), unused)

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MEMBER])
    def test_nobody_else_wakes_it(self, client: Client, unused: User, role: Role) -> None:
        organisation = unused.memberships.get().organisation
        put_to_sleep(now=timezone.now())
        for other in (person_with(role, organisation), person_with(Role.OWNER)):
            client.force_login(other)
            assert client.post(f"/account/wekken/{unused.pk}").status_code == 404
        assert User.objects.get(pk=unused.pk).asleep_since is not None

    def test_waking_somebody_awake_changes_nothing(self) -> None:
        organisation = OrganisationFactory()
        user, owner = UserFactory(), person_with(Role.OWNER, organisation)
        MembershipFactory(user=user, organisation=organisation)

        wake(user=user, by=owner, now=timezone.now())

        assert User.objects.get(pk=user.pk).woken_at is None


def test_tending_clears_what_counts_for_nothing_and_a_second_time_nothing(client: Client) -> None:
    user = UserFactory()
    come_in(client, user)
    forget_codes(user)
    KnownDevice.objects.update(last_seen_at=timezone.now() - timedelta(days=366))

    first, second = tend_accounts(now=timezone.now()), tend_accounts(now=timezone.now())

    assert (first.devices_forgotten, second.devices_forgotten) == (1, 0)
    assert is_in(client)
