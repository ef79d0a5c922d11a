"""Looking at every role: when, by whom, and what happens when nobody does."""

from collections import Counter
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from drakentemmers.accounts.actions.members_tending import RolesTended, tend_roles
from drakentemmers.accounts.actions.refusals import (
    AlreadyHeld,
    AlreadyOver,
    AlreadyReviewed,
    LastOwner,
    NotInRound,
    NotTheirsToGive,
    OwnRole,
    RolesExclude,
    SamePerson,
    TooLong,
)
from drakentemmers.accounts.actions.review import Verdict, sign_off
from drakentemmers.accounts.actions.roles import confirm_role, propose_role, refuse_role, withdraw_role
from drakentemmers.accounts.models import Membership, Organisation, RoleProposal, RoleReview, User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.review import review_by_office, review_of, waiting_for_office
from drakentemmers.accounts.review import Patience, is_in, round_of
from drakentemmers.accounts.roles import PRIVILEGED, default_end
from drakentemmers.accounts.rules import Role
from drakentemmers.directory.rules import RegionModel
from drakentemmers.kernel.clock import AMSTERDAM, local_date
from tests.accounts.at_once import all_at_once
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import RegionFactory
from tests.thoroughness import AT_ONCE, ROUNDS

at_once = pytest.mark.django_db(transaction=True)
DAYS = st.dates(date(2026, 1, 1), date(2031, 12, 31))


@given(role=st.sampled_from(Role), on=DAYS)
def test_every_day_has_one_round_for_every_role(role: Role, on: date) -> None:
    now = round_of(role, on)
    assert now.opens_on <= on
    assert now == round_of(role, now.opens_on)
    assert round_of(role, now.opens_on - timedelta(days=1)).key != now.key
    length = 92 if role in PRIVILEGED else 366
    assert (on - now.opens_on).days < length
    patience = Patience(privileged=30, ordinary=60)
    assert now.due_on < patience.warns_on(role, now) < patience.suspends_on(role, now)
    assert patience.suspends_on(role, now) < now.opens_on + timedelta(days=length)


def test_rounds_by_example() -> None:
    quarter, year = round_of(Role.EDITOR, date(2026, 11, 18)), round_of(Role.MEMBER, date(2026, 11, 18))
    assert (quarter.key, quarter.opens_on, quarter.due_on) == (
        "2026-K4",
        date(2026, 10, 1),
        date(2026, 10, 30),
    )
    assert (year.key, year.opens_on, year.due_on) == ("2026", date(2026, 11, 1), date(2026, 11, 30))
    assert round_of(Role.MEMBER, date(2026, 10, 31)).key == "2025"
    assert is_in(year, date(2026, 10, 31)) and not is_in(year, date(2026, 11, 1))


@pytest.fixture
def organisation(db: None) -> Organisation:
    return OrganisationFactory()


@pytest.fixture
def owner(organisation: Organisation) -> User:
    return person_with(Role.OWNER, organisation)


@pytest.fixture
def seat(organisation: Organisation) -> Membership:
    return person_with(Role.MEMBER, organisation).memberships.get()


def fresh(row):
    return type(row)._default_manager.get(pk=row.pk)


def test_keeping_is_written_down_once(owner: User, seat: Membership, now: datetime) -> None:
    review = sign_off(membership=seat, verdict=Verdict.KEEP, by=owner, now=now)
    assert (review.round, review.by, review.at) == ("2026", owner, now)
    with pytest.raises(AlreadyReviewed):  # the second tab
        sign_off(membership=fresh(seat), verdict=Verdict.END, by=owner, now=now)
    assert fresh(seat).ended_at is None


def test_ending_and_changing_by_review(organisation, owner: User, seat: Membership, now: datetime) -> None:
    sign_off(membership=seat, verdict=Verdict.CHANGE, role=Role.COORDINATOR, by=owner, now=now)
    assert fresh(seat).ended_at == now
    assert seat.user.memberships.get(ended_at__isnull=True).role == Role.COORDINATOR
    other = person_with(Role.MEMBER, organisation).memberships.get()
    sign_off(membership=other, verdict=Verdict.END, by=owner, now=now)
    with pytest.raises(AlreadyOver):
        sign_off(membership=other, verdict=Verdict.KEEP, by=owner, now=now)
    assert RoleReview.objects.count() == 2


def test_a_review_that_cannot_be_carried_out_leaves_no_trace(
    organisation, owner: User, now: datetime
) -> None:
    lead = person_with(Role.PROJECT_LEAD)
    with pytest.raises(LastOwner):
        sign_off(membership=owner.memberships.get(), verdict=Verdict.END, by=lead, now=now)
    assert not RoleReview.objects.exists()


