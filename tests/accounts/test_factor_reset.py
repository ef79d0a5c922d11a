"""Somebody lost every second factor: two others let it fall, the person can stop it, and mail alone opens nothing."""

import re
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.access import WhyFrozen
from drakentemmers.accounts.actions.factor_reset import (
    WrongResetCode,
    agree_to_reset,
    ask_reset,
    let_factors_fall,
    stop_reset,
    use_reset_code,
)
from drakentemmers.accounts.actions.freezes import freeze_now
from drakentemmers.accounts.actions.refusals import AlreadyAsked
from drakentemmers.accounts.actions.tending import tend_accounts
from drakentemmers.accounts.factor_reset import ResetStage
from drakentemmers.accounts.factor_reset_link import stop_path
from drakentemmers.accounts.models import FactorReset, Organisation, User
from drakentemmers.accounts.moves import MoveRefused
from drakentemmers.accounts.roles import PRIVILEGED
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from tests.factories.accounts import PASSWORD, OrganisationFactory, UserFactory, person_with
from tests.factories.sign_in import come_in, is_in
from tests.mailbox import mailed
from tests.matching.requesting import signed_in

pytestmark = pytest.mark.django_db
LINE = "Vanochtend gezien op het werk"
OFFICE = "/kantoor/apparaat-kwijt"
DAY = timedelta(hours=24)


@pytest.fixture
def house() -> Organisation:
    return OrganisationFactory()


@pytest.fixture
def lost(house: Organisation) -> User:
    """Somebody of the house who lost device and codes."""
    return person_with(Role.MEMBER, house, name="Fenna Voorbeeld", last_login=timezone.now())


@pytest.fixture
def owner(house: Organisation) -> User:
    return person_with(Role.OWNER, house)


@pytest.fixture
def administrator() -> User:
    return person_with(Role.ADMINISTRATOR)


def anew(user: User) -> User:
    """The person at the next request: what counts per request is read again."""
    return User.objects.get(pk=user.pk)


def ask(lost: User, by: User, *, now: datetime | None = None) -> FactorReset:
    return ask_reset(user=lost, line=LINE, by=by, now=now or timezone.now())


def fallen(lost: User, owner: User, administrator: User, *, now: datetime | None = None) -> str:
    """Go all the way; return the code."""
    now = now or timezone.now() - DAY
    reset = ask(lost, owner, now=now)
    code = agree_to_reset(reset=reset, by=administrator, now=now)
    assert let_factors_fall(now=now + DAY) == 1
    return code


def test_two_people_a_day_and_then_every_way_in_but_the_password_is_gone(lost, owner, administrator, now):
    browser = come_in(Client(), lost)
    reset = ask(lost, owner, now=now)
    agree_to_reset(reset=reset, by=administrator, now=now)
    assert let_factors_fall(now=now + DAY - timedelta(seconds=1)) == 0
    assert is_in(browser)

    assert let_factors_fall(now=now + DAY) == 1

    assert not is_in(browser)
    assert not Authenticator.objects.filter(user=lost).exists()
    assert lost.devices.count() == 0
    assert let_factors_fall(now=now + DAY) == 0
    written = Event.objects.filter(action__startswith="factor_reset.").order_by("pk")
    assert list(written.values_list("action", "actor_id")) == [
        ("factor_reset.asked", str(owner.pk)),
        ("factor_reset.waiting", str(administrator.pk)),
        ("factor_reset.fallen", ""),
    ]
    assert {event.subject_id for event in written} == {str(lost.pk)}


def test_it_is_part_of_what_is_tended(lost, owner, administrator, now):
    agree_to_reset(reset=ask(lost, owner, now=now), by=administrator, now=now)

    assert tend_accounts(now=now + DAY).second_factors_fell == 1


