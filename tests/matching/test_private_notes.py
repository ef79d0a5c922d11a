"""Private notes: each side its own, encrypted, in versions; nobody who only looks along reads them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from drakentemmers.accounts.access import Reason, WhyKept
from drakentemmers.accounts.actions.blocks import keep_record_from
from drakentemmers.accounts.actions.opening import NotForYou, give_reason, open_record
from drakentemmers.accounts.emergency import Stage
from drakentemmers.accounts.models import EmergencyAccess
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.audit.models import Event
from drakentemmers.matching.actions.errors import TextHoldsPersonalData, VersionConflict
from drakentemmers.matching.actions.notes import write_note
from drakentemmers.matching.models import PrivateNote
from tests.factories.accounts import OrganisationFactory, person_with
from tests.matching.requesting import asked_request, signed_in, therapist, worker

pytestmark = pytest.mark.django_db
SECRET = "kanarie in het kozijn"


@pytest.fixture
def asked():
    """A request put to a therapist of a practice."""
    practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    professional = therapist(practice=practice)
    return asked_request(worker(), professional)


def written(request, *, by=None, organisation=None, text=SECRET, number=0) -> PrivateNote:
    return write_note(
        request=request,
        organisation=organisation or request.organisation,
        text=text,
        expected_number=number,
        by=by or request.made_by,
        now=timezone.now(),
    )


def side(request):
    professional = request.questions.get().professional
    return professional.user, professional.practice


def test_each_side_reads_its_own(asked):
    treating, practice = side(asked)
    written(asked)
    written(asked, by=treating, organisation=practice, text="notitie van de praktijk")
    colleague = person_with(Role.MEMBER, asked.organisation)
    path = f"/aanvragen/{asked.pk}/notitie"
    for user in (asked.made_by, colleague):
        page = signed_in(user).get(path).content.decode()
        assert SECRET in page and "notitie van de praktijk" not in page
    page = signed_in(treating).get(path).content.decode()
    assert "notitie van de praktijk" in page and SECRET not in page
    assert Event.objects.filter(action="note.read").count() == 3


def test_nobody_who_looks_along_reads_it_whatever_the_reason(asked):
    treating, practice = side(asked)
    note, now = written(asked), timezone.now()
    lead, helper = person_with(Role.PROJECT_LEAD), person_with(Role.MEMBER)
    EmergencyAccess.objects.create(
        asked_by=helper,
        asked_at=now,
        organisation=asked.organisation,
        reason=Reason.SAFETY,
        line="Iemand belt in nood",
        hours=1,
        stage=Stage.GRANTED,
        stage_since=now,
        ends_at=now + timedelta(hours=1),
    )
    give_reason(asked, by=lead, now=now, reason="help: De opvang vroeg om mee te kijken")
    for user in (lead, helper, treating, person_with(Role.COORDINATOR, practice)):
        with pytest.raises(NotForYou):
            open_record(note, by=user, now=now)
        with pytest.raises(PermissionDenied):
            written(asked, by=user, number=1)
    for user in (lead, helper):
        assert signed_in(user).get(f"/aanvragen/{asked.pk}").status_code == 200
        assert signed_in(user).get(f"/aanvragen/{asked.pk}/notitie").status_code == 404
        with pytest.raises(NotForYou):
            give_reason(note, by=user, now=now, reason="help: De opvang vroeg om mee te kijken")


def test_it_is_not_on_the_page_of_the_request_nor_in_the_api_nor_readable_in_the_database(asked):
    written(asked)
    browser = signed_in(asked.made_by)
    assert SECRET not in browser.get(f"/aanvragen/{asked.pk}").content.decode()
    assert SECRET not in browser.get(f"/api/v1/requests/{asked.pk}").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM matching_privatenote")
        assert SECRET not in str(cursor.fetchall())


def test_versions_are_added_and_the_same_text_again_is_no_version(asked):
    written(asked, text="eerst")
    written(asked, text="daarna", number=1)
    written(asked, text="daarna ", number=2)
    assert [note.text for note in asked.private_notes.latest_first()] == ["daarna", "eerst"]
    with pytest.raises(VersionConflict):
        written(asked, text="te laat", number=1)


def test_two_tabs_lose_nothing(asked):
    browser, path = signed_in(asked.made_by), f"/aanvragen/{asked.pk}/notitie"
    assert browser.post(path, {"text": "uit het eerste tabblad", "number": "0"}).status_code == 302
    late = browser.post(path, {"text": "uit het tweede tabblad", "number": "0"})
    assert late.status_code == 409
    page = late.content.decode()
    assert "uit het eerste tabblad" in page and "uit het tweede tabblad" in page
    assert browser.post(path, {"text": "samen", "number": "1"}).status_code == 302


def test_what_points_to_a_person_is_refused_and_kept_in_the_form(asked):
    with pytest.raises(TextHoldsPersonalData):
        written(asked, text="Bel 06 12345678")
    answer = signed_in(asked.made_by).post(
        f"/aanvragen/{asked.pk}/notitie", {"text": "Bel 06 12345678", "number": "0"}
    )
    assert answer.status_code == 400 and "Bel 06 12345678" in answer.content.decode()
    assert not PrivateNote.objects.exists()


def test_another_interest_closes_the_note_too(asked):
    note, colleague = written(asked), person_with(Role.MEMBER, asked.organisation)
    keep_record_from(
        user=colleague,
        subject=asked,
        organisation=asked.organisation,
        why=WhyKept.FAMILY,
        by=None,
        now=timezone.now(),
    )
    with pytest.raises(NotForYou):
        open_record(note, by=colleague, now=timezone.now())
    assert signed_in(colleague).get(f"/aanvragen/{asked.pk}/notitie").status_code == 404


def test_a_note_of_a_request_one_cannot_see_does_not_exist(asked):
    written(asked)
    assert signed_in(person_with(Role.OWNER)).get(f"/aanvragen/{asked.pk}/notitie").status_code == 404
