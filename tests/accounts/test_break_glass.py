"""Emergency access: asked by one, granted by another, for some hours, and told to everybody whose file it is."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from drakentemmers.accounts.access import Reason, WhyKept
from drakentemmers.accounts.actions.blocks import keep_organisation_from
from drakentemmers.accounts.actions.breakglass import ask_emergency, grant, may_grant, refuse, stop, withdraw
from drakentemmers.accounts.actions.opening import NotForYou, open_record
from drakentemmers.accounts.emergency import Stage
from drakentemmers.accounts.models import Block, EmergencyAccess, User
from drakentemmers.accounts.moves import MoveRefused
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.matching.models import TreatmentRequest
from tests.factories.accounts import OrganisationFactory, person_with
from tests.factories.directory import LocationFactory
from tests.factories.matching import open_request_by
from tests.matching.requesting import signed_in

pytestmark = pytest.mark.django_db
LINE = "Iemand belt in nood en de opvang is dicht"


@pytest.fixture
def request_elsewhere():
    return open_request_by(person_with(Role.OWNER), now=timezone.now())


@pytest.fixture
def helper():
    return person_with(Role.MEMBER)


@pytest.fixture
def guardian():
    return person_with(Role.LOG_MANAGER)


def fresh(user: User) -> User:
    """The person at the next request: what counts per request is read again."""
    return User.objects.get(pk=user.pk)


def ask(by, request, *, asked_for=None, hours=1, now=None) -> EmergencyAccess:
    return ask_emergency(
        organisation=request.organisation,
        asked_for=request.pseudonym if asked_for is None else asked_for,
        reason=Reason.SAFETY,
        line=LINE,
        hours=hours,
        by=by,
        now=now or timezone.now(),
    )


def test_it_opens_one_record_after_a_second_person_and_until_its_end(request_elsewhere, helper, guardian):
    now = timezone.now()
    other = open_request_by(request_elsewhere.made_by, now=now)
    emergency = ask(helper, request_elsewhere, now=now)
    with pytest.raises(NotForYou):
        open_record(request_elsewhere, by=fresh(helper), now=now)
    grant(emergency=emergency, by=guardian, now=now)
    open_record(request_elsewhere, by=fresh(helper), now=now)
    with pytest.raises(NotForYou):
        open_record(other, by=fresh(helper), now=now)
    read = Event.objects.get(action="breakglass.read")
    assert (read.subject_id, read.purpose) == (request_elsewhere.pk, f"safety: {LINE}")
    assert list(TreatmentRequest.objects.visible_to(fresh(helper))) == [request_elsewhere]
    EmergencyAccess.objects.update(ends_at=timezone.now())
    with pytest.raises(NotForYou):
        open_record(request_elsewhere, by=fresh(helper), now=timezone.now())
    assert signed_in(helper).get(f"/aanvragen/{request_elsewhere.pk}").status_code == 404


def test_who_loaded_the_page_in_time_is_still_refused_when_it_ended_meanwhile(
    request_elsewhere, helper, guardian
):
    now = timezone.now()
    emergency = ask(helper, request_elsewhere, now=now)
    grant(emergency=emergency, by=guardian, now=now)
    in_time = fresh(helper)
    assert in_time.emergency_reach
    assert in_time.has_perm("matching.view_request", request_elsewhere)
    from drakentemmers.accounts.actions.opening import ReasonNeeded

    with pytest.raises(ReasonNeeded):
        open_record(request_elsewhere, by=in_time, now=now + timedelta(hours=1))


def test_a_whole_organisation_opens_with_its_address_but_drafts_and_notes_stay_closed(helper, guardian):
    now = timezone.now()
    owner = person_with(Role.OWNER)
    one, two = (open_request_by(owner, now=now) for _ in range(2))
    draft = open_request_by(owner, now=now)
    TreatmentRequest.objects.filter(pk=draft.pk).update(state="draft")
    location = LocationFactory(organisation=one.organisation, street="Geheimlaan 1")
    grant(emergency=ask(helper, one, asked_for="", now=now), by=guardian, now=now)
    assert set(TreatmentRequest.objects.visible_to(fresh(helper))) == {one, two}
    browser = signed_in(helper)
    assert "Geheimlaan 1" not in browser.get(f"/organisaties/{one.organisation.pk}").content.decode()
    shown = browser.post(f"/organisaties/{one.organisation.pk}/locaties/{location.pk}/adres")
    assert "Geheimlaan 1" in shown.content.decode()
    listed = browser.get("/kantoor/noodtoegang").content.decode()
    assert one.pseudonym in listed and two.pseudonym in listed and f"/aanvragen/{one.pk}" in listed
    assert Event.objects.filter(action="breakglass.listed").exists()
    for path in ("wijzigen", "behandelaars", "notitie"):
        assert browser.get(f"/aanvragen/{one.pk}/{path}").status_code == 404
    assert browser.post(f"/aanvragen/{one.pk}/sluiten").status_code == 404


def test_every_opening_is_told_to_who_asked_who_granted_and_whose_it_is(
    request_elsewhere, helper, guardian, mailoutbox
):
    now = timezone.now()
    grant(emergency=ask(helper, request_elsewhere, now=now), by=guardian, now=now)
    for _ in range(2):
        open_record(request_elsewhere, by=fresh(helper), now=now)
    told = Counter(
        person
        for person in (helper, guardian, request_elsewhere.made_by)
        for _ in person.notifications.filter(topic="security.emergency_used")
    )
    assert told == {helper: 2, guardian: 2, request_elsewhere.made_by: 2}
    texts = " ".join(request_elsewhere.made_by.notifications.values_list("text", flat=True))
    assert request_elsewhere.pseudonym not in texts


def test_whose_it_is_finds_the_look_with_its_reason_and_who_granted_it(
    request_elsewhere, helper, guardian, mailoutbox
):
    now = timezone.now()
    owner = request_elsewhere.made_by
    grant(emergency=ask(helper, request_elsewhere, now=now), by=guardian, now=now)
    open_record(request_elsewhere, by=fresh(helper), now=now)
    news = owner.notifications.get(topic="security.emergency_used")
    assert news.path == f"/logboek/wie/aanvraag/{request_elsewhere.pk}"
    answer = signed_in(owner).get(news.path)
    (look,) = [entry for entry in answer.context["entries"] if entry.is_emergency]
    assert (look.who, look.reason, look.granted_by) == (
        helper.name,
        f"De veiligheid van iemand: {LINE}",
        guardian.name,
    )
    page = answer.content.decode()
    assert "Met noodtoegang" in page and LINE in page and f"Toegestaan door {guardian.name}" in page


def test_the_news_of_an_address_leads_to_its_organisation(request_elsewhere, helper, guardian):
    now, organisation = timezone.now(), request_elsewhere.organisation
    location = LocationFactory(organisation=organisation)
    grant(emergency=ask(helper, request_elsewhere, asked_for="", now=now), by=guardian, now=now)
    open_record(location, by=fresh(helper), now=now)
    news = request_elsewhere.made_by.notifications.get(topic="security.emergency_used")
    assert news.path == f"/logboek/wie/organisatie/{organisation.pk}"


def test_the_news_names_no_address_of_a_record_that_is_kept_from_somebody(
    request_elsewhere, helper, guardian
):
    now = timezone.now()
    kept = person_with(Role.COORDINATOR, request_elsewhere.organisation)
    keep_organisation_from(
        user=kept,
        organisation=request_elsewhere.organisation,
        why=WhyKept.PARTY,
        by=None,
        now=now,
    )
    grant(emergency=ask(helper, request_elsewhere, now=now), by=guardian, now=now)
    open_record(request_elsewhere, by=fresh(helper), now=now)
    assert kept.notifications.get(topic="security.emergency_used").path == "/mijn"


def test_who_asks_never_grants_and_nobody_else_takes_back(request_elsewhere, helper):
    administrator = person_with(Role.ADMINISTRATOR)
    own, theirs = ask(administrator, request_elsewhere), ask(helper, request_elsewhere)
    with pytest.raises(PermissionDenied):
        grant(emergency=own, by=administrator, now=timezone.now())
    with pytest.raises(MoveRefused):
        withdraw(emergency=theirs, by=administrator, now=timezone.now())
    for role in (Role.PROJECT_LEAD, Role.OWNER, Role.THERAPIST):
        with pytest.raises(PermissionDenied):
            grant(emergency=theirs, by=person_with(role), now=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyAccess.objects.filter(pk=own.pk).update(decided_by=administrator)


def test_a_guardian_of_the_own_organisation_only_when_there_is_no_other(request_elsewhere, helper):
    colleague = person_with(Role.LOG_MANAGER, helper.memberships.get().organisation)
    now, emergency = timezone.now(), ask(helper, request_elsewhere)
    assert may_grant(emergency, colleague, now)
    outsider = person_with(Role.ADMINISTRATOR)
    with pytest.raises(PermissionDenied):
        grant(emergency=emergency, by=colleague, now=now)
    grant(emergency=emergency, by=outsider, now=now)


def test_another_interest_stays_closed_in_an_emergency(request_elsewhere, helper, guardian):
    now, organisation = timezone.now(), request_elsewhere.organisation
    keep_organisation_from(user=helper, organisation=organisation, why=WhyKept.PARTY, by=None, now=now)
    grant(emergency=ask(helper, request_elsewhere, now=now), by=guardian, now=now)
    with pytest.raises(NotForYou):
        open_record(request_elsewhere, by=fresh(helper), now=now)


def test_who_asks_does_not_hear_whether_there_is_such_a_record(request_elsewhere, helper, guardian):
    real, made_up = ask(helper, request_elsewhere), ask(helper, request_elsewhere, asked_for="Baobab 99")
    asker, second = signed_in(helper), signed_in(guardian)
    assert "Zo’n aanvraag is er niet" not in asker.get("/kantoor/noodtoegang").content.decode()
    assert "Zo’n aanvraag is er niet" in second.get("/kantoor/noodtoegang").content.decode()
    with pytest.raises(MoveRefused):
        grant(emergency=made_up, by=guardian, now=timezone.now())
    refuse(emergency=made_up, by=guardian, now=timezone.now())
    assert real.stage == Stage.ASKED


def test_it_is_stopped_at_the_next_request(request_elsewhere, helper, guardian):
    emergency = ask(helper, request_elsewhere)
    grant(emergency=emergency, by=guardian, now=timezone.now())
    browser = signed_in(helper)
    assert browser.get(f"/aanvragen/{request_elsewhere.pk}").status_code == 200
    stop(emergency=emergency, by=guardian, now=timezone.now())
    assert browser.get(f"/aanvragen/{request_elsewhere.pk}").status_code == 404


@pytest.mark.parametrize(
    ("hours", "line"), [(0, LINE), (25, LINE), (1, "kort"), (1, "Bel 06 12345678 voor meer")]
)
def test_what_is_asked_has_a_limit_and_a_reason(request_elsewhere, helper, hours, line):
    with pytest.raises(ValidationError):
        ask_emergency(
            organisation=request_elsewhere.organisation,
            asked_for="",
            reason=Reason.SAFETY,
            line=line,
            hours=hours,
            by=helper,
            now=timezone.now(),
        )


def test_the_page_walks_through_it(request_elsewhere, helper, guardian):
    asker, second = signed_in(helper), signed_in(guardian)
    sent = {
        "organisation": request_elsewhere.organisation.name,
        "asked_for": request_elsewhere.pseudonym.lower(),
        "reason": "safety",
        "line": "kort",
        "hours": "4",
    }
    wrong = asker.post("/kantoor/noodtoegang", sent)
    assert wrong.status_code == 400 and 'value="kort"' in wrong.content.decode()
    assert asker.post("/kantoor/noodtoegang", sent | {"line": LINE}).status_code == 302
    emergency = EmergencyAccess.objects.get()
    assert LINE in second.get("/kantoor/noodtoegang").content.decode()
    asker.post(f"/kantoor/noodtoegang/{emergency.pk}/geven")
    assert EmergencyAccess.objects.get().stage == Stage.ASKED
    second.post(f"/kantoor/noodtoegang/{emergency.pk}/geven")
    assert EmergencyAccess.objects.get().stage == Stage.GRANTED
    assert f"/aanvragen/{request_elsewhere.pk}" in asker.get("/kantoor/noodtoegang").content.decode()
    stranger = signed_in(person_with(Role.MEMBER))
    for deed in ("geven", "weigeren", "terug", "stoppen"):
        assert stranger.post(f"/kantoor/noodtoegang/{emergency.pk}/{deed}").status_code == 404
    assert signed_in(person_with(Role.POLICY_READER)).get("/kantoor/noodtoegang").status_code == 404


def test_the_page_needs_as_many_queries_for_many(
    request_elsewhere, helper, guardian, assert_queries_constant
):
    browser = signed_in(guardian)
    ask(helper, request_elsewhere)
    with assert_queries_constant(lambda: browser.get("/kantoor/noodtoegang")):
        for _ in range(5):
            ask(person_with(Role.MEMBER), request_elsewhere)


def test_two_organisations_of_one_name_are_a_choice_and_no_dead_end(request_elsewhere, helper):
    organisation, browser = request_elsewhere.organisation, signed_in(helper)
    other = OrganisationFactory(name=organisation.name.upper())
    sent = {
        "organisation": organisation.name,
        "asked_for": "",
        "reason": "safety",
        "line": LINE,
        "hours": "1",
    }
    for which in ({}, {"which": "0" * 12}):
        asked = browser.post("/kantoor/noodtoegang", sent | which)
        page = asked.content.decode()
        assert asked.status_code == 400 and "Kies de goede" in page
        assert f'value="{organisation.pk}"' in page and f'value="{other.pk}"' in page and LINE in page
    assert browser.post("/kantoor/noodtoegang", sent | {"which": organisation.pk}).status_code == 302
    assert EmergencyAccess.objects.get().organisation == organisation
    unknown = browser.post("/kantoor/noodtoegang", sent | {"organisation": "Bestaat niet"})
    assert unknown.status_code == 400 and "Geen organisatie heeft deze woorden" in unknown.content.decode()
    mine = {"organisation": organisation.name, "why": "party", "which": other.pk}
    assert browser.post("/account/belangen", mine).status_code == 302
    assert Block.objects.get().organisation == other
