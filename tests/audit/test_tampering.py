"""Edit, delete, insert, swap, backdate, cut the tail: each is found, and named with the first row that is wrong."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from drakentemmers.audit.actions.sealing import seal_left_behind
from drakentemmers.audit.actions.tending import tend_log
from drakentemmers.audit.models import Event, Seal
from drakentemmers.audit.read import verification
from drakentemmers.audit.read.verification import verify
from drakentemmers.audit.verifying import Fault
from tests.audit.chains import break_in, event_at, found, sql, write_events
from tests.thoroughness import RUNS

pytestmark = pytest.mark.django_db
COUNT = 8
EXAMPLES = 5 * RUNS
COLUMNS = [field.column for field in Event._meta.concrete_fields if field.column != "id"]
WITHOUT_AT = [column for column in COLUMNS if column not in {"at", "details"}]


@pytest.fixture
def anchor_file(tmp_path: Path, settings) -> Path:
    settings.LOG_ANCHOR_FILE = str(tmp_path / "anchors.jsonl")
    return tmp_path / "anchors.jsonl"


@pytest.fixture
def log() -> list[Event]:
    events = write_events(COUNT)
    assert found() is None
    break_in()
    return events


def edit(position: int, column: str = "action") -> None:
    sql(f"UPDATE audit_event SET {column} = 'x' WHERE id = %s", event_at(position))  # noqa: S608


def backdate(position: int) -> None:
    sql("UPDATE audit_event SET at = %s WHERE id = %s", "2026-10-01 08:00:00+00:00", event_at(position))


def delete_event(position: int) -> None:
    sql("DELETE FROM audit_event WHERE id = %s", event_at(position))


def delete_link(position: int) -> None:
    sql("DELETE FROM audit_seal WHERE position = %s", position)


def delete_both(position: int) -> None:
    delete_event(position)
    delete_link(position)


def swap_events(one: int, other: int) -> None:
    first, second = event_at(one), event_at(other)
    rows = {row["id"]: row for row in Event.objects.filter(pk__in=[first, second]).values()}
    for target, source in ((first, rows[second]), (second, rows[first])):
        Event.objects.filter(pk=target).update(**{name: source[name] for name in source if name != "id"})


def swap_contents_but_not_hashes(one: int, other: int) -> None:
    macs = {pk: Event.objects.get(pk=pk).mac for pk in (event_at(one), event_at(other))}
    swap_events(one, other)
    for pk, mac in macs.items():
        Event.objects.filter(pk=pk).update(mac=mac)


def swap_links(one: int, other: int) -> None:
    for before, after in ((one, -1), (other, one), (-1, other)):
        sql("UPDATE audit_seal SET position = %s WHERE position = %s", after, before)


def swap_targets(one: int, other: int) -> None:
    first, second = event_at(one), event_at(other)
    for position, target in ((one, -1), (other, first), (one, second)):
        sql("UPDATE audit_seal SET event_id = %s WHERE position = %s", target, position)


def insert(**changes: object) -> Event:
    """Put a row in the log; without changes it is a copy of the first event."""
    copy = Event.objects.order_by("pk").first()
    copy.pk = None
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)
    return copy


def insert_with_link(position: int) -> None:
    """Make room in the chain and put a row of one's own there."""
    for place in range(COUNT, position - 1, -1):
        sql("UPDATE audit_seal SET position = %s WHERE position = %s", place + 1, place)
    made = insert(action="organisation.read", mac="0" * 64)
    before = Seal.objects.filter(position__lt=position).order_by("-position").first()
    Seal.objects.create(
        position=position,
        event_id=made.pk,
        event_mac=made.mac,
        event_at=made.at,
        previous=before.seal if before else "0" * 64,
        sealed_at=made.at,
        key_id="test",
        seal="1" * 64,
    )


ONE = {
    "edit": (edit, Fault.EDITED),
    "backdate": (backdate, Fault.BACKDATED),
    "delete the event": (delete_event, Fault.DELETED),
    "delete the event and its link": (delete_both, Fault.DELETED),
    "insert with a link": (insert_with_link, Fault.INSERTED),
}
TWO = {
    "swap the events": swap_events,
    "swap all but their hashes": swap_contents_but_not_hashes,
    "swap the links": swap_links,
    "swap what the links point to": swap_targets,
}
position_but_not_last = st.integers(1, COUNT - 1)


@how(deadline=None, max_examples=EXAMPLES)
@given(deed=st.sampled_from(sorted(ONE)), position=position_but_not_last)
def test_one_row_touched_is_named(deed: str, position: int):
    tamper, fault = ONE[deed]
    with transaction.atomic():
        write_events(COUNT)
        break_in()
        tamper(position)
        assert found() == (fault, position)
        transaction.set_rollback(True)


@how(deadline=None, max_examples=EXAMPLES)
@given(deed=st.sampled_from(sorted(TWO)), two=st.sets(st.integers(1, COUNT), min_size=2, max_size=2))
def test_two_rows_that_changed_places_are_named(deed: str, two: set[int]):
    with transaction.atomic():
        write_events(COUNT)
        break_in()
        TWO[deed](*sorted(two))
        assert found() == (Fault.SWAPPED, min(two))
        transaction.set_rollback(True)


@how(deadline=None, max_examples=EXAMPLES)
@given(data=st.data())
def test_whatever_is_done_it_is_found_at_the_first_row_it_touched(data: st.DataObject):
    one = st.tuples(st.sampled_from(sorted({*ONE} - {"insert with a link"})), position_but_not_last)
    deeds = data.draw(st.lists(one, min_size=1, max_size=4, unique_by=lambda deed: deed[1]))
    with transaction.atomic():
        write_events(COUNT)
        break_in()
        for deed, position in deeds:
            ONE[deed][0](position)
        first = min(deeds, key=lambda deed: deed[1])
        assert found() == (ONE[first[0]][1], first[1])
        transaction.set_rollback(True)


