"""Nothing in the index, and nothing that searching shows, is more than a page would tell the same person."""

import re

import pytest
from django.core.management import call_command
from django.db import connection

from drakentemmers.accounts.models import Organisation
from drakentemmers.directory.actions.locations import add_location, set_confidential
from drakentemmers.directory.actions.removal import leave_directory
from drakentemmers.directory.models import Professional
from drakentemmers.directory.read.places import PlaceFound
from drakentemmers.kernel.models import SearchDocument
from drakentemmers.kernel.search.index import learn, reindex
from drakentemmers.kernel.search.kinds import EVERYONE, kinds
from tests.factories.accounts import OrganisationFactory
from tests.factories.directory import (
    LocationFactory,
    MunicipalityFactory,
    OrganisationProfileFactory,
    ProfessionalFactory,
    WorkLocationFactory,
)
from tests.house.secrets_of_models import WHO_MAY_READ
from tests.house.stage import build_stage
from tests.house.test_canaries import CANARY, plant

pytestmark = pytest.mark.django_db


def index_everything() -> None:
    for kind in kinds():
        reindex(kind)


def everything_in_the_index() -> str:
    """Return all that the database keeps for searching, terms included."""
    with connection.cursor() as cursor:
        tables = [
            name for name in connection.introspection.table_names(cursor) if name.startswith("kernel_search")
        ]
        kept = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names from the database
            kept.append(str(cursor.fetchall()))
    return " ".join(kept)


def test_no_secret_of_any_model_comes_into_the_index(settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    build_stage()
    planted = plant()
    index_everything()
    kept = everything_in_the_index()
    assert SearchDocument.objects.exclude(kind="text").exists()
    assert {planted[word] for word in CANARY.findall(kept) if word in planted} == set()


def test_the_index_holds_public_words_only_where_a_stranger_belongs():
    """The canaries above are planted where not everybody may read: what is public is public on purpose."""
    public = {
        f"{model}.{name}"
        for model, fields in WHO_MAY_READ.items()
        for name, who in fields.items()
        if who and "stranger" in who
    }
    assert {"directory.Professional.about", "accounts.Organisation.name"} <= public
    build_stage()
    index_everything()
    assert set(SearchDocument.objects.values_list("scope", flat=True)) == {EVERYONE}


def search(client, words: str, **more) -> str:
    pages = [client.get("/zoeken", {"q": words, **more}), client.get("/zoeken/suggesties", {"q": words})]
    assert [page.status_code for page in pages] == [200, 200]
    return " ".join(re.sub(r"</?mark>", "", page.content.decode()) for page in pages)


def test_a_profile_that_is_not_public_any_more_is_found_by_nobody_even_while_the_index_lags(client):
    professional = ProfessionalFactory(name="Josephine Krokodil")
    index_everything()
    assert "Josephine" in search(client, "krokodil")
    Professional.objects.update(is_active=False)
    shown = search(client, "krokodil")
    assert "Josephine" not in shown
    assert str(professional.pk) not in shown
    assert "Niets gevonden" in shown


def test_who_leaves_is_out_of_the_index_at_once(client, now):
    professional = ProfessionalFactory(name="Josephine Krokodil")
    index_everything()
    leave_directory(professional.user, now)
    assert not SearchDocument.objects.filter(object_id=professional.pk).exists()


def test_an_organisation_that_left_is_not_found(client):
    OrganisationFactory(name="Krokodil Opvang")
    index_everything()
    assert "Krokodil Opvang" in search(client, "krokodil")
    Organisation.objects.update(is_active=False)
    assert "Krokodil Opvang" not in search(client, "krokodil")


def test_contact_data_streets_and_postcodes_are_not_searchable(client):
    professional = ProfessionalFactory(email="zoekmij@voorbeeld.example", phone="0612345678")
    WorkLocationFactory(professional=professional, street="Krokodilstraat 1", postcode="9999ZZ")
    profile = OrganisationProfileFactory(phone="0201234567", email="opvang@voorbeeld.example")
    LocationFactory(organisation=profile.organisation, street="Nijlpaardlaan 2", is_confidential=False)
    index_everything()
    for words in ("krokodilstraat", "9999zz", "zoekmij", "0612345678", "nijlpaardlaan", "0201234567"):
        assert professional.name not in search(client, words)
        assert profile.organisation.name not in search(client, words)


def test_where_a_secret_address_is_stands_nowhere_in_the_index_not_even_its_municipality(client, now):
    municipality = MunicipalityFactory(code="GM9999", name="Krokodilrade")
    organisation = OrganisationFactory(name="Stil Huis", kind="womens_shelter")
    place = PlaceFound(
        "Krokodilrade", municipality.latitude, municipality.longitude, municipality.point, "1315"
    )
    location = add_location(organisation=organisation, place=place, by=None, now=now)
    assert "Stil Huis" not in search(client, "krokodilrade")
    set_confidential(location=location, is_confidential=False, by=None, now=now)
    assert "Stil Huis" in search(client, "krokodilrade")
    set_confidential(location=location, is_confidential=True, by=None, now=now)
    assert "Stil Huis" not in search(client, "krokodilrade")
    learn(["krokodilrade"])
    call_command("reindex")
    assert "krokodilrad" not in everything_in_the_index().casefold()
