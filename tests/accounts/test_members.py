"""The people of an organisation: who sees them, who changes them, and that an owner always stays."""

from collections import Counter
from datetime import datetime, timedelta
from functools import partial

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.actions.members import change_role, end_membership, extend_membership
from drakentemmers.accounts.actions.offboarding import hand_over, offboard
from drakentemmers.accounts.actions.organisations import add_member
from drakentemmers.accounts.actions.refusals import (
    AlreadyHeld,
    AlreadyOver,
    LastOwner,
    NotTheirsToGive,
    OwnRole,
    RolesExclude,
    TooLong,
)
from drakentemmers.accounts.models import Membership, Organisation, User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.roles import default_end
from drakentemmers.accounts.rules import Role
from drakentemmers.accounts.session_clock import FRESH_AT
from drakentemmers.audit.models import Event
from drakentemmers.kernel.clock import local_date
from tests.accounts.at_once import all_at_once
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, person_with
from tests.factories.sign_in import let_pass
from tests.mailbox import mailed
from tests.thoroughness import AT_ONCE, ROUNDS

at_once = pytest.mark.django_db(transaction=True)


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def organisation(db: None) -> Organisation:
    return OrganisationFactory()


@pytest.fixture
def owner(organisation: Organisation) -> User:
    return person_with(Role.OWNER, organisation)


@pytest.fixture
def colleague(organisation: Organisation) -> User:
    return person_with(Role.MEMBER, organisation, name="Noor Collega")


def address(organisation: Organisation, rest: str = "") -> str:
    return f"/organisaties/{organisation.pk}/mensen{rest}"


@pytest.mark.parametrize("role", Role)
def test_who_sees_the_people_and_who_may_change_them(role: Role, organisation, colleague) -> None:
    here, elsewhere = person_with(role, organisation), person_with(role)
    sees, changes = role in {Role.OWNER, Role.COORDINATOR}, role == Role.OWNER
    page = browser_of(here).get(address(organisation))
    assert page.status_code == (200 if sees else 404)
    seat = colleague.memberships.get().pk
    person = browser_of(here).get(address(organisation, f"/{seat}"))
    assert person.status_code == (200 if changes else 404)
    if sees:
        assert ("Laatst ingelogd" in page.text) == changes
        assert ("uitnodigen-kop" in page.text) == changes
    assert browser_of(elsewhere).get(address(organisation)).status_code == 404
    for rest in (f"/{seat}/stoppen", f"/{seat}/weg", f"/{seat}/rol", f"/{seat}/verlengen", "/uitnodigen"):
        assert browser_of(elsewhere).post(address(organisation, rest)).status_code == 404
        if not changes:
            assert browser_of(here).post(address(organisation, rest)).status_code == 404
    assert Membership.objects.filter(ended_at__isnull=False).count() == 0


def test_the_list_says_how_long_since_when_and_whether_there_is_a_second_step(organisation, owner) -> None:
    UserFactory()
    bare = UserFactory(
        name="Kaal Iemand", second_factor=False, last_login=timezone.now() - timedelta(days=50)
    )
    Membership.objects.create(
        user=bare, organisation=organisation, role=Role.MEMBER, starts_on="2026-01-01", ends_on="2099-01-01"
    )
    text = browser_of(owner).get(address(organisation)).text
    assert "de afgelopen drie maanden" in text and "Nog geen tweede stap" in text
    assert "1 januari 2099" in text and "1 januari 2026" in text


def test_an_ended_role_no_longer_counts_at_the_next_click(organisation, owner, colleague) -> None:
    theirs = browser_of(colleague)
    assert theirs.get("/aanvragen/nieuw").status_code == 200
    seat = colleague.memberships.get()
    answer = browser_of(owner).post(address(organisation, f"/{seat.pk}/stoppen"))
    assert answer.status_code == 302
    assert theirs.get("/aanvragen/nieuw").status_code in {403, 404}
    assert Event.objects.about(seat).get(action="membership.ended").actor_id == str(owner.pk)
    assert colleague.notifications.get().topic == "security.role_ended"