@pytest.mark.parametrize("column", WITHOUT_AT)
def test_no_column_can_be_changed_unseen(log: list[Event], column: str):
    edit(3, column)
    assert found() == (Fault.EDITED, 3)


def test_details_cannot_be_changed_unseen(log: list[Event]):
    Event.objects.filter(pk=event_at(5)).update(details={"version": 6})
    assert found() == (Fault.EDITED, 5)


@pytest.mark.parametrize("column", ["event_mac", "previous", "key_id", "seal"])
def test_a_link_cannot_be_changed_unseen(log: list[Event], column: str):
    value = "test2" if column == "key_id" else "f" * 64
    sql(f"UPDATE audit_seal SET {column} = %s WHERE position = 4", value)  # noqa: S608
    assert found() is not None and found()[1] == 4


def test_a_link_alone_taken_away_leaves_a_gap(log: list[Event]):
    delete_link(2)
    assert found() == (Fault.DELETED, 2)
    assert seal_left_behind(now=log[0].at) == 1  # the event is true, so it is sealed again: at the end
    assert found() == (Fault.DELETED, 2)


def test_a_gap_longer_than_what_is_read_at_once_is_found_too(log: list[Event], monkeypatch):
    monkeypatch.setattr(verification, "CHUNK", 2)
    assert verify().checked == len(log)
    for position in (2, 3, 4):
        delete_link(position)
    assert found() == (Fault.DELETED, 2)


def test_a_made_up_event_is_never_sealed_and_named(log: list[Event]):
    made = insert(action="organisation.read", at=datetime.fromisoformat("2020-01-01T00:00Z"))
    assert seal_left_behind(now=made.at) == 0
    finding = verify().finding
    assert finding is not None and (finding.fault, finding.event_id) == (Fault.INSERTED, made.pk)


def test_a_copy_of_a_true_event_is_never_sealed_and_named(log: list[Event]):
    made = insert()
    assert seal_left_behind(now=made.at) == 0
    finding = verify().finding
    assert finding is not None and (finding.fault, finding.event_id) == (Fault.INSERTED, made.pk)


def test_a_true_event_that_waits_for_its_seal_is_no_fault(log: list[Event]):
    delete_link(COUNT)
    report = verify()
    assert report.is_whole and (report.checked, report.waiting) == (COUNT - 1, 1)


class TestAnchors:
    def test_a_tail_cut_off_is_seen_against_the_file_outside(self, log, anchor_file: Path):
        tend_log(now=log[0].at)
        for position in (COUNT, COUNT - 1):
            delete_both(position)
        assert found() == (Fault.TAIL_CUT, COUNT - 1)

    def test_a_log_that_was_emptied_is_seen_too(self, log, anchor_file: Path):
        tend_log(now=log[0].at)
        sql("DELETE FROM audit_event")
        sql("DELETE FROM audit_seal")
        assert found() == (Fault.TAIL_CUT, 1)

    def test_who_has_the_key_too_still_cannot_rewrite_what_was_anchored(self, log, anchor_file: Path):
        tend_log(now=log[0].at)
        sql("DELETE FROM audit_seal")
        seal_left_behind(now=log[-1].at)
        assert found() == (Fault.REWRITTEN, COUNT)

    def test_a_line_that_was_changed_is_a_fault(self, log, anchor_file: Path):
        tend_log(now=log[0].at)
        line = json.loads(anchor_file.read_text())
        anchor_file.write_text(json.dumps(line | {"position": 1}) + "\n")
        assert found() == (Fault.ANCHOR_EDITED, 0)
        anchor_file.write_text("geen anker\n")
        assert found() == (Fault.ANCHOR_EDITED, 0)

    def test_a_line_is_kept_every_so_many_events_and_when_tending(self, anchor_file: Path, settings):
        settings.LOG_ANCHOR_EVERY = 5
        for _ in range(4):
            write_events(3)
        positions = [json.loads(line)["position"] for line in anchor_file.read_text().splitlines()]
        assert positions == [6, 12]
        write_events(1)
        assert tend_log(now=Event.objects.latest("at").at).heads_kept == 1
        assert tend_log(now=Event.objects.latest("at").at).heads_kept == 0
        report = verify()
        assert report.is_whole and (report.checked, report.anchored) == (13, 3)

    def test_a_file_that_cannot_be_written_does_not_stop_anybody(self, tmp_path: Path, settings, caplog):
        settings.LOG_ANCHOR_FILE = str(tmp_path)  # a folder
        settings.LOG_ANCHOR_EVERY = 1
        write_events(2)
        assert Seal.objects.count() == 2
        assert "could not be kept outside the database" in caplog.text


def test_a_key_that_is_gone_is_not_called_tampering(log: list[Event], settings):
    settings.LOG_KEYS = settings.FIELD_KEYS.replace("test:", "nieuw:")
    assert found() == (Fault.KEY_MISSING, 1)


def test_keys_can_change_and_the_log_still_verifies(settings):
    write_events(2)
    settings.LOG_KEYS += "\n" + settings.FIELD_KEYS.replace("test:", "nieuw:")
    write_events(2)
    assert found() is None
    assert list(Event.objects.order_by("pk").values_list("key_id", flat=True)) == [
        "test",
        "test",
        "nieuw",
        "nieuw",
    ]


def test_missing_guards_are_told():
    write_events(1)
    break_in()
    assert len(verify().guards_missing) == 9
