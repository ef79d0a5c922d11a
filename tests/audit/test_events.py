"""What stands in an event, and what its keyed hash covers."""

from datetime import datetime

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from drakentemmers.accounts.models import Organisation
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.actions import Rows, record, record_all, record_read
from drakentemmers.audit.chain import FIELDS, event_hash, plain
from drakentemmers.audit.models import Event
from drakentemmers.audit.rules import Kind, Sensitivity, kind_of
from drakentemmers.kernel.keys import parse_keyring
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with

pytestmark = pytest.mark.django_db


def fits(event: Event) -> bool:
    """Tell whether the hash of an event, as it stands in the database, is right."""
    stored = Event.objects.get(pk=event.pk)
    key = parse_keyring(settings.LOG_KEYS).keys[stored.key_id]
    return event_hash(key, stored.hashed_values()) == stored.mac


def test_an_event_says_who_what_why_and_for_whom(now: datetime):
    person, organisation = person_with(Role.COORDINATOR), OrganisationFactory()
    event = record_read(
        organisation, by=person, now=now, purpose="Overleg", on_behalf_of=organisation.pk, through="api"
    )
    stored = Event.objects.get(pk=event.pk)
    assert (stored.kind, stored.action, stored.at) == (Kind.READ, "organisation.read", now)
    assert (stored.actor_id, stored.actor_name, stored.actor_roles) == (
        str(person.pk),
        person.name,
        "coordinator",
    )
    assert (stored.purpose, stored.on_behalf_of) == ("Overleg", organisation.pk)
    assert (stored.subject_type, stored.subject_id) == ("accounts.organisation", organisation.pk)
    assert (stored.sensitivity, stored.outcome, stored.details) == (
        Sensitivity.ORDINARY,
        "done",
        {"through": "api"},
    )
    assert fits(event)


def test_a_name_and_a_purpose_are_one_line_that_reads_as_it_is(now: datetime):
    person = UserFactory(name="Sam\n18 november: niets\u202egnidlem")
    event = record(
        "organisation.changed",
        OrganisationFactory(),
        by=person,
        now=now,
        purpose=" Overleg\r\n\u200bhelp: x ",
    )
    assert (event.actor_name, event.purpose) == ("Sam 18 november: niets gnidlem", "Overleg help: x")


def test_a_list_is_one_event_with_the_first_hundred_ids_and_the_number(now: datetime):
    ids = [f"{number:012d}" for number in range(250)]
    event = record_read(Rows(Organisation, ids), by=None, now=now, action="organisation.exported", file="csv")
    assert (event.kind, event.subject_type, event.subject_id) == (Kind.EXPORT, "accounts.organisation", "")
    assert event.details == {"ids": ids[:100], "count": 250, "file": "csv"}
    rows = [OrganisationFactory(), OrganisationFactory()]
    listed = record_read(rows, by=None, now=now)
    assert (listed.action, listed.details["count"]) == ("organisation.listed", 2)
    assert record_read([], by=None, now=now, action="organisation.searched").details == {
        "ids": [],
        "count": 0,
    }
    assert fits(event) and fits(listed)


def test_seeing_has_a_word_that_says_how(now: datetime):
    with pytest.raises(ValueError, match="does not say how"):
        record_read(OrganisationFactory(), by=None, now=now, action="organisation.changed")
    assert not Event.objects.exists()
    assert [kind_of(action) for action in ("a.searched", "a.printed", "a.b.exported", "a.made", "read")] == [
        Kind.SEARCH,
        Kind.PRINT,
        Kind.EXPORT,
        Kind.WRITE,
        Kind.READ,
    ]


def test_many_events_in_one_go_have_a_hash_each(now: datetime):
    rows = [OrganisationFactory() for _ in range(3)]
    record_all("organisation.added", rows, by=None, now=now, kind="practice")
    events = list(Event.objects.order_by("pk"))
    assert [event.subject_id for event in events] == [row.pk for row in rows]
    assert all(map(fits, events)) and len({event.mac for event in events}) == 3


def test_every_field_is_under_the_hash(now: datetime):
    event = record("organisation.added", OrganisationFactory(), by=None, now=now)
    covered = {field.name for field in Event._meta.concrete_fields} - {"id", "mac"}
    assert covered == set(FIELDS)
    key = parse_keyring(settings.LOG_KEYS).current_key
    values = event.hashed_values()
    for place in range(len(values)):
        changed = [*values]
        changed[place] = f"{changed[place]}."
        assert event_hash(key, changed) != event.mac


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abcé ", max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@how(deadline=None)
@given(details=st.dictionaries(st.sampled_from(["een", "twee", "é"]), JSON))
def test_details_keep_their_hash_through_the_database(details):
    event = record(
        "organisation.added",
        Organisation(pk="0" * 12),
        by=None,
        now=datetime.fromisoformat("2026-11-18T15:00Z"),
        **details,
    )
    assert fits(event)


def test_what_json_does_not_know_is_refused(now: datetime):
    with pytest.raises(TypeError):
        plain({"on": now})
    with pytest.raises(ValueError, match="JSON"):
        plain([float("nan")])