def test_changing_a_role_keeps_what_was(organisation, owner, colleague, now: datetime) -> None:
    seat = colleague.memberships.get()
    changed = change_role(membership=seat, role=Role.COORDINATOR, by=owner, now=now)
    assert Membership.objects.get(pk=seat.pk).ended_at == now
    assert (changed.role, changed.ends_on) == (
        Role.COORDINATOR,
        default_end(Role.COORDINATOR, local_date(now)),
    )
    with pytest.raises(AlreadyOver):
        change_role(membership=seat, role=Role.MEMBER, by=owner, now=now)


def test_extending_has_an_end(organisation, owner, colleague) -> None:
    seat, today = colleague.memberships.get(), local_date(timezone.now())
    latest = default_end(Role.MEMBER, today)
    extend = partial(extend_membership, membership=seat, by=owner, now=timezone.now())
    for wrong in (today - timedelta(days=1), latest + timedelta(days=1)):
        with pytest.raises(TooLong):
            extend(ends_on=wrong)
    browser = browser_of(owner)
    page = browser.post(address(organisation, f"/{seat.pk}/verlengen"), {"ends_on": "31-12-2999"})
    assert page.status_code == 400 and "31-12-2999" in page.text
    typed = latest.strftime("%d-%m-%Y")
    assert browser.post(address(organisation, f"/{seat.pk}/verlengen"), {"ends_on": typed}).status_code == 302
    seat.refresh_from_db()
    assert seat.ends_on == latest


def test_nobody_changes_roles_of_his_or_her_own(organisation, owner, now: datetime) -> None:
    seat = owner.memberships.get()
    person_with(Role.OWNER, organisation)
    with pytest.raises(OwnRole):
        change_role(membership=seat, role=Role.MEMBER, by=owner, now=now)
    with pytest.raises(OwnRole):
        extend_membership(membership=seat, ends_on=local_date(now), by=owner, now=now)
    with pytest.raises(OwnRole):
        add_member(
            organisation=organisation,
            user=owner,
            role=Role.COORDINATOR,
            starts_on=local_date(now),
            by=owner,
            now=now,
        )


def test_an_owner_gives_no_privileged_role_and_ends_none(
    organisation, owner, colleague, now: datetime
) -> None:
    with pytest.raises(NotTheirsToGive):
        change_role(membership=colleague.memberships.get(), role=Role.ADMINISTRATOR, by=owner, now=now)
    lead = person_with(Role.PROJECT_LEAD, organisation).memberships.get()
    with pytest.raises(PermissionDenied):
        end_membership(membership=lead, by=owner, now=now)
    with pytest.raises(NotTheirsToGive):
        change_role(membership=lead, role=Role.MEMBER, by=owner, now=now)


def test_roles_that_exclude_each_other_are_never_given(organisation, colleague, now: datetime) -> None:
    give = partial(add_member, user=colleague, starts_on=local_date(now), by=None, now=now)
    give(organisation=organisation, role=Role.LOG_MANAGER)
    with pytest.raises(RolesExclude):
        give(organisation=OrganisationFactory(), role=Role.ADMINISTRATOR)
    with pytest.raises(AlreadyHeld):
        give(organisation=organisation, role=Role.LOG_MANAGER)


def test_the_last_owner_stays(organisation, owner, colleague, now: datetime) -> None:
    seat = owner.memberships.get()
    for leave in (
        partial(end_membership, membership=seat),
        partial(offboard, organisation=organisation, user=owner),
    ):
        with pytest.raises(LastOwner):
            leave(by=owner, now=now)
    page = browser_of(owner).post(address(organisation, f"/{seat.pk}/stoppen"))
    assert page.status_code == 409 and "laatste beheerder" in page.text
    browser_of(owner).post(address(organisation, "/weggaan"))
    assert Membership.objects.get(pk=seat.pk).ended_at is None


def test_an_owner_whose_account_is_closed_or_paused_does_not_count(
    organisation, owner, now: datetime
) -> None:
    person_with(Role.OWNER, organisation, is_active=False)
    paused = person_with(Role.OWNER, organisation)
    paused.memberships.update(suspended_at=now)
    with pytest.raises(LastOwner):
        end_membership(membership=owner.memberships.get(), by=owner, now=now)