def test_the_person_hears_of_each_step_in_neutral_words_and_can_stop_it_from_the_mail(
    lost, owner, administrator, now
):
    reset = ask(lost, owner, now=now - timedelta(minutes=5))
    agree_to_reset(reset=reset, by=administrator, now=now)
    let_factors_fall(now=now + DAY)

    mine = [mail for mail in mailed() if mail.to == [lost.email]]

    assert [mail.subject for mail in mine] == [
        "Ben je je apparaat kwijt?",
        "Je tweede stap vervalt binnenkort",
        "Je tweede stap is vervallen",
    ]
    assert all("/niet-ik/" in mail.body for mail in mine[:2])
    assert all(name not in mail.body for mail in mailed() for name in (lost.name, owner.name, LINE))


def test_nobody_hears_the_code_by_mail(lost, owner, administrator, now):
    code = agree_to_reset(reset=ask(lost, owner, now=now), by=administrator, now=now)
    let_factors_fall(now=now + DAY)

    assert all(code not in f"{mail.subject} {mail.body}" for mail in mailed())
    assert code not in str(list(Event.objects.values()))
    assert code not in str(list(FactorReset.objects.values()))


@pytest.mark.parametrize("by", ["lost", "member", "stranger", "elsewhere", "project_lead", "log_manager"])
def test_others_do_not_ask_it(by: str, lost, house, now):
    people = {
        "lost": lambda: lost,
        "member": lambda: person_with(Role.MEMBER, house),
        "stranger": UserFactory,
        "elsewhere": lambda: person_with(Role.OWNER),
        "project_lead": lambda: person_with(Role.PROJECT_LEAD),
        "log_manager": lambda: person_with(Role.LOG_MANAGER),
    }
    with pytest.raises(PermissionDenied):
        ask(lost, people[by](), now=now)


def test_nobody_is_both_and_no_owner_is_the_second(lost, owner, administrator, house, now):
    reset = ask(lost, administrator, now=now)
    for by in (owner, person_with(Role.OWNER, house)):
        with pytest.raises(PermissionDenied):
            agree_to_reset(reset=reset, by=by, now=now)
    with pytest.raises(MoveRefused):
        agree_to_reset(reset=reset, by=administrator, now=now)


def test_an_administrator_does_not_decide_about_oneself(administrator, now):
    colleague = person_with(Role.ADMINISTRATOR)
    with pytest.raises(PermissionDenied):
        ask(administrator, administrator, now=now)
    reset = ask(administrator, colleague, now=now)
    with pytest.raises(PermissionDenied):
        agree_to_reset(reset=reset, by=administrator, now=now)


@pytest.mark.parametrize("role", sorted(PRIVILEGED))
def test_of_a_privileged_role_two_administrators_decide(role: Role, house, owner, administrator, now):
    keeper = person_with(role, house)
    with pytest.raises(PermissionDenied):
        ask(keeper, owner, now=now)
    reset = ask(keeper, administrator, now=now)
    agree_to_reset(reset=reset, by=person_with(Role.ADMINISTRATOR), now=now)
    assert let_factors_fall(now=now + DAY) == 1


def test_a_privileged_role_given_in_the_meantime_wants_two_administrators_after_all(
    lost, owner, administrator, house, now
):
    agree_to_reset(reset=ask(lost, owner, now=now), by=administrator, now=now)
    house.memberships.create(user=lost, role=Role.LOG_MANAGER, starts_on=now.date())

    assert let_factors_fall(now=now + DAY) == 0
    assert FactorReset.objects.get().stage == ResetStage.LAPSED


@pytest.mark.parametrize("which", ["owner", "administrator"])
@pytest.mark.parametrize("how", ["left", "closed", "frozen"])
def test_a_yes_of_who_may_not_say_it_any_more_does_not_count(which, how, lost, owner, administrator, now):
    agree_to_reset(reset=ask(lost, owner, now=now), by=administrator, now=now)
    gone = {"owner": owner, "administrator": administrator}[which]
    if how == "left":
        gone.memberships.all().delete()
    elif how == "closed":
        User.objects.filter(pk=gone.pk).update(is_active=False)
    else:
        freeze_now(gone, why=WhyFrozen.BY_HAND, now=now)

    assert let_factors_fall(now=now + DAY) == 0

    assert FactorReset.objects.get().stage == ResetStage.LAPSED
    assert Authenticator.objects.filter(user=lost).count() == 1


