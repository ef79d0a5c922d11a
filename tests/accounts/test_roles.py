"""Roles: how long, who gives them, what goes together, and whether "Wat mag ik?" says what the code does."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.explaining import EXPLAINED, predicates_of, ways_to
from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.rights import holders, rights_of, work_for
from drakentemmers.accounts.rights import PURPOSES, RIGHTS, WORK
from drakentemmers.accounts.roles import (
    EXCLUDES,
    PRIVILEGED,
    RULES,
    GivenBy,
    LastSeen,
    default_end,
    excluded_by,
    last_seen,
    roles_an_owner_gives,
)
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.kernel.clock import local_date
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, person_with
from tests.factories.directory import LocationFactory
from tests.factories.matching import placed

P = Permission


def test_every_role_ends_and_privileged_ones_within_a_year() -> None:
    assert set(RULES) == set(Role)
    assert all(rule.days > 0 and rule.reason for rule in RULES.values())
    assert {
        role for role in PRIVILEGED if RULES[role].days > 365 or RULES[role].given_by != GivenBy.OFFICE
    } == set()
    assert default_end(Role.MEMBER, date(2026, 11, 18)) == date(2028, 11, 17)


def test_no_owner_hands_out_a_privileged_role() -> None:
    for kind in OrganisationKind:
        assert not PRIVILEGED & set(roles_an_owner_gives(kind))
    assert Role.POLICE_SENDER in roles_an_owner_gives(OrganisationKind.POLICE)
    assert Role.POLICE_SENDER not in roles_an_owner_gives(OrganisationKind.EDUCATION)


def test_roles_that_exclude_each_other_do_so_both_ways() -> None:
    for pair in EXCLUDES:
        one, other = sorted(pair)
        assert excluded_by(one, {other}) == other and excluded_by(other, {one, Role.MEMBER}) == one
    assert excluded_by(Role.EDITOR, set(Role) - {Role.EDITOR}) is None


@pytest.mark.parametrize(
    ("days", "word"),
    [
        (0, LastSeen.THIS_MONTH),
        (31, LastSeen.THIS_MONTH),
        (32, LastSeen.THIS_QUARTER),
        (93, LastSeen.LONGER_AGO),
    ],
)
def test_last_seen_is_a_word_and_never_a_day(days: int, word: LastSeen, now: datetime) -> None:
    assert last_seen(now - timedelta(days=days), now) == word
    assert last_seen(None, now) == LastSeen.NEVER


def test_every_permission_role_and_predicate_has_its_words() -> None:
    assert set(RIGHTS) == set(Permission), "give it a label and a reason in accounts/rights.py"
    assert set(PURPOSES) == set(Role)
    used = {name for permission in Permission for name in predicates_of(permission)}
    assert used - set(EXPLAINED) == set(), "say it in words: explain(predicate, ...) beside allow(...)"
    assert set(EXPLAINED) - used == set(), "words for a predicate that no permission uses"


@pytest.fixture
def near(db: None, now: datetime) -> dict[Permission, object]:
    """For every permission something of one organisation, which is a practice and asks for treatment too."""
    placement = placed(now)
    request, professional = placement.request, placement.professional
    professional.practice = request.organisation
    professional.save()
    organisation = request.organisation
    MembershipFactory(user=professional.user, organisation=organisation, role=Role.THERAPIST)
    location = LocationFactory(organisation=organisation)
    return {
        permission: professional
        if "professional" in permission or "registration" in permission
        else organisation
        for permission in Permission
        if permission.startswith(("accounts.", "directory.", "wagtail"))
    } | {
        P.VIEW_ADDRESS: location,
        P.HANDLE_FREEZE: placement.professional.user,
        P.WAKE_ACCOUNT: person_with(Role.MEMBER, organisation),
        P.RESET_FACTOR: person_with(Role.MEMBER, organisation),
        P.AGREE_TO_RESET: person_with(Role.MEMBER, organisation),
        P.GRANT_EMERGENCY: None,
        P.FIND_THERAPIST: None,
        P.MAKE_REQUEST: organisation,
        P.VIEW_REQUEST: request,
        P.EDIT_REQUEST: request,
        P.ASK_THERAPIST: request,
        P.CONFIRM_PLACEMENT: request,
        P.ANSWER_QUESTION: placement.question,
        P.FOLLOW_PLACEMENT: placement,
        P.EDIT_OFFER: professional.offer,
    }


# Tested where they live: these are about one person and one record, not about a role.
OF_APPLICATIONS = {P.VIEW_APPLICATION, P.JUDGE_APPLICATION, P.AGREE_TO_COLLEAGUE, P.KEEP_NOTE}
OF_APPLICATIONS |= {P.SEE_WHO_SAW, P.REPORT_LOOK, P.SAVE_SEARCH, P.HOLD_ROUND}


def organisation_of(near: dict[Permission, object]) -> Organisation:
    return near[P.MAKE_REQUEST]


@pytest.mark.parametrize("role", Role)
def test_the_page_says_what_the_code_answers(role: Role, near: dict[Permission, object]) -> None:
    """With a role in the very organisation, and with the same role elsewhere."""
    here, elsewhere = person_with(role, organisation_of(near)), person_with(role)
    for permission in set(Permission) - OF_APPLICATIONS:
        ways = [way for way in ways_to(permission, role) if way.by_role]
        without_role = UserFactory().has_perm(permission, near.get(permission))
        said_here, said_elsewhere = bool(ways), any(way.everywhere for way in ways)
        assert here.has_perm(permission, near.get(permission)) == (said_here or without_role), permission
        assert elsewhere.has_perm(permission, near.get(permission)) == (said_elsewhere or without_role), (
            permission
        )


def test_what_the_page_says_of_everybody_holds_for_oneself(near: dict[Permission, object]) -> None:
    professional = near[P.EDIT_PROFESSIONAL]
    said = {permission for permission in Permission if ways_to(permission, None)} - OF_APPLICATIONS
    samples = {permission: near.get(permission) for permission in set(Permission) - OF_APPLICATIONS}
    may = {
        permission for permission, sample in samples.items() if professional.user.has_perm(permission, sample)
    }
    by_role = {p for p in samples if any(way.by_role for way in ways_to(p, Role.THERAPIST))} - said
    assert (
        may - by_role | {P.VIEW_ADDRESS} == said
    )  # this sample is secret; of an address that is not, it holds
    open_address = LocationFactory(is_confidential=False)
    assert UserFactory().has_perm(P.VIEW_ADDRESS, open_address)


def test_the_page_lists_roles_rights_and_what_is_not_mine(db: None) -> None:
    owner = person_with(Role.OWNER)
    page = rights_of(owner, local_date(timezone.now()))
    assert [card.role for card in page.cards] == ["Beheerder van de organisatie"]
    names = {line.name for work in page.cards[0].work for line in work.lines}
    assert [work.name for work in page.cards[0].work] == [
        "Aanvragen",
        "Behandelaren en plekken",
        "Je organisatie",
        "Veilig werken",
    ]
    assert "Mensen van een organisatie uitnodigen en weghalen" in names
    not_mine = {other.name: other for other in page.not_mine}
    assert (
        not_mine["Bijzondere rollen geven, samen met een collega"].who
        == "Projectleider, Functioneel beheerder"
    )
    assert not names & set(not_mine)
    browser = Client()
    browser.force_login(owner)
    text = browser.get("/account/wat-mag-ik").text
    assert "Beheerder van de organisatie" in text and "tot en met" not in text  # the factory gives no end
    folded = text.split("Wat je niet mag</h2>", 1)[1]
    assert folded.index("<details") < folded.index("Registernummers controleren") < folded.index("</details>")
    assert "Registernummers controleren" in text and "Vraag het projectbureau." in text


def test_every_right_is_of_one_kind_of_work() -> None:
    told = [permission for _, permissions in WORK for permission in permissions]
    assert sorted(told) == sorted(RIGHTS)


def test_a_paused_role_opens_nothing_and_says_how_to_go_on(db: None) -> None:
    owner = person_with(Role.OWNER)
    owner.memberships.update(suspended_at=timezone.now())
    fresh = User.objects.get(pk=owner.pk)
    assert not fresh.has_perm(P.MANAGE_MEMBERS, owner.memberships.get().organisation)
    browser = Client()
    browser.force_login(fresh)
    assert "Staat stil" in browser.get("/account/wat-mag-ik").text


def test_every_role_has_somebody_to_ask_for_what_it_may_not(db: None) -> None:
    for role in Role:
        page = rights_of(person_with(role), local_date(timezone.now()))
        assert all(other.who and other.ask for other in page.not_mine)
    assert holders(P.MANAGE_MEMBERS) == [Role.OWNER]
    assert {line.name for work in work_for(Role.POLICE_SENDER) for line in work.lines} == {
        "Zien waar een locatie is"
    }


def test_more_roles_need_no_more_queries(db: None, assert_queries_constant) -> None:
    user = person_with(Role.OWNER)
    browser = Client()
    browser.force_login(user)
    with assert_queries_constant(lambda: browser.get("/account/wat-mag-ik")):
        for role in (Role.COORDINATOR, Role.MEMBER, Role.THERAPIST):
            MembershipFactory(user=user, role=role, organisation=OrganisationFactory())