def test_handing_over(organisation, owner, colleague) -> None:
    seat = colleague.memberships.get()
    answer = browser_of(owner).post(address(organisation, f"/{seat.pk}/overdragen"))
    assert answer.status_code == 302
    today = local_date(timezone.now())
    roles = {m.user_id: m.role for m in organisation.memberships.current(today)}
    assert roles == {owner.pk: Role.COORDINATOR, colleague.pk: Role.OWNER}


def test_before_handing_over_a_page_says_what_changes_for_both(organisation, owner, colleague) -> None:
    seat, browser = colleague.memberships.get(), browser_of(owner)
    page = BeautifulSoup(browser.get(address(organisation, f"/{seat.pk}")).content, "html.parser")
    link = address(organisation, f"/{seat.pk}/overdragen")
    assert page.select_one(f"a[href='{link}']") and not page.select(f"form[action='{link}']")
    asked = BeautifulSoup(browser.get(link).content, "html.parser").main.get_text(" ", strip=True)
    assert "Noor Collega beheerder van de organisatie maken?" in asked
    assert "Wat verandert er voor Noor Collega" in asked and "De rol Medewerker stopt" in asked
    assert "Je bent geen beheerder van de organisatie meer. Je wordt coördinator." in asked
    assert Membership.objects.filter(ended_at__isnull=False).count() == 0
    assert browser.get(address(organisation, f"/{owner.memberships.get().pk}/overdragen")).status_code == 404


def test_whoever_hands_over_and_whoever_gets_it_hear_what_changed(
    organisation, owner, colleague, now: datetime
) -> None:
    hand_over(to=colleague.memberships.get(), by=owner, now=now)
    assert colleague.notifications.get().topic == "security.owner_now"
    assert owner.notifications.get().topic == "security.owner_no_more"
    sent = {mail.to[0]: (mail.subject, mail.body) for mail in mailed()}
    assert sent[colleague.email][0] == "Je bent nu beheerder van een organisatie"
    assert sent[owner.email][0] == "Je bent geen beheerder van de organisatie meer"
    assert "Je bent nu coördinator" in sent[owner.email][1]
    for subject, body in sent.values():
        assert organisation.name not in subject + body


def test_confirming_comes_before_the_page_that_hands_over_or_ends(organisation, owner, colleague) -> None:
    seat = colleague.memberships.get()
    for rest in ("overdragen", "weg"):
        browser = browser_of(owner)
        assert browser.get(address(organisation, f"/{seat.pk}/{rest}")).status_code == 200
        let_pass(browser, FRESH_AT, hours=24)
        answer = browser.get(address(organisation, f"/{seat.pk}/{rest}"))
        assert answer.status_code == 302 and answer["Location"].startswith("/account/bevestigen")


def test_handing_over_to_a_therapist_takes_no_treating_role(organisation, owner, now: datetime) -> None:
    seat = person_with(Role.THERAPIST, organisation).memberships.get()
    hand_over(to=seat, by=owner, now=now)
    held = organisation.memberships.current(local_date(now)).filter(user=seat.user)
    assert sorted(held.values_list("role", flat=True)) == [Role.OWNER, Role.THERAPIST]


@at_once
def test_two_owners_who_leave_at_once_leave_one(now: datetime) -> None:
    for _ in range(ROUNDS):
        organisation = OrganisationFactory()
        with transaction.atomic():
            owners = [person_with(Role.OWNER, organisation) for _ in range(AT_ONCE)]
        outcome = all_at_once(
            [partial(offboard, organisation=organisation, user=user, by=user, now=now) for user in owners]
        )
        assert outcome == Counter({"done": AT_ONCE - 1, "LastOwner": 1})
        assert organisation.memberships.current(local_date(now)).filter(role=Role.OWNER).count() == 1