@pytest.mark.parametrize("who", ["owner", "administrator", "colleague", "lost", "link"])
@pytest.mark.parametrize("agreed", [False, True])
def test_the_person_both_and_their_colleagues_can_stop_it(
    who, agreed, lost, owner, administrator, house, now
):
    reset = ask(lost, owner, now=now)
    if agreed:
        agree_to_reset(reset=reset, by=administrator, now=now)
    by = {"owner": owner, "administrator": administrator, "lost": lost, "link": None}
    by["colleague"] = person_with(Role.OWNER, house)

    stop_reset(reset=reset, by=by[who], now=now + DAY)

    assert let_factors_fall(now=now + DAY) == 0
    assert Authenticator.objects.filter(user=lost).count() == 1
    with pytest.raises(MoveRefused):
        stop_reset(reset=reset, by=administrator, now=now)


def test_somebody_who_has_nothing_to_do_with_it_does_not_stop_it(lost, owner, now):
    reset = ask(lost, owner, now=now)
    for by in (person_with(Role.OWNER), person_with(Role.PROJECT_LEAD), person_with(Role.MEMBER)):
        with pytest.raises(PermissionDenied):
            stop_reset(reset=reset, by=by, now=now)


def test_asked_twice_is_once_and_after_a_week_without_an_answer_it_is_over(lost, owner, administrator, now):
    ask(lost, owner, now=now)
    with pytest.raises(AlreadyAsked):
        ask(lost, administrator, now=now)
    assert let_factors_fall(now=now + timedelta(days=7)) == 0
    assert FactorReset.objects.get().stage == ResetStage.LAPSED
    ask(lost, administrator, now=now + timedelta(days=7))


@pytest.mark.parametrize("line", ["", "ok", "Bel 06 12345678 maar even"])
def test_the_words_are_one_sentence_without_names(line: str, lost, owner, now):
    with pytest.raises(ValidationError):
        ask_reset(user=lost, line=line, by=owner, now=now)


def test_the_database_keeps_to_it_too(lost, owner, administrator, now):
    reset = ask(lost, owner, now=now)
    wrong = (
        {"agreed_by": owner},
        {"agreed_by": lost},
        {"asked_by": lost},
        {"stage": ResetStage.WAITING},
        {"stage": ResetStage.FALLEN, "falls_at": now},
    )
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorReset.objects.filter(pk=reset.pk).update(**values)


def test_a_password_alone_leads_to_the_code_and_the_code_to_a_new_second_step(lost, owner, administrator):
    code = fallen(lost, owner, administrator)
    browser = Client()
    browser.post("/inloggen", {"login": lost.email, "password": PASSWORD})
    for path in ("/mijn", "/aanvragen", "/account/beveiliging/instellen", "/account/beveiliging/app"):
        assert browser.get(path)["Location"].startswith("/account/beveiliging/code"), path
    assert browser.post("/account/beveiliging/app", {"code": "123456"})["Location"].startswith(
        "/account/beveiliging/code"
    )
    assert browser.get("/api/v1/requests").status_code == 403
    assert browser.post("/account/beveiliging/code", {"code": "aaaa-aaaa"}).status_code == 400

    answer = browser.post("/account/beveiliging/code", {"code": f" {code[:4].upper()}-{code[4:]} "})

    assert answer["Location"] == "/account/beveiliging/instellen"
    assert browser.get("/account/beveiliging/app").status_code == 200
    assert browser.get("/mijn")["Location"].startswith("/account/beveiliging/instellen")
    with pytest.raises(WrongResetCode):
        use_reset_code(user=lost, code=code, now=timezone.now())


