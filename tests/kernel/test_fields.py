"""The encrypted field: plain for its own row, sealed in the database, and an error for everything else."""

import copy
import json
import pickle

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models, transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Lower
from django.forms import TextInput, model_to_dict, modelform_factory
from django.test.utils import isolate_apps
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from drakentemmers.accounts.models import User
from drakentemmers.directory.models import WorkLocation
from drakentemmers.kernel.encryption import Unreadable, key_of
from drakentemmers.kernel.fields import EncryptedTextField, Sealed
from drakentemmers.kernel.keys import new_key
from drakentemmers.kernel.models import Record
from drakentemmers.matching.models import RequestDraft, RequestStep
from tests.factories.accounts import UserFactory
from tests.factories.directory import LocationFactory, ProfessionalFactory, WorkLocationFactory

pytestmark = pytest.mark.django_db
SECRET = "Kanarielaan 17"


@pytest.fixture
def place(db: None) -> WorkLocation:
    return WorkLocationFactory(street=SECRET)


def stored(row: models.Model, column: str = "street") -> str:
    """Return what really stands in the column."""
    with connection.cursor() as cursor:
        table, key = row._meta.db_table, row._meta.pk.column
        cursor.execute(f"SELECT {column} FROM {table} WHERE {key} = %s", [row.pk])  # noqa: S608
        return cursor.fetchone()[0]


def put(row: models.Model, sealed: str, column: str = "street") -> None:
    """Write in the column behind the back of the site."""
    with connection.cursor() as cursor:
        table, key = row._meta.db_table, row._meta.pk.column
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [sealed, row.pk])  # noqa: S608


def fresh(row: models.Model) -> WorkLocation:
    return WorkLocation.objects.get(pk=row.pk)


# --- writing and reading


def test_the_database_holds_sealed_text_and_the_row_reads_plain_text(place):
    assert stored(place).startswith("dt1:test:") and "Kanarie" not in stored(place)
    assert fresh(place).street == SECRET
    assert isinstance(fresh(place).street, str)
    assert fresh(place).street + "!" == SECRET + "!"


def test_saving_some_fields_or_all_keeps_it(place):
    row = fresh(place)
    row.street = "Andere weg 2"
    row.save(update_fields=["street"])
    assert fresh(place).street == "Andere weg 2"
    row.radius_km = 7
    row.save()
    assert (fresh(place).street, fresh(place).radius_km) == ("Andere weg 2", 7)
    fresh(place).save(update_fields=["radius_km"])
    assert fresh(place).street == "Andere weg 2"


def test_what_nobody_changed_stays_as_it_is_sealed(place):
    before = stored(place)
    fresh(place).save()
    assert stored(place) == before
    row = fresh(place)
    row.street = str(row.street)
    row.save()
    assert stored(place) != before and fresh(place).street == SECRET


def test_making_and_changing_many_rows_at_once(place):
    professional = place.professional
    rows = [
        WorkLocation(professional=professional, street=f"Weg {n}", x=0, y=0, z=0, latitude=0, longitude=0)
        for n in range(3)
    ]
    WorkLocation.objects.bulk_create(rows)
    assert sorted(row.street for row in WorkLocation.objects.all()) == [SECRET, "Weg 0", "Weg 1", "Weg 2"]
    found = list(WorkLocation.objects.all())
    for row in found:
        row.street = f"Laan {row.pk}"
    WorkLocation.objects.bulk_update(found, ["street", "radius_km"])
    assert all(row.street == f"Laan {row.pk}" for row in WorkLocation.objects.all())
    assert all(stored(row).startswith("dt1:test:") for row in found)


def test_reading_anew_later_and_along_with_another_row(place):
    row = fresh(place)
    WorkLocation.objects.bulk_update([_with(fresh(place), street="Nieuw 1")], ["street"])
    row.refresh_from_db()
    assert row.street == "Nieuw 1"
    row.refresh_from_db(fields=["street"])
    assert row.street == "Nieuw 1"
    assert WorkLocation.objects.defer("street").get().street == "Nieuw 1"
    assert WorkLocation.objects.only("street").get().street == "Nieuw 1"
    assert WorkLocation.objects.select_related("professional").get().street == "Nieuw 1"
    assert place.professional.work_locations.get().street == "Nieuw 1"
    assert next(WorkLocation.objects.iterator()).street == "Nieuw 1"
    assert WorkLocation.objects.in_bulk([place.pk])[place.pk].street == "Nieuw 1"


