"""Who opens a form, changes nothing and saves it, changes nothing: every form shows all of what is there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.directory import rules as words
from drakentemmers.kernel.clock import local_date
from drakentemmers.knowledge.rules import ReaderRole
from drakentemmers.matching.rules import NeedName
from tests.factories.accounts import person_with
from tests.factories.directory import RegionFactory
from tests.factories.knowledge import page as page_of_knowledge
from tests.factories.matching import open_request_by
from tests.house.filled_forms import as_it_stands
from tests.matching.requesting import signed_in, therapist, worker

pytestmark = pytest.mark.django_db
MOVES = {"version", "changed_at", "confirmed_at", "updated_at"}  # what saving itself moves on
SETS = {
    "groups": words.ClientGroup,
    "client_roles": words.ClientRole,
    "problems": words.Problem,
    "methods": words.Method,
    "languages": words.Language,
    "settings": words.Setting,
    "fundings": words.Funding,
}


def kept(row: Model) -> dict[str, Any]:
    """Return all that stands in a row, and which rows it is tied to."""
    fresh = type(row).objects.get(pk=row.pk)
    columns = {f.name: f.value_from_object(fresh) for f in fresh._meta.concrete_fields if f.name not in MOVES}
    ties = {f.name: {tied.pk for tied in getattr(fresh, f.name).all()} for f in fresh._meta.many_to_many}
    return columns | ties


def a_profile() -> tuple[Client, Model, str]:
    some = {name: frozenset(list(kind)[1::2]) for name, kind in SETS.items()}
    plain = {"gender": words.Gender.FEMALE, "works_with_interpreter": True, "about": "Over mij.\n\nEn meer."}
    professional = therapist(
        "Behandelaar Vol", phone="0612345678", email="ik@voorbeeld.example", **some, **plain
    )
    professional.regions.set([RegionFactory(), RegionFactory()])
    return signed_in(professional.user), professional, f"/behandelaars/{professional.pk}/bewerken"


def an_offer() -> tuple[Client, Model, str]:
    professional = therapist("Behandelaar Aanbod", places=3)
    offer = professional.offer
    offer.settings, offer.radius_km, offer.max_sessions = frozenset({words.Setting.SHELTER}), 17, 12
    offer.ends_on = local_date(timezone.now()) + timedelta(weeks=30)
    offer.save()
    return signed_in(professional.user), offer, "/mijn/aanbod"


def a_request() -> tuple[Client, Model, str]:
    asker = worker()
    request = open_request_by(
        asker,
        now=timezone.now(),
        place_name="Almere",
        problems=frozenset(words.Problem),
        methods=frozenset({words.Method.EMDR, words.Method.TF_CBT}),
        language=words.Language.ARABIC,
        wishes=frozenset({NeedName.LANGUAGE, NeedName.METHOD}),
        max_km=30,
        note="Graag na schooltijd.",
    )
    return signed_in(asker), request, f"/aanvragen/{request.pk}/wijzigen"


def an_organisation() -> tuple[Client, Model, str]:
    owner = person_with(Role.OWNER)
    organisation = owner.memberships.get().organisation
    return signed_in(owner), organisation, f"/organisaties/{organisation.pk}/bewerken"


@pytest.mark.parametrize("made", [a_profile, an_offer, a_request, an_organisation])
def test_saving_what_is_shown_changes_nothing(made: Callable[[], tuple[Client, Model, str]]) -> None:
    client, row, path = made()
    before = kept(row)
    answer = client.get(path)
    (form,) = [each for each in as_it_stands(path, answer.content) if each.path == path][:1]
    sent = client.post(form.path, form.body, content_type="application/x-www-form-urlencoded")
    assert sent.status_code == 302, (
        BeautifulSoup(sent.content, "html.parser").select_one("main").get_text(" ")
    )
    assert kept(row) == before


def test_an_editor_sees_which_words_a_page_has() -> None:
    page = page_of_knowledge(
        roles=frozenset({ReaderRole.THERAPIST}),
        client_groups=frozenset({words.ClientGroup.ADULT}),
        methods=frozenset({words.Method.EMDR, words.Method.NET}),
    )
    html = signed_in(person_with(Role.EDITOR)).get(f"/beheer/pages/{page.pk}/edit/").content
    soup = BeautifulSoup(html, "html.parser")
    ticked = {
        name: {box["value"] for box in soup.select(f'input[name="{name}"][checked]')}
        for name in ("roles", "client_groups", "methods")
    }
    assert ticked == {"roles": {"therapist"}, "client_groups": {"adult"}, "methods": {"emdr", "net"}}