def test_five_guesses_of_the_code_and_the_right_one_waits_too(lost, owner, administrator):
    code = fallen(lost, owner, administrator)
    browser = Client()
    browser.post("/inloggen", {"login": lost.email, "password": PASSWORD})
    for _ in range(5):
        browser.post("/account/beveiliging/code", {"code": "aaaaaaaa"})

    assert browser.post("/account/beveiliging/code", {"code": code}).status_code == 400
    assert FactorReset.objects.get().code_used_at is None


def test_an_old_code_opens_nothing_and_it_can_be_asked_anew(lost, owner, administrator):
    begun = timezone.now() - timedelta(days=16)
    old = fallen(lost, owner, administrator, now=begun)
    with pytest.raises(WrongResetCode):
        use_reset_code(user=lost, code=old, now=timezone.now())

    new = fallen(lost, owner, administrator)

    with pytest.raises(WrongResetCode):
        use_reset_code(user=lost, code=old, now=timezone.now())
    use_reset_code(user=lost, code=new, now=timezone.now())


def test_who_owes_no_code_is_not_asked_for_one(lost):
    answer = signed_in(lost).get("/account/beveiliging/code")

    assert answer["Location"] == "/account/beveiliging/instellen"


def test_the_page_walks_through_it(lost, owner, administrator):
    browser = signed_in(owner)
    assert lost.email in browser.get(f"{OFFICE}?wie={lost.email}").text
    assert browser.post(OFFICE, {"email": lost.email, "line": LINE})["Location"] == OFFICE
    reset = FactorReset.objects.get()
    assert browser.post(f"{OFFICE}/{reset.pk}/ja").status_code == 404
    assert browser.post(OFFICE, {"email": lost.email, "line": LINE}).status_code == 400

    office = signed_in(administrator)
    assert "Fenna Voorbeeld" in office.get(OFFICE).text
    shown = office.post(f"{OFFICE}/{reset.pk}/ja").text
    code = re.search(r"<strong>([a-z2-9]{4}-[a-z2-9]{4})</strong>", shown).group(1)
    assert code not in office.get(OFFICE).text
    assert code not in office.post(f"{OFFICE}/{reset.pk}/ja", follow=True).text

    assert browser.post(f"{OFFICE}/{reset.pk}/stop")["Location"] == OFFICE
    assert FactorReset.objects.get().stage == ResetStage.STOPPED


def test_an_address_out_of_reach_is_the_same_as_none(owner):
    browser, other = signed_in(owner), person_with(Role.MEMBER)
    answers = {
        re.sub(r"[\w.]+@voorbeeld\.example|csrf\S+ value=\S+|nonce=\S+", "", browser.post(OFFICE, sent).text)
        for sent in (
            {"email": other.email, "line": LINE},
            {"email": "niemand@voorbeeld.example", "line": LINE},
        )
    }
    assert len(answers) == 1
    assert not FactorReset.objects.exists()


def test_nobody_sees_the_own_on_the_page(administrator):
    reset = ask(administrator, person_with(Role.ADMINISTRATOR))
    browser = signed_in(administrator)

    assert LINE not in browser.get(OFFICE).text
    assert browser.post(f"{OFFICE}/{reset.pk}/ja").status_code == 404


def test_the_link_of_the_mail_asks_first_and_then_stops_it(lost, owner):
    path = stop_path(ask(lost, owner))
    stranger = Client()
    assert "Dit ben ik niet" in stranger.get(path).text
    assert FactorReset.objects.get().stage == ResetStage.ASKED

    stranger.post(path)

    assert FactorReset.objects.get().stage == ResetStage.STOPPED
    assert "Dit ben ik niet" not in stranger.get(path).text
    assert stranger.get(f"{path}x").status_code == 404


def test_the_second_step_says_what_to_do_when_the_device_is_lost(lost):
    browser = Client()
    browser.post("/inloggen", {"login": lost.email, "password": PASSWORD})

    page = browser.get("/inloggen/tweede-stap").text

    assert "Apparaat kwijt?" in page
    assert "Bel de beheerder van je organisatie" in page