def test_who_reviews_whom(organisation, owner: User, seat: Membership, now: datetime) -> None:
    keep = partial(sign_off, verdict=Verdict.KEEP, now=now)
    own, lead = owner.memberships.get(), person_with(Role.PROJECT_LEAD)
    for membership, by, refusal in (
        (own, owner, OwnRole),
        (seat, seat.user, OwnRole),
        (seat, person_with(Role.COORDINATOR, organisation), PermissionDenied),
        (seat, person_with(Role.OWNER), PermissionDenied),
        (seat, lead, PermissionDenied),  # here an owner looks
        (lead.memberships.get(), lead, OwnRole),
        (lead.memberships.get(), owner, PermissionDenied),
    ):
        with pytest.raises(refusal):
            keep(membership=membership, by=by)
    keep(membership=own, by=lead)
    keep(membership=lead.memberships.get(), by=person_with(Role.ADMINISTRATOR))
    alone = person_with(Role.THERAPIST).memberships.get()  # of an organisation without an owner
    keep(membership=alone, by=lead)


def test_somebody_added_in_between_is_in_the_next_round(
    organisation, owner: User, seat, now: datetime
) -> None:
    late = Membership.objects.create(
        user=UserFactory(), organisation=organisation, role=Role.MEMBER, starts_on=date(2026, 11, 2)
    )
    review = review_of(organisation, owner, now)
    assert {line.membership.pk for line in review.lines} == {seat.pk, owner.memberships.get().pk}
    with pytest.raises(NotInRound):
        sign_off(membership=late, verdict=Verdict.KEEP, by=owner, now=now)
    sign_off(membership=seat, verdict=Verdict.END, by=owner, now=now)
    after = review_of(organisation, owner, now)
    assert (after.done, after.total) == (1, 2)  # who was ended by this review still counts


def test_the_pages_of_the_review(organisation, owner: User, seat: Membership) -> None:
    theirs = Client()
    theirs.force_login(owner)
    address = f"/organisaties/{organisation.pk}/mensen/nalopen"
    page = theirs.get(address).text
    assert "0 van 2 klaar" in page and "een ander loopt het na" in page
    assert "Kies wat er met deze rol" in theirs.post(f"{address}/{seat.pk}", {"wat": ""}, follow=True).text
    wrong = theirs.post(f"{address}/{seat.pk}", {"wat": "anders", "rol": "administrator"}, follow=True).text
    assert "Kies wat er met deze rol" in wrong
    assert "Opgeschreven" in theirs.post(f"{address}/{seat.pk}", {"wat": "klopt"}, follow=True).text
    assert "al nagelopen" in theirs.post(f"{address}/{seat.pk}", {"wat": "stop"}, follow=True).text
    assert fresh(seat).ended_at is None and "1 van 2 klaar" in theirs.get(address).text


def test_the_office_sees_privileged_roles_owners_and_orphans(
    organisation, owner: User, seat, now: datetime
) -> None:
    lead, orphan = person_with(Role.PROJECT_LEAD), person_with(Role.THERAPIST)
    review = review_by_office(lead, now)
    assert {line.membership.user_id for line in review.lines} == {lead.pk, owner.pk, orphan.pk}
    assert waiting_for_office(lead, now) == 2
    office = Client()
    office.force_login(lead)
    assert office.get("/kantoor/rechten/nalopen").status_code == 200
    assert office.post(f"/kantoor/rechten/nalopen/{seat.pk}", {"wat": "stop"}).status_code == 404
    owners = owner.memberships.get()
    assert office.post(f"/kantoor/rechten/nalopen/{owners.pk}", {"wat": "klopt"}).status_code == 302
    assert RoleReview.objects.get().membership == owners


def moment(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=AMSTERDAM)


def test_what_nobody_reviews_is_warned_of_paused_and_comes_back(organisation, owner: User, seat) -> None:
    """Due 30 November; paused 60 days later, 29 January, after a notice of a week."""
    Membership.objects.update(ends_on=date(2028, 1, 1))
    assert [tend_roles(now=moment(2026, 12, day)).review_reminders for day in (1, 1, 7, 8)] == [1, 0, 0, 1]
    assert owner.notifications.filter(topic="review.overdue").count() == 2  # of the member; not of oneself
    assert tend_roles(now=moment(2027, 1, 21)).warned_of_pause == 0
    warned = tend_roles(now=moment(2027, 1, 22))
    assert warned.warned_of_pause == 2 and warned.roles_paused == 0
    assert tend_roles(now=moment(2027, 1, 22)) == RolesTended(0, 0, 0, 0, 0)
    assert tend_roles(now=moment(2027, 1, 28)).roles_paused == 0
    paused = tend_roles(now=moment(2027, 1, 29))
    assert paused.roles_paused == 2
    assert not User.objects.get(pk=seat.user_id).memberships.current(date(2027, 1, 30)).exists()
    lead = person_with(Role.PROJECT_LEAD)
    sign_off(membership=owner.memberships.get(), verdict=Verdict.KEEP, by=lead, now=moment(2027, 1, 30))
    assert fresh(owner.memberships.get()).suspended_at is None
    sign_off(
        membership=fresh(seat),
        verdict=Verdict.KEEP,
        by=User.objects.get(pk=owner.pk),
        now=moment(2027, 1, 30),
    )
    assert User.objects.get(pk=seat.user_id).memberships.current(date(2027, 1, 30)).exists()


