"""The log names the organisation of the reader, and keeps whose the record is."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.actions.opening import NotForYou, open_record
from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from tests.accounts.test_guests import let_in
from tests.factories.accounts import MembershipFactory, OrganisationFactory, person_with
from tests.factories.directory import OrganisationProfileFactory
from tests.factories.matching import asked, open_request_by

pytestmark = pytest.mark.django_db
WHY = "help: De opvang vroeg om mee te kijken"


def last_read(by: User) -> tuple[str, str]:
    event = Event.objects.filter(actor_id=by.pk, action="request.read").latest("pk")
    return event.on_behalf_of, event.details["owner"]


def test_everybody_reads_for_the_own_organisation(now: datetime):
    (question,) = asked(now)
    request, therapist = question.request, question.professional.user
    lead, stranger = person_with(Role.PROJECT_LEAD), person_with(Role.MEMBER)
    own = {user: user.memberships.get().organisation_id for user in (lead, stranger, therapist)}
    own[request.made_by] = request.organisation_id
    for user in (request.made_by, therapist):
        open_record(request, by=user, now=now)
    open_record(request, by=lead, now=now, reason=WHY)
    with pytest.raises(NotForYou):
        open_record(request, by=stranger, now=now)
    for user, organisation in own.items():
        assert last_read(user) == (organisation, request.organisation_id)
    assert own[therapist] != request.organisation_id


@pytest.mark.parametrize(("second", "told"), [(Role.TRAINER, True), (Role.PROJECT_LEAD, False)])
def test_of_two_organisations_it_is_the_one_whose_role_opens_it(second: Role, told: bool, now: datetime):
    request = open_request_by(person_with(Role.MEMBER), now=now)
    office = OrganisationFactory()
    lead = person_with(Role.PROJECT_LEAD, office)
    MembershipFactory(user=lead, organisation=OrganisationFactory(), role=second)
    open_record(request, by=User.objects.get(pk=lead.pk), now=now, reason=WHY)
    assert last_read(lead) == (office.pk if told else "", request.organisation_id)


def test_a_guest_reads_for_nobody_and_the_log_says_guest(client: Client):
    now = timezone.now()
    request = open_request_by(person_with(Role.MEMBER), now=now)
    OrganisationProfileFactory(organisation=request.organisation)
    guest = let_in(request, person_with(Role.COORDINATOR, request.organisation))
    guest = User.objects.get(pk=guest.pk)
    open_record(request, by=guest, now=now)
    assert last_read(guest) == ("", request.organisation_id)
    assert Event.objects.filter(actor_id=guest.pk, action="request.read").get().details["guest"] is True
    client.force_login(request.made_by)
    entries = client.get(f"/logboek/wie/aanvraag/{request.pk}").context["entries"]
    (entry,) = (e for e in entries if (e.who, e.what) == (guest.name, "Bekeken"))
    assert (entry.organisation, entry.is_guest) == ("", True)
