"""Editors keep the synonyms of the search; others never reach them."""

import pytest
from django.test import Client

from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.kernel.models import SearchSynonyms
from tests.factories.accounts import person_with

pytestmark = pytest.mark.django_db
LIST = "/beheer/snippets/kernel/searchsynonyms/"


def client_of(role: Role) -> Client:
    client = Client()
    client.force_login(person_with(role))
    return client


def test_an_editor_adds_changes_and_removes_a_list_and_each_is_logged():
    client = client_of(Role.EDITOR)
    assert client.post(f"{LIST}add/", {"words": "draak ,  griffioen\nfeniks"}).status_code == 302
    row = SearchSynonyms.objects.get(words="draak, griffioen, feniks")
    assert client.post(f"{LIST}edit/{row.pk}/", {"words": "draak, griffioen"}).status_code == 302
    row.refresh_from_db()
    assert row.phrases == ["draak", "griffioen"]
    assert "griffioen" in client.get(LIST).content.decode()
    assert client.post(f"{LIST}delete/{row.pk}/").status_code == 302
    assert not SearchSynonyms.objects.filter(pk=row.pk).exists()
    logged = (
        Event.objects.filter(action__startswith="synonyms.").order_by("pk").values_list("action", flat=True)
    )
    assert list(logged) == ["synonyms.added", "synonyms.changed", "synonyms.removed"]


@pytest.mark.parametrize("words", ["draak", " , ,", "draak," * 30 + "a", "draak, " + "x" * 81])
def test_a_list_that_cannot_work_is_refused_and_kept_on_the_screen(words):
    answer = client_of(Role.EDITOR).post(f"{LIST}add/", {"words": words})
    assert answer.status_code == 200
    assert not SearchSynonyms.objects.filter(words__contains="draak").exists()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.THERAPIST, Role.OWNER, Role.LOG_MANAGER])
def test_others_never_reach_them(role):
    assert client_of(role).get(LIST).status_code == 404
    assert client_of(role).post(f"{LIST}add/", {"words": "draak, griffioen"}).status_code == 404