def test_never_paused_without_notice(organisation, owner: User, seat, now: datetime) -> None:
    """Nothing tended for months: the first run warns, a week later the role is paused."""
    Membership.objects.update(ends_on=date(2028, 1, 1))
    first = tend_roles(now=moment(2027, 3, 1))
    assert (first.warned_of_pause, first.roles_paused) == (2, 0)
    assert tend_roles(now=moment(2027, 3, 8)).roles_paused == 2


def test_two_people_who_give_roles_always_stay(db: None) -> None:
    leads = [person_with(Role.PROJECT_LEAD) for _ in range(4)]
    Membership.objects.update(ends_on=date(2027, 12, 1), starts_on=date(2026, 1, 1))
    tend_roles(now=moment(2026, 11, 24))
    assert tend_roles(now=moment(2026, 12, 5)).roles_paused == 2
    standing = [
        u
        for u in User.objects.filter(pk__in=[u.pk for u in leads])
        if u.memberships.current(date(2026, 12, 6))
    ]
    assert len(standing) == 2


def test_endings_are_told_two_weeks_before_once(organisation, owner: User, seat, now: datetime) -> None:
    Membership.objects.filter(pk=seat.pk).update(ends_on=local_date(now) + timedelta(days=14))
    assert tend_roles(now=now).endings_told == 1
    assert tend_roles(now=now + timedelta(days=1)).endings_told == 0
    assert seat.user.notifications.get().topic == "role.ends_soon"
    assert owner.notifications.filter(topic="role.colleague_ends_soon").count() == 1
    Membership.objects.filter(pk=seat.pk).update(ends_on=local_date(now) + timedelta(days=20))
    assert tend_roles(now=now + timedelta(days=10)).endings_told == 1


def test_two_people_give_a_privileged_role(db: None, now: datetime) -> None:
    office = OrganisationFactory()
    one, two = person_with(Role.PROJECT_LEAD, office), person_with(Role.ADMINISTRATOR, office)
    somebody = UserFactory()
    give = partial(propose_role, organisation=office, by=one, now=now)
    with pytest.raises(OwnRole):
        give(user=one, role=Role.EDITOR)
    with pytest.raises(NotTheirsToGive):
        give(user=somebody, role=Role.OWNER)
    with pytest.raises(TooLong):
        give(user=somebody, role=Role.EDITOR, ends_on=local_date(now) + timedelta(days=400))
    with pytest.raises(RolesExclude):
        give(user=two, role=Role.LOG_MANAGER)
    with pytest.raises(PermissionDenied):
        propose_role(
            user=somebody, organisation=office, role=Role.EDITOR, by=person_with(Role.OWNER), now=now
        )
    proposal = give(user=somebody, role=Role.EDITOR)
    with pytest.raises(AlreadyHeld):
        give(user=somebody, role=Role.EDITOR)
    with pytest.raises(SamePerson):
        confirm_role(proposal=proposal, by=one, now=now)
    assert not somebody.has_perm(Permission.USE_ADMIN)
    made = confirm_role(proposal=proposal, by=two, now=now)
    assert (made.role, made.ends_on) == (Role.EDITOR, default_end(Role.EDITOR, local_date(now)))
    for again in (confirm_role, refuse_role):
        with pytest.raises(AlreadyOver):
            again(proposal=proposal, by=two, now=now)
    with pytest.raises(AlreadyOver):
        withdraw_role(proposal=proposal, by=one, now=now)


def test_whom_it_is_about_does_not_decide(db: None, now: datetime) -> None:
    office = OrganisationFactory()
    one, two = person_with(Role.PROJECT_LEAD, office), person_with(Role.ADMINISTRATOR, office)
    proposal = propose_role(user=two, organisation=office, role=Role.EDITOR, by=one, now=now)
    for decide in (confirm_role, refuse_role):
        with pytest.raises(OwnRole):
            decide(proposal=proposal, by=two, now=now)
    withdraw_role(proposal=proposal, by=one, now=now)
    assert fresh(proposal).state == RoleProposal.State.WITHDRAWN


