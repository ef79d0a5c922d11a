"""Inviting somebody: one link, one address, once."""

import re
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.actions.invitations import (
    accept,
    find_door,
    hash_of,
    invite,
    invite_again,
    revoke_invitation,
)
from drakentemmers.accounts.actions.members import end_membership
from drakentemmers.accounts.actions.refusals import (
    AlreadyHeld,
    AlreadyOver,
    LinkRefused,
    NotTheirsToGive,
    OwnRole,
    RolesExclude,
    SignInFirst,
    TooMany,
    WrongPerson,
)
from drakentemmers.accounts.models import Invitation, Membership, Organisation, User
from drakentemmers.accounts.roles import default_end
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.audit.models import Event
from drakentemmers.kernel.clock import local_date
from tests.accounts.at_once import all_at_once
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.mailbox import mailed
from tests.thoroughness import AT_ONCE, ROUNDS

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
EMAIL = "nieuw@voorbeeld.example"


at_once = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(db: None) -> User:
    return person_with(Role.OWNER)


def place_of(user: User) -> Organisation:
    return user.memberships.get().organisation


@pytest.fixture
def link(owner: User):
    """`link(email, role)`: invite, and return the token as it stands in the mail."""

    def send(email: str = EMAIL, role: Role = Role.MEMBER, **options) -> str:
        given = {"by": owner, "now": timezone.now()} | options
        invite(organisation=place_of(owner), email=email, roles=[role], **given)
        return token_in_the_mail()

    return send


def token_in_the_mail() -> str:
    return re.search(r"/uitnodiging/(\S+)", mailed()[-1].body)[1]


def test_the_mail_tells_who_invites_to_which_site_and_nothing_else(link, owner: User) -> None:
    token = link()
    message = mailed()[-1]
    assert message.to == [EMAIL]
    assert message.subject == "Een uitnodiging voor jou"
    assert f"{owner.name} nodigt je uit voor Drakentemmers" in message.body
    assert "Doe dan niets" in message.body
    words = f"{message.subject} {message.body}".replace(token, "").lower()
    for secret in (place_of(owner).name, owner.email, "geweld", "opvang", "medewerker", "cliënt"):
        assert secret.lower() not in words


@pytest.mark.parametrize("name", ["Win nu op kwaad.example", "https://x", "Bel 06 @ nu", "Zie\nhier"])
def test_a_name_that_could_become_a_link_stays_out_of_the_mail(link, owner: User, name: str) -> None:
    User.objects.filter(pk=owner.pk).update(name=name)
    link(by=User.objects.get(pk=owner.pk))
    assert mailed()[-1].body.startswith("Een collega nodigt je uit")