@at_once
def test_owners_who_demote_each_other_at_once_leave_one(now: datetime) -> None:
    for _ in range(ROUNDS):
        organisation = OrganisationFactory()
        seats = [person_with(Role.OWNER, organisation).memberships.get() for _ in range(4)]
        deeds = [
            partial(
                change_role, membership=Membership.objects.get(pk=seat.pk), role=Role.MEMBER, by=None, now=now
            )
            for seat in seats
            for _ in range(AT_ONCE // 4)
        ]
        outcome = all_at_once(deeds)
        assert outcome["done"] == 3
        assert organisation.memberships.current(local_date(now)).filter(role=Role.OWNER).count() == 1


@at_once
def test_roles_that_exclude_each_other_given_at_once_give_one(now: datetime) -> None:
    for _ in range(ROUNDS):
        user, places = UserFactory(), [OrganisationFactory(), OrganisationFactory()]
        roles = [Role.ADMINISTRATOR, Role.LOG_MANAGER]
        deeds = [
            partial(
                add_member,
                organisation=places[number % 2],
                user=user,
                role=roles[number % 2],
                starts_on=local_date(now),
                by=None,
                now=now,
            )
            for number in range(AT_ONCE)
        ]
        outcome = all_at_once(deeds)
        assert outcome["done"] == 1 and user.memberships.count() == 1


@at_once
def test_handing_over_at_once_leaves_an_owner(now: datetime) -> None:
    for _ in range(ROUNDS):
        organisation = OrganisationFactory()
        owner = person_with(Role.OWNER, organisation)
        seats = [person_with(Role.MEMBER, organisation).memberships.get() for _ in range(6)]

        def give_to(seat: Membership, organisation=organisation, owner=owner) -> None:
            try:
                hand_over(to=seat, by=User.objects.get(pk=owner.pk), now=now)
            except PermissionDenied:
                raise OwnRole from None

        outcome = all_at_once([partial(give_to, seat) for seat in seats])
        assert outcome["done"] == 1
        assert organisation.memberships.current(local_date(now)).filter(role=Role.OWNER).count() == 1


def test_more_people_need_no_more_queries(organisation, owner, assert_queries_constant) -> None:
    browser = browser_of(owner)
    with assert_queries_constant(lambda: browser.get(address(organisation))):
        for _ in range(5):
            user = person_with(Role.MEMBER, organisation)
            MembershipFactory(user=user, organisation=organisation, role=Role.COORDINATOR)


def test_the_second_tab_hears_that_it_was_done(organisation, owner, colleague) -> None:
    seat = colleague.memberships.get()
    browser = browser_of(owner)
    browser.post(address(organisation, f"/{seat.pk}/stoppen"))
    again = browser.post(address(organisation, f"/{seat.pk}/stoppen"), follow=True)
    assert "intussen gestopt" in again.text
    assert owner.has_perm(Permission.MANAGE_MEMBERS, organisation)


def test_a_role_that_would_not_open_this_page_is_asked_to_prove_to_be_there(organisation, owner) -> None:
    browser = browser_of(owner)
    session = browser.session
    session["fresh_at"] = (timezone.now() - timedelta(hours=5)).timestamp()
    session.save()
    answer = browser.post(
        address(organisation, "/uitnodigen"), {"email": "x@voorbeeld.example", "roles": "member"}
    )
    assert answer.status_code == 302 and answer["Location"].startswith("/account/bevestigen")
    assert organisation.invitations.count() == 0


@pytest.mark.parametrize(
    ("demo", "said"), [(True, "Demonstratie: geen tweede stap"), (False, "Nog geen tweede stap")]
)
def test_an_invented_person_needs_no_second_step_in_the_demonstration(
    organisation, owner, settings, demo: bool, said: str
) -> None:
    settings.DEMO = demo
    invented = UserFactory(second_factor=False, is_demo=True)
    MembershipFactory(user=invented, organisation=organisation)
    assert said in browser_of(owner).get(address(organisation)).text


def test_every_row_has_one_button_also_the_own(organisation, owner, colleague) -> None:
    soup = BeautifulSoup(browser_of(owner).get(address(organisation)).text, "html.parser")
    rows = soup.select("section[aria-labelledby=wie] .lines > li")
    assert [len(row.select("a.btn")) for row in rows] == [1, 1]