def test_the_office_in_the_browser(db: None) -> None:
    office = OrganisationFactory(name="Projectbureau")
    one, two = person_with(Role.PROJECT_LEAD, office), person_with(Role.ADMINISTRATOR, office)
    somebody = UserFactory(email="iemand@voorbeeld.example")
    first, second = Client(), Client()
    first.force_login(one)
    second.force_login(two)
    form = {"email": "niemand@voorbeeld.example", "role": "editor", "place": office.pk, "ends_on": ""}
    unknown = first.post("/kantoor/rechten/voorstel", form)
    assert unknown.status_code == 400 and "niemand@voorbeeld.example" in unknown.text
    assert first.post("/kantoor/rechten/voorstel", form | {"email": somebody.email}).status_code == 302
    proposal = RoleProposal.objects.get()
    assert first.post(f"/kantoor/rechten/voorstel/{proposal.pk}", {"wat": "ja"}).status_code == 409
    assert "Wacht op een tweede" in second.get("/kantoor/rechten").text
    assert (
        "Gegeven" in second.post(f"/kantoor/rechten/voorstel/{proposal.pk}", {"wat": "ja"}, follow=True).text
    )
    given_ = somebody.memberships.get()
    assert second.post(f"/kantoor/rechten/{given_.pk}/stoppen").status_code == 302
    assert fresh(given_).ended_at is not None


def test_a_region_lead_is_of_a_region_that_exists(db: None) -> None:
    one = person_with(Role.PROJECT_LEAD)
    region, somebody = RegionFactory(model=RegionModel.PROGRAMME), UserFactory()
    office = Client()
    office.force_login(one)
    form = {"email": somebody.email, "role": "region_lead", "place": "eigen", "ends_on": ""}
    form = {"email": somebody.email, "role": "region_lead", "ends_on": ""}
    form["place"] = one.memberships.get().organisation_id
    assert region.name in office.get("/kantoor/rechten").text
    without = office.post("/kantoor/rechten/voorstel", form)
    assert without.status_code == 400 and "Kies de regio die deze persoon leidt." in without.text
    unknown = office.post("/kantoor/rechten/voorstel", form | {"region": "pr-nergens"})
    assert unknown.status_code == 400 and "Kies een regio uit de lijst." in unknown.text
    assert office.post("/kantoor/rechten/voorstel", form | {"region": region.pk}).status_code == 302
    assert RoleProposal.objects.get().region == region.pk


@at_once
def test_many_sign_off_the_same_role_at_once(now: datetime) -> None:
    for _ in range(ROUNDS):
        organisation = OrganisationFactory()
        owner = person_with(Role.OWNER, organisation)
        seat = person_with(Role.MEMBER, organisation).memberships.get()
        verdicts = [Verdict.KEEP, Verdict.END]
        deeds = [
            partial(sign_off, membership=fresh(seat), verdict=verdicts[n % 2], by=fresh(owner), now=now)
            for n in range(AT_ONCE)
        ]
        outcome = all_at_once(deeds)
        assert outcome["done"] == 1 and set(outcome) <= {"done", "AlreadyReviewed", "AlreadyOver"}
        review = RoleReview.objects.get(membership=seat)
        assert (fresh(seat).ended_at is not None) == (review.verdict == Verdict.END)


@at_once
def test_many_confirm_and_refuse_at_once(now: datetime) -> None:
    for _ in range(ROUNDS):
        office = OrganisationFactory()
        one, two, three = (person_with(Role.PROJECT_LEAD, office) for _ in range(3))
        proposal = propose_role(user=UserFactory(), organisation=office, role=Role.EDITOR, by=one, now=now)
        deeds = [
            partial(
                [confirm_role, refuse_role][n % 2],
                proposal=fresh(proposal),
                by=fresh([two, three][n % 2]),
                now=now,
            )
            for n in range(AT_ONCE)
        ]
        assert all_at_once(deeds) == Counter({"done": 1, "AlreadyOver": AT_ONCE - 1})
        confirmed = fresh(proposal).state == RoleProposal.State.CONFIRMED
        assert proposal.user.memberships.count() == int(confirmed)


def test_more_roles_to_review_need_no_more_queries(
    organisation, owner: User, assert_queries_constant
) -> None:
    theirs, office = Client(), Client()
    theirs.force_login(owner)
    office.force_login(person_with(Role.PROJECT_LEAD))
    pages = (
        lambda: theirs.get(f"/organisaties/{organisation.pk}/mensen/nalopen"),
        lambda: office.get("/kantoor/rechten/nalopen"),
        lambda: office.get("/kantoor/rechten"),
    )
    for page in pages:
        with assert_queries_constant(page):
            for role in (Role.MEMBER, Role.COORDINATOR, Role.OWNER, Role.EDITOR):
                person_with(role, organisation)