def _with(row: WorkLocation, **values: str) -> WorkLocation:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def test_reading_it_asks_the_database_nothing_more(place, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [row.street for row in WorkLocation.objects.all()] == [SECRET]


def test_a_row_may_be_copied_under_a_new_id(place):
    for look_first in (False, True):
        row = fresh(place)
        if look_first:
            assert row.street == SECRET
        row.pk = row._meta.pk.get_default()
        row._state.adding = True
        row.save(force_insert=True)
        assert fresh(row).street == SECRET
    assert copy.deepcopy(fresh(place)).street == SECRET
    assert pickle.loads(pickle.dumps(fresh(place))).street == SECRET  # noqa: S301


def test_a_row_without_an_id_of_its_own_is_bound_by_the_named_field(now):
    user: User = UserFactory()
    RequestDraft.objects.update_or_create(user=user, defaults={"data": "a=1", "saved_at": now})
    RequestDraft.objects.update_or_create(user=user, defaults={"data": "note=geheim", "saved_at": now})
    draft = RequestDraft.objects.get()
    assert draft.data == "note=geheim"
    assert RequestDraft.objects.only("data").get().data == "note=geheim"
    assert stored(draft, "data").startswith("dt1:test:")
    assert RequestStep._meta.get_field("text").row == "code"


# --- forms, checks, fixtures


def test_forms_show_and_check_it_as_plain_text(place):
    form_class = modelform_factory(WorkLocation, fields=["street", "radius_km"])
    assert model_to_dict(fresh(place))["street"] == SECRET
    form = form_class({"street": "Formulierweg 3", "radius_km": "10"}, instance=fresh(place))
    assert isinstance(form.fields["street"].widget, TextInput)
    form.save()
    assert fresh(place).street == "Formulierweg 3"
    too_long = form_class({"street": "x" * 201, "radius_km": "10"}, instance=fresh(place))
    assert list(too_long.errors) == ["street"]
    with pytest.raises(ValidationError):
        _with(fresh(place), street="x" * 201).full_clean()
    fresh(place).full_clean()


def test_a_dump_is_plain_and_loads_again_sealed(place):
    dumped = serializers.serialize("json", [fresh(place)])
    assert json.loads(dumped)[0]["fields"]["street"] == SECRET
    before = stored(place)
    for row in serializers.deserialize("json", dumped):
        row.save()
    assert stored(place) != before and stored(place).startswith("dt1:test:")
    assert fresh(place).street == SECRET


# --- what never works on sealed text


@pytest.mark.parametrize(
    "values", [lambda q: q.values("street")[0]["street"], lambda q: q.values_list("street")[0][0]]
)
def test_values_give_an_object_that_has_no_text(place, values):
    value = values(WorkLocation.objects.all())
    assert isinstance(value, Sealed) and not isinstance(value, str)
    assert repr(value) == "<sealed>"
    with pytest.raises(Unreadable):
        str(value)
    with pytest.raises(Unreadable):
        f"{value}"
    with pytest.raises(TypeError):
        json.dumps(value)


@pytest.mark.parametrize(
    "search",
    [
        lambda q: q.filter(street=SECRET),
        lambda q: q.exclude(street=""),
        lambda q: q.filter(street__icontains="kanarie"),
        lambda q: q.filter(street__in=[SECRET]),
        lambda q: q.filter(street__lower=SECRET),
        lambda q: q.get(street=SECRET),
        lambda q: q.values("street").annotate(furthest=Max("radius_km")).filter(street=SECRET),
    ],
)
def test_searching_is_refused(place, search):
    with pytest.raises(FieldError):
        list(search(WorkLocation.objects.all()))


@pytest.mark.parametrize(
    "computed",
    [
        Lower("street"),
        F("street"),
        Max("street"),
        Concat("street", Value("x"), output_field=EncryptedTextField()),
    ],
)
def test_what_the_database_computes_with_it_has_no_text(place, computed):
    value = WorkLocation.objects.annotate(made=computed).values_list("made", flat=True)[0]
    assert isinstance(value, Sealed)


@pytest.mark.parametrize("value", [SECRET, "", F("place_name"), Value(SECRET), Lower("place_name")])
def test_writing_past_the_row_is_refused(place, value):
    before = stored(place)
    with pytest.raises(FieldError), transaction.atomic():
        WorkLocation.objects.update(street=value)
    assert stored(place) == before


def test_assigning_an_expression_to_a_row_is_refused(place):
    row = fresh(place)
    row.street = F("place_name")
    with pytest.raises(FieldError):
        row.save()


def test_only_whether_it_is_empty_in_the_database_may_be_asked(place):
    assert WorkLocation.objects.filter(street__isnull=False).count() == 1
    assert WorkLocation.objects.filter(street__sealed_with="test").count() == 1
    assert WorkLocation.objects.filter(street__sealed_with="tes").count() == 0
    assert WorkLocation.objects.filter(street__sealed_as=Sealed(stored(place))).count() == 1


# --- what never opens


def unreadable(row: WorkLocation) -> None:
    with pytest.raises(Unreadable):
        fresh(row).street  # noqa: B018
    with pytest.raises(Unreadable):
        row.refresh_from_db()
    with pytest.raises(Unreadable):
        serializers.serialize("json", WorkLocation.objects.filter(pk=row.pk))


def test_a_value_moved_to_another_row_column_or_table_does_not_open(place):
    sealed = stored(place)
    other = WorkLocationFactory(professional=place.professional, street="Elders 1")
    put(other, sealed)
    unreadable(other)
    put(place, sealed, "postcode")
    with pytest.raises(Unreadable):
        fresh(place).postcode  # noqa: B018
    location = LocationFactory(pk=place.pk)
    put(location, sealed)
    with pytest.raises(Unreadable):
        type(location).objects.get(pk=place.pk).street  # noqa: B018


@pytest.mark.parametrize("text", ["", SECRET, "dt1:test:", "dt1:other:AAAA", "dt1"])
def test_what_was_never_sealed_does_not_open(place, text):
    put(place, text)
    unreadable(place)


def test_another_key_does_not_open_it(place, settings):
    settings.FIELD_KEYS = new_key("test")
    unreadable(place)
    settings.FIELD_KEYS = new_key("2027")
    unreadable(place)


def test_a_row_that_does_not_open_can_be_saved_in_its_other_fields(place):
    """Nothing is lost by a wrong key: what cannot be read is not written either."""
    put(place, "dt1:test:kapot")
    row = fresh(place)
    row.radius_km = 3
    row.save()
    assert (stored(place), fresh(place).radius_km) == ("dt1:test:kapot", 3)


def test_a_value_under_an_older_key_is_sealed_anew_when_its_row_is_saved(place, settings):
    settings.FIELD_KEYS += "\n" + new_key("2027")
    assert fresh(place).street == SECRET
    assert key_of(stored(place)) == "test"
    fresh(place).save()
    assert key_of(stored(place)) == "2027"
    assert fresh(place).street == SECRET


class AnyText(TestCase):
    """Whatever is written comes back, also what looks like a sealed text; and any damage is found."""

    @settings(max_examples=60, deadline=None)
    @given(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
        | st.from_regex(r"dt1:test:[A-Za-z0-9_=-]{0,60}", fullmatch=True)
    )
    def test_it_comes_back_as_written(self, text: str) -> None:
        row = WorkLocationFactory(street=text)
        assert fresh(row).street == text

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def test_any_changed_character_is_found(self, data: st.DataObject) -> None:
        row = WorkLocationFactory(street=SECRET)
        sealed = stored(row)
        place = data.draw(st.integers(0, len(sealed) - 1))
        # The sealed text is new every time: what is drawn may not depend on what stands in it.
        others = [character for character in "Aa0_-:=é " if character != sealed[place]]
        other = others[data.draw(st.integers(0, 8)) % len(others)]
        put(row, sealed[:place] + other + sealed[place + 1 :])
        with pytest.raises(Unreadable):
            fresh(row).street  # noqa: B018


# --- the check of the models themselves


def errors_of(model: type[models.Model]) -> list[str]:
    return [error.id for error in model.check() if error.id.startswith("kernel.")]


@isolate_apps("drakentemmers.kernel")
def test_a_model_whose_rows_get_their_id_too_late_is_refused():
    class Late(models.Model):  # noqa: DJ008
        note = EncryptedTextField()

        class Meta:
            app_label = "kernel"

    class Named(models.Model):  # noqa: DJ008
        code = models.CharField(max_length=12, unique=True)
        note = EncryptedTextField(row="code")

        class Meta:
            app_label = "kernel"

    class Misnamed(models.Model):  # noqa: DJ008
        kind = models.CharField(max_length=12)
        note = EncryptedTextField(row="kind")
        more = EncryptedTextField(row="nothing")

        class Meta:
            app_label = "kernel"

    class Known(Record):
        note = EncryptedTextField()

        class Meta:
            app_label = "kernel"

    assert errors_of(Late) == ["kernel.E002"]
    assert errors_of(Named) == errors_of(Known) == []
    assert errors_of(Misnamed) == ["kernel.E003", "kernel.E001"]


@isolate_apps("drakentemmers.kernel")
def test_what_cannot_work_on_sealed_text_is_refused_in_a_model():
    class Sorted(Record):
        note = EncryptedTextField()

        class Meta:
            app_label = "kernel"
            ordering = ["-note"]

    class Unique(Record):
        note = EncryptedTextField(unique=True)

        class Meta:
            app_label = "kernel"

    assert errors_of(Sorted) == errors_of(Unique) == ["kernel.E004"]


def test_the_professional_of_a_place_is_not_touched(place):
    """Opening one row reads nothing of another one."""
    other = WorkLocationFactory(professional=ProfessionalFactory(), street="Elders 1")
    put(other, "dt1:test:kapot")
    assert [row.street for row in WorkLocation.objects.filter(pk=place.pk)] == [SECRET]
