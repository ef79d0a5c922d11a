"""A frozen account: nothing opens from the next request on, and two people open it again."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from drakentemmers.accounts.access import WhyFrozen
from drakentemmers.accounts.actions.freezes import freeze_account, freeze_now, lift, propose_lifting
from drakentemmers.accounts.models import Freeze
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from tests.factories.accounts import person_with
from tests.factories.matching import open_request_by
from tests.matching.requesting import signed_in

pytestmark = pytest.mark.django_db
FOUND = "Gesproken: een dag vol overdrachten"


@pytest.fixture
def guards():
    return person_with(Role.LOG_MANAGER), person_with(Role.ADMINISTRATOR)


def test_it_holds_at_the_next_request_on_pages_and_in_the_api_and_the_session_stays():
    now, member = timezone.now(), person_with(Role.MEMBER)
    request = open_request_by(member, now=now)
    browser = signed_in(member)
    assert browser.get(f"/aanvragen/{request.pk}").status_code == 200
    freeze_now(member, why=WhyFrozen.BUDGET, now=now)
    for path in (f"/aanvragen/{request.pk}", "/aanvragen", "/mijn", "/api/v1/requests", "/behandelaars"):
        answer = browser.get(path)
        assert answer.status_code == 403, path
        assert request.pseudonym not in answer.content.decode()
    assert browser.post(f"/aanvragen/{request.pk}/sluiten").status_code == 403
    assert browser.get("/api/v1/requests").json()["title"] == "This account is frozen"
    assert browser.get("/veilig-gebruik").status_code == 200
    assert "_auth_user_id" in browser.session


def test_two_people_open_it_again_and_the_day_counts_afresh(guards):
    now, member = timezone.now(), person_with(Role.MEMBER)
    freeze = freeze_now(member, why=WhyFrozen.BUDGET, now=now)
    one, two = guards
    with pytest.raises(PermissionDenied):
        lift(freeze=freeze, by=two, now=now)  # nobody proposed it yet
    propose_lifting(freeze=freeze, finding=FOUND, by=one, now=now)
    with pytest.raises(PermissionDenied):
        lift(freeze=freeze, by=one, now=now)
    assert signed_in(member).get("/mijn").status_code == 403
    lift(freeze=freeze, by=two, now=now)
    assert signed_in(member).get("/mijn").status_code == 200
    written = Event.objects.filter(action__startswith="account.").order_by("pk")
    assert list(written.values_list("action", flat=True)) == [
        "account.frozen",
        "account.lifting_proposed",
        "account.lifted",
    ]


def test_nobody_lifts_or_proposes_for_oneself(guards):
    now, (one, two) = timezone.now(), guards
    freeze = freeze_now(one, why=WhyFrozen.BUDGET, now=now)
    with pytest.raises(PermissionDenied):
        propose_lifting(freeze=freeze, finding=FOUND, by=one, now=now)
    propose_lifting(freeze=freeze, finding=FOUND, by=two, now=now)
    with pytest.raises(PermissionDenied):
        lift(freeze=freeze, by=one, now=now)


@pytest.mark.parametrize("role", [Role.PROJECT_LEAD, Role.MEMBER, Role.THERAPIST, Role.OWNER])
def test_others_neither_see_nor_handle_frozen_accounts(role: Role):
    now, member, other = timezone.now(), person_with(Role.MEMBER), person_with(role)
    freeze = freeze_now(member, why=WhyFrozen.BUDGET, now=now)
    for deed in (
        lambda: freeze_account(user=member, by=other, now=now),
        lambda: propose_lifting(freeze=freeze, finding=FOUND, by=other, now=now),
        lambda: lift(freeze=freeze, by=other, now=now),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    browser = signed_in(other)
    assert browser.get("/kantoor/bevroren").status_code == 404
    assert browser.post(f"/kantoor/bevroren/{freeze.pk}/open").status_code == 404
    assert browser.post(f"/kantoor/bevroren/{freeze.pk}/voorstel", {}).status_code == 404
    assert browser.post(f"/kantoor/bevroren/wie/{member.pk}").status_code == 404


def test_the_database_keeps_to_it_too():
    now, member, guardian = timezone.now(), person_with(Role.MEMBER), person_with(Role.LOG_MANAGER)
    freeze = freeze_now(member, why=WhyFrozen.BUDGET, now=now)
    for wrong in (
        {"lifted_by": guardian, "proposed_by": guardian},
        {"lifted_by": member, "proposed_by": guardian},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Freeze.objects.filter(pk=freeze.pk).update(lifted_at=now, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Freeze.objects.create(user=member, at=now, why=WhyFrozen.BY_HAND)


def test_frozen_twice_is_one_freeze_and_one_alarm(guards):
    now, member = timezone.now(), person_with(Role.MEMBER)
    first = freeze_now(member, why=WhyFrozen.BUDGET, now=now)
    assert freeze_account(user=member, by=guards[0], now=now) == first
    assert [user.notifications.count() for user in guards] == [1, 1]


def test_what_was_found_is_one_sentence_without_names(guards):
    freeze = freeze_now(person_with(Role.MEMBER), why=WhyFrozen.BUDGET, now=timezone.now())
    for finding in ("", "ok", "Bel 06 12345678 even terug"):
        with pytest.raises(ValidationError):
            propose_lifting(freeze=freeze, finding=finding, by=guards[0], now=timezone.now())


def test_the_page_walks_through_it(guards):
    member, (one, two) = person_with(Role.MEMBER, name="Fenna Voorbeeld"), guards
    freeze = freeze_now(member, why=WhyFrozen.BUDGET, now=timezone.now())
    first, second = signed_in(one), signed_in(two)
    assert "Fenna Voorbeeld" in first.get("/kantoor/bevroren").content.decode()
    name = f"{freeze.pk}-finding"
    wrong = first.post(f"/kantoor/bevroren/{freeze.pk}/voorstel", {name: "kort"})
    assert wrong.status_code == 400 and 'value="kort"' in wrong.content.decode()
    assert first.post(f"/kantoor/bevroren/{freeze.pk}/voorstel", {name: FOUND}).status_code == 302
    first.post(f"/kantoor/bevroren/{freeze.pk}/open")
    assert Freeze.objects.holding().count() == 1
    assert FOUND in second.get("/kantoor/bevroren").content.decode()
    second.post(f"/kantoor/bevroren/{freeze.pk}/open")
    assert not Freeze.objects.holding().exists()
    assert first.post(f"/kantoor/bevroren/{freeze.pk}/open").status_code == 404


def test_the_page_needs_as_many_queries_for_many(guards, assert_queries_constant):
    browser = signed_in(guards[0])
    freeze_now(person_with(Role.MEMBER), why=WhyFrozen.BUDGET, now=timezone.now())
    with assert_queries_constant(lambda: browser.get("/kantoor/bevroren")):
        for _ in range(4):
            freeze_now(person_with(Role.MEMBER), why=WhyFrozen.DECOY, now=timezone.now())