def test_a_name_with_initials_is_a_name(link, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(name="J.P. de Vries-O'Neil")
    link(by=User.objects.get(pk=owner.pk))
    assert mailed()[-1].body.startswith("J.P. de Vries-O'Neil nodigt je uit")


def test_the_last_invitation_of_an_address_counts(link, owner: User) -> None:
    first = link(role=Role.OWNER)
    second = link(role=Role.MEMBER)
    assert Invitation.objects.open().get().roles == {Role.MEMBER}
    with pytest.raises(LinkRefused):
        find_door(token=first, now=timezone.now())
    assert "als: Medewerker." in Client().get(f"/uitnodiging/{second}").text
    user = accept(token=second, name="Nieuw", signed_in=None, now=timezone.now())
    assert list(user.memberships.values_list("role", flat=True)) == ["member"]


def test_whoever_invites_again_reads_what_counts_now(owner: User) -> None:
    browser = Client()
    browser.force_login(owner)
    page = f"/organisaties/{place_of(owner).pk}/mensen/uitnodigen"
    first = browser.post(page, {"email": EMAIL, "roles": ["owner", "partner"]}, follow=True)
    assert (
        f"De uitnodiging aan {EMAIL} is onderweg, als: Beheerder van de organisatie, Samenwerkingspartner."
        in first.text
    )
    again = browser.post(page, {"email": EMAIL.upper(), "roles": ["coordinator", "member"]}, follow=True)
    assert (
        f"{EMAIL} is nu uitgenodigd als: Coördinator, Medewerker. Wat je eerder koos telt niet meer, "
        "en de link in de eerdere mail werkt niet meer." in again.text
    )
    assert Invitation.objects.open().get().roles == {Role.COORDINATOR, Role.MEMBER}


def test_several_roles_are_chosen_at_once_and_each_is_explained(owner: User) -> None:
    browser, organisation = Client(), place_of(owner)
    browser.force_login(owner)
    page = f"/organisaties/{organisation.pk}/mensen"
    assert "Vraagt plekken aan, en leest de aanvragen" in browser.get(page).text
    chosen = {"email": EMAIL, "roles": ["member", "partner"]}
    answer = browser.post(f"{page}/uitnodigen", chosen, follow=True)
    assert f"De uitnodiging aan {EMAIL} is onderweg, als: Medewerker, Samenwerkingspartner." in answer.text
    assert Invitation.objects.get().roles == {Role.MEMBER, Role.PARTNER}
    nothing = browser.post(f"{page}/uitnodigen", {"email": EMAIL})
    assert nothing.status_code == 400 and "Kies ten minste één rol" in nothing.text


def test_an_owner_carries_no_role_along_that_the_office_gives(owner: User, now: datetime) -> None:
    organisation = place_of(owner)
    given = {"organisation": organisation, "email": EMAIL, "now": now}
    invite(roles=[Role.ADMINISTRATOR], by=None, **given)
    with pytest.raises(NotTheirsToGive):
        invite_again(invitation=Invitation.objects.open().get(), by=owner, now=now)
    browser = Client()
    browser.force_login(owner)
    address = f"/organisaties/{organisation.pk}/uitnodigingen/{Invitation.objects.open().get().pk}"
    answer = browser.post(address, {"wat": "opnieuw"}, follow=True)
    assert "Het projectbureau geeft deze rol" in answer.text
    invite(roles=[Role.MEMBER], by=owner, **given)
    assert Invitation.objects.open().get().roles == {Role.MEMBER}


def test_of_the_link_only_a_hash_is_kept(link) -> None:
    token = link()
    row = Invitation.objects.get()
    assert row.token_hash == hash_of(token)
    assert token not in str(Invitation.objects.values().get()) + str(list(Event.objects.values()))


def test_looking_changes_nothing_and_the_button_lets_somebody_in(link, owner: User) -> None:
    address = f"/uitnodiging/{link()}"
    visitor = Client()
    for _ in range(3):
        page = visitor.get(address)
        assert page.status_code == 200 and place_of(owner).name in page.text
    visitor.head(address)
    assert not User.objects.filter(email=EMAIL).exists()
    assert Invitation.objects.open().count() == 1

    answer = visitor.post(address, {"name": "Nieuw Iemand"})
    assert answer.status_code == 302 and answer["Location"].startswith("/wachtwoord-kiezen/")
    user = User.objects.get(email=EMAIL)
    today = local_date(timezone.now())
    assert (user.name, user.has_usable_password()) == ("Nieuw Iemand", False)
    seat = user.memberships.get()
    assert (seat.organisation, seat.role, seat.starts_on, seat.ends_on) == (
        place_of(owner),
        Role.MEMBER,
        today,
        default_end(Role.MEMBER, today),
    )
    assert user.emailaddress_set.get().verified
    assert owner.notifications.filter(topic="invitation.accepted").count() == 1


def test_a_name_is_needed_and_what_was_typed_stays(link) -> None:
    page = Client().post(f"/uitnodiging/{link()}", {"name": "  "})
    assert page.status_code == 400 and "Vul je naam in" in page.text
    assert Invitation.objects.open().count() == 1


def test_every_link_that_does_not_work_gets_the_same_page(link, owner: User, caplog) -> None:
    now = timezone.now()
    used = link("een@voorbeeld.example")
    accept(token=used, name="Een", signed_in=None, now=now)
    revoked = link("twee@voorbeeld.example")
    revoke_invitation(invitation=Invitation.objects.open().get(), by=owner, now=now)
    old = link("drie@voorbeeld.example", now=now - timedelta(days=8))
    closed = link("vier@voorbeeld.example")
    UserFactory(email="vier@voorbeeld.example", is_active=False)
    replaced = link("vijf@voorbeeld.example")
    invite_again(invitation=Invitation.objects.open().get(email="vijf@voorbeeld.example"), by=owner, now=now)
    pages = {
        (page.status_code, CSRF.sub("", page.text.replace(token, "")))
        for token in (used, revoked, old, closed, replaced, "bestaat-niet", "x" * 400)
        if (page := Client().get(f"/uitnodiging/{token}"))
    }
    assert len(pages) == 1 and next(iter(pages))[0] == 404
    sent = {
        Client().post(f"/uitnodiging/{token}", {"name": "Een"}).status_code for token in (used, revoked, old)
    }
    assert sent == {404}
    assert "uitnodiging" not in caplog.text


def test_somebody_else_who_is_signed_in_is_refused(link) -> None:
    token = link()
    other = Client()
    other.force_login(UserFactory())
    assert other.get(f"/uitnodiging/{token}").text.count("voor iemand anders") >= 1
    page = other.post(f"/uitnodiging/{token}", {"name": "Een"})
    assert page.status_code == 409 and Membership.objects.count() == 1
    with pytest.raises(WrongPerson):
        accept(token=token, name="", signed_in=UserFactory(), now=timezone.now())


def test_an_address_with_an_account_signs_in_first_and_then_accepts(link, owner: User) -> None:
    known = UserFactory(email=EMAIL)
    token = link()
    with pytest.raises(SignInFirst):
        accept(token=token, name="", signed_in=None, now=timezone.now())
    browser = Client()
    to_door = browser.post(f"/uitnodiging/{token}")
    assert to_door["Location"].startswith("/inloggen?next=/uitnodiging/")
    browser.force_login(known)
    assert browser.post(f"/uitnodiging/{token}")["Location"] == "/mijn"
    assert known.memberships.get().organisation == place_of(owner)
    assert User.objects.filter(email=EMAIL).count() == 1


def test_somebody_invited_twice_before_choosing_a_way_in_is_not_locked_out(link) -> None:
    first = link()
    accept(token=first, name="Nieuw", signed_in=None, now=timezone.now())
    second = link(role=Role.COORDINATOR)
    assert "Inloggen en aannemen" not in Client().get(f"/uitnodiging/{second}").text
    user = accept(token=second, name="", signed_in=None, now=timezone.now())
    assert sorted(user.memberships.values_list("role", flat=True)) == ["coordinator", "member"]


def test_sending_again_gives_a_new_link_and_kills_the_old(link, owner: User) -> None:
    first = link()
    second = link()
    with pytest.raises(LinkRefused):
        find_door(token=first, now=timezone.now())
    assert find_door(token=second, now=timezone.now()).invitation.email == EMAIL
    again = Invitation.objects.get(token_hash=hash_of(first))
    with pytest.raises(AlreadyOver):
        invite_again(invitation=again, by=owner, now=timezone.now())


def test_an_invitation_is_worth_no_more_than_the_right_of_who_sent_it(link, owner: User) -> None:
    token = link()
    person_with(Role.OWNER, place_of(owner))
    end_membership(membership=owner.memberships.get(), by=owner, now=timezone.now())
    assert Client().get(f"/uitnodiging/{token}").status_code == 404


def test_what_an_owner_may_not_hand_out(owner: User) -> None:
    now, organisation = timezone.now(), place_of(owner)
    give = partial(invite, organisation=organisation, by=owner, now=now)
    for role in (Role.ADMINISTRATOR, Role.LOG_MANAGER, Role.THERAPIST, Role.POLICE_SENDER, Role.TRAINER):
        with pytest.raises(NotTheirsToGive):
            give(email=EMAIL, roles=[role])
    with pytest.raises(OwnRole):
        give(email=owner.email.upper(), roles=[Role.MEMBER])
    colleague = person_with(Role.MEMBER, organisation)
    with pytest.raises(AlreadyHeld):
        give(email=colleague.email, roles=[Role.MEMBER])
    school = person_with(Role.OWNER, OrganisationFactory(kind=OrganisationKind.EDUCATION))
    invite(organisation=place_of(school), email=EMAIL, roles=[Role.SCHOOL_CONTACT], by=school, now=now)


def test_roles_that_exclude_each_other_are_refused_at_the_door(link) -> None:
    UserFactory(email=EMAIL)
    user = User.objects.get(email=EMAIL)
    Membership.objects.create(
        user=user, organisation=OrganisationFactory(), role=Role.LOG_MANAGER, starts_on="2026-01-01"
    )
    token = link()
    Invitation.objects.update(roles={Role.ADMINISTRATOR})
    with pytest.raises(RolesExclude):
        accept(token=token, name="", signed_in=user, now=timezone.now())
    browser = Client()
    browser.force_login(user)
    assert browser.post(f"/uitnodiging/{token}").status_code == 409
    assert Invitation.objects.open().count() == 1


def test_the_number_per_day_holds(owner: User, settings, now: datetime) -> None:
    settings.INVITATIONS_PER_DAY = 3
    organisation = place_of(owner)
    send = partial(invite, organisation=organisation, roles=[Role.MEMBER], by=owner)
    for number in range(3):
        send(email=f"nr{number}@voorbeeld.example", now=now)
    with pytest.raises(TooMany):
        send(email="nr3@voorbeeld.example", now=now)
    send(email="nr3@voorbeeld.example", now=now + timedelta(days=1))


@at_once
def test_of_many_who_press_at_once_one_comes_in(now: datetime) -> None:
    owner = person_with(Role.OWNER)
    for number in range(ROUNDS):
        email = f"ronde{number}@voorbeeld.example"
        invite(organisation=place_of(owner), email=email, roles=[Role.MEMBER], by=owner, now=now)
        token = token_in_the_mail()
        press = partial(accept, token=token, name="Nieuw", signed_in=None, now=now)
        assert all_at_once([press] * AT_ONCE) == Counter({"done": 1, "LinkRefused": AT_ONCE - 1})
        assert User.objects.filter(email=email).count() == 1
        assert Membership.objects.filter(user__email=email).count() == 1


@at_once
def test_two_links_to_one_new_address_open_one_account(now: datetime) -> None:
    owners = [person_with(Role.OWNER) for _ in range(6)]
    for number in range(4):
        email = f"ronde{number}@voorbeeld.example"
        tokens = []
        for owner in owners:
            invite(organisation=place_of(owner), email=email, roles=[Role.MEMBER], by=owner, now=now)
            tokens.append(token_in_the_mail())
        deeds = [partial(accept, token=token, name="Nieuw", signed_in=None, now=now) for token in tokens]
        outcome = all_at_once(deeds)
        user = User.objects.get(email=email)
        assert set(outcome) <= {"done", "SignInFirst"}
        assert user.memberships.count() == outcome["done"]


@at_once
def test_the_number_per_day_holds_for_many_at_once(settings, now: datetime) -> None:
    settings.INVITATIONS_PER_DAY = 7
    owner = person_with(Role.OWNER)
    send = partial(invite, organisation=place_of(owner), roles=[Role.MEMBER], by=None, now=now)
    outcome = all_at_once([partial(send, email=f"nr{number}@voorbeeld.example") for number in range(AT_ONCE)])
    assert outcome == Counter({"done": 7, "TooMany": AT_ONCE - 7})


@pytest.mark.django_db
def test_who_accepted_and_chose_no_password_finds_the_way_from_the_used_link(link) -> None:
    address = f"/uitnodiging/{link()}"
    Client().post(address, {"name": "Nieuw Iemand"})  # and the page with the password is closed
    page = Client().get(address)
    assert page.status_code == 404
    assert "nog geen wachtwoord" in page.text and 'href="/wachtwoord-vergeten"' in page.text

    again = Client()
    again.post("/wachtwoord-vergeten", {"email": EMAIL})
    path = re.search(r"https?://[^/]+(/wachtwoord-kiezen/\S+)", mailed()[-1].body)[1]
    words = "vier-woorden-op-een-rij"
    again.post(again.get(path)["Location"], {"password1": words, "password2": words})
    assert again.get("/mijn")["Location"].startswith("/account/beveiliging/instellen")
