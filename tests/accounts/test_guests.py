"""Guests: one person, one request, looking only."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.actions.invitations import accept, invite_guest
from drakentemmers.accounts.actions.refusals import AlreadyHeld, LinkRefused, TooLong
from drakentemmers.accounts.models import CaseGuest, Invitation, User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.audit.models import Event
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.questions import ask
from drakentemmers.matching.actions.requests import close_request
from drakentemmers.matching.course import ClosedReason, RequestState
from drakentemmers.matching.models import TreatmentRequest
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import OrganisationProfileFactory
from tests.factories.matching import open_request_by, therapist
from tests.mailbox import mailed

pytestmark = pytest.mark.django_db
EMAIL = "gast@voorbeeld.example"


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def request_() -> TreatmentRequest:
    shelter = OrganisationFactory(name="Opvang De Vlier")
    OrganisationProfileFactory(organisation=shelter)
    return open_request_by(person_with(Role.MEMBER, shelter), now=timezone.now(), family="familie1")


@pytest.fixture
def coordinator(request_: TreatmentRequest) -> User:
    return person_with(Role.COORDINATOR, request_.organisation)


@pytest.fixture
def guest(request_: TreatmentRequest, coordinator: User) -> User:
    return let_in(request_, coordinator)


def let_in(request: TreatmentRequest, by: User, email: str = EMAIL) -> User:
    now = timezone.now()
    until = local_date(now) + timedelta(days=30)
    invite_guest(
        organisation=request.organisation,
        subject=request,
        permission=Permission.EDIT_REQUEST,
        email=email,
        until=until,
        by=by,
        now=now,
    )
    known = User.objects.filter(email=email).first() or UserFactory(email=email, name="Gast Persoon")
    return accept(token=token_in_the_mail(), name="", signed_in=known, now=now)


def token_in_the_mail() -> str:
    return re.search(r"/uitnodiging/(\S+)", mailed()[-1].body)[1]


def test_a_guest_reads_this_request_and_nothing_around_it(request_, coordinator, guest: User) -> None:
    now = timezone.now()
    asked = therapist(
        now=now, name="Behandelaar Zichtbaar", email="contact@voorbeeld.example", phone="0612345678"
    )
    ask(request=request_, professionals=[asked], by=request_.made_by, now=now)
    sibling = open_request_by(request_.made_by, now=now, family="familie1")
    theirs = browser_of(guest)
    page = theirs.get(f"/aanvragen/{request_.pk}")
    assert page.status_code == 200 and "Je kijkt mee als gast" in page.text
    for hidden in (
        "Behandelaar Zichtbaar",
        sibling.pseudonym,
        request_.made_by.name,
        coordinator.email,
        "Wie kijkt mee",
    ):
        assert hidden not in page.text
    assert (
        "<form"
        not in re.sub(r"<header.*?</header>|<footer.*?</footer>", "", page.text, flags=re.DOTALL)
        .split("<main")[1]
        .split("</main>")[0]
    )
    assert theirs.get(f"/aanvragen/{sibling.pk}").status_code == 404
    listed = theirs.get("/aanvragen").text
    assert request_.pseudonym in listed and sibling.pseudonym not in listed
    profile = theirs.get(f"/behandelaars/{asked.pk}").text
    assert "contact@voorbeeld.example" not in profile and "0612345678" not in profile
    assert theirs.get(f"/api/v1/requests/{request_.pk}").status_code == 404
    assert request_.pseudonym not in theirs.get("/api/v1/requests").text


def test_a_school_contact_reaches_no_request_not_even_of_the_school(request_) -> None:
    school = OrganisationFactory(kind=OrganisationKind.EDUCATION)
    OrganisationProfileFactory(organisation=school)
    own = open_request_by(person_with(Role.MEMBER, school), now=timezone.now())
    contact = person_with(Role.SCHOOL_CONTACT, school)
    theirs = browser_of(contact)
    assert list(TreatmentRequest.objects.visible_to(contact)) == []
    for request in (own, request_):
        assert theirs.get(f"/aanvragen/{request.pk}").status_code == 404
        assert theirs.get(f"/api/v1/requests/{request.pk}").status_code == 404
        assert not contact.has_perm(Permission.VIEW_REQUEST, request)
    assert not contact.has_perm(Permission.INVITE_GUEST, school)


def test_a_guest_changes_nothing(request_, guest: User) -> None:
    theirs, before = (
        browser_of(guest),
        TreatmentRequest.objects.values("state", "version", "urgency").get(pk=request_.pk),
    )
    for rest in (
        "wijzigen",
        "sluiten",
        "openen",
        "vragen",
        "client-wil-niet",
        "meekijkers",
        "notitie",
        "behandelaars",
    ):
        assert theirs.post(f"/aanvragen/{request_.pk}/{rest}").status_code in {404, 405}
        assert theirs.get(f"/aanvragen/{request_.pk}/{rest}").status_code in {404, 405}
    assert TreatmentRequest.objects.values("state", "version", "urgency").get(pk=request_.pk) == before
    for permission in (Permission.EDIT_REQUEST, Permission.ASK_THERAPIST, Permission.CONFIRM_PLACEMENT):
        assert not guest.has_perm(permission, request_)


def test_it_ends_at_the_next_click(request_, coordinator, guest: User) -> None:
    theirs = browser_of(guest)
    address = f"/aanvragen/{request_.pk}"
    assert theirs.get(address).status_code == 200
    row = CaseGuest.objects.get()
    answer = browser_of(coordinator).post(f"{address}/meekijkers/{row.pk}/weg", follow=True)
    assert "Gestopt" in answer.text
    assert theirs.get(address).status_code == 404
    again = browser_of(coordinator).post(f"{address}/meekijkers/{row.pk}/weg", follow=True)
    assert "al gedaan" in again.text
    assert Event.objects.about(row).filter(action="guest.ended").count() == 1


def test_it_ends_with_the_day_and_with_the_account(request_, guest: User) -> None:
    CaseGuest.objects.update(starts_on="2026-01-01", ends_on=local_date(timezone.now()) - timedelta(days=1))
    assert not User.objects.get(pk=guest.pk).has_perm(Permission.VIEW_REQUEST, request_)
    CaseGuest.objects.update(ends_on=local_date(timezone.now()))
    assert User.objects.get(pk=guest.pk).has_perm(Permission.VIEW_REQUEST, request_)
    User.objects.filter(pk=guest.pk).update(is_active=False)
    assert not TreatmentRequest.objects.visible_to(User.objects.get(pk=guest.pk)).exists()


def test_a_link_pressed_after_the_last_day_lets_nobody_in(request_, coordinator) -> None:
    now = timezone.now()
    invite_guest(
        organisation=request_.organisation,
        subject=request_,
        permission=Permission.EDIT_REQUEST,
        email=EMAIL,
        until=local_date(now),
        by=coordinator,
        now=now,
    )
    with pytest.raises(LinkRefused):
        accept(token=token_in_the_mail(), name="Te Laat", signed_in=None, now=now + timedelta(days=1))
    assert not CaseGuest.objects.exists()


def test_it_ends_with_the_case_and_open_invitations_too(request_, coordinator, guest: User) -> None:
    now = timezone.now()
    invite_guest(
        organisation=request_.organisation,
        subject=request_,
        permission=Permission.EDIT_REQUEST,
        email="later@voorbeeld.example",
        until=local_date(now),
        by=coordinator,
        now=now,
    )
    token = token_in_the_mail()
    close_request(request=request_, reason=ClosedReason.NOT_NEEDED, by=coordinator, now=now)
    assert CaseGuest.objects.get().ended_at == now
    assert browser_of(guest).get(f"/aanvragen/{request_.pk}").status_code == 404
    with pytest.raises(LinkRefused):
        accept(token=token, name="Te Laat", signed_in=None, now=now)


def test_even_without_the_row_ended_a_closed_request_opens_to_no_guest(request_, guest: User) -> None:
    TreatmentRequest.objects.filter(pk=request_.pk).update(state=RequestState.CLOSED)
    closed = TreatmentRequest.objects.get(pk=request_.pk)
    fresh = User.objects.get(pk=guest.pk)
    assert not fresh.has_perm(Permission.VIEW_REQUEST, closed)
    assert not TreatmentRequest.objects.visible_to(fresh).exists()


def test_only_who_coordinates_invites_and_not_for_long(request_, coordinator) -> None:
    now = timezone.now()
    given = {
        "organisation": request_.organisation,
        "subject": request_,
        "permission": Permission.EDIT_REQUEST,
        "email": EMAIL,
        "now": now,
    }
    for outsider in (person_with(Role.COORDINATOR), UserFactory(), person_with(Role.PROJECT_LEAD)):
        with pytest.raises(PermissionDenied):
            invite_guest(until=local_date(now), by=outsider, **given)
    for until in (local_date(now) - timedelta(days=1), local_date(now) + timedelta(days=200)):
        with pytest.raises(TooLong):
            invite_guest(until=until, by=coordinator, **given)
    with pytest.raises(AlreadyHeld):
        invite_guest(until=local_date(now), by=coordinator, **given | {"email": request_.made_by.email})
    member = browser_of(request_.made_by)
    assert member.post(f"/aanvragen/{request_.pk}/meekijkers", {"email": EMAIL}).status_code == 404
    assert (
        "uitnodigen"
        not in member.get(f"/aanvragen/{request_.pk}").text.split("meekijkers-kop")[1].split("</section>")[0]
    )


def test_inviting_on_the_page(request_, coordinator) -> None:
    theirs, address = browser_of(coordinator), f"/aanvragen/{request_.pk}/meekijkers"
    wrong = theirs.post(address, {"email": "geen adres", "until": "31-12-2999"})
    assert wrong.status_code == 400 and "geen adres" in wrong.text
    late = theirs.post(address, {"email": EMAIL, "until": "31-12-2999"})
    assert late.status_code == 400 and "half jaar" in late.text
    day = (timezone.now() + timedelta(days=20)).strftime("%d-%m-%Y")
    assert theirs.post(address, {"email": EMAIL, "until": day}).status_code == 302
    message = mailed()[-1]
    for secret in (
        request_.pseudonym,
        request_.pk,
        request_.organisation.name,
        "cliënt",
        "aanvraag",
        "geweld",
    ):
        assert secret.lower() not in f"{message.subject} {message.body}".lower()
    invitation = Invitation.objects.get()
    assert theirs.post(f"{address}/uitnodiging/{invitation.pk}/weg", follow=True).text.count("Ingetrokken")
    assert "intussen" in theirs.post(f"{address}/uitnodiging/{invitation.pk}/weg", follow=True).text


def test_invited_twice_looks_along_once(request_, coordinator, guest: User) -> None:
    User.objects.filter(pk=guest.pk).update(last_login=timezone.now())
    let_in(request_, coordinator)
    assert CaseGuest.objects.count() == 1


def test_a_guest_finds_the_request_on_the_own_page(request_, guest: User) -> None:
    assert f"/aanvragen/{request_.pk}" in browser_of(guest).get("/mijn").text


def test_what_may_i_do_tells_a_guest(request_, guest: User) -> None:
    text = browser_of(guest).get("/account/wat-mag-ik").text
    assert "Je kijkt mee" in text and "Opvang De Vlier" in text and request_.pseudonym not in text


def test_more_guests_need_no_more_queries(
    request_, coordinator, assert_queries_constant, now: datetime
) -> None:
    theirs = browser_of(coordinator)
    with assert_queries_constant(lambda: theirs.get(f"/aanvragen/{request_.pk}")):
        for number in range(3):
            let_in(request_, coordinator, f"gast{number}@voorbeeld.example")


def test_a_guest_is_told_where_to_look_and_not_to_join_something(
    request_: TreatmentRequest, guest: User
) -> None:
    browser = browser_of(guest)

    mine, listed = browser.get("/mijn").text, browser.get("/aanvragen").text

    assert "Je hoort op dit moment niet" not in mine and "Vraag de beheerder" not in mine
    assert "In jouw rol" not in mine and "Je leest alleen mee" in mine
    assert "Geen aanvragen voor jou" not in listed
    assert f'<a href="/aanvragen/{request_.pk}">{request_.pseudonym}</a>' in listed
    logged = Event.objects.filter(action="request.listed", actor_id=str(guest.pk))
    assert [event.details["guest"] for event in logged] == [True]
    close_request(request=request_, reason=ClosedReason.NOT_NEEDED, by=request_.made_by, now=timezone.now())
    after = browser.get("/aanvragen").text
    assert request_.pseudonym not in after and "Geen aanvragen voor jou" in after
