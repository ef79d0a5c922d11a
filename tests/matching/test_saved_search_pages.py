"""Saving a search and keeping the list, with pages and buttons alone: no script is needed."""

import re

import pytest
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.matching.models import SavedSearch
from tests.factories.accounts import UserFactory, person_with
from tests.factories.searches import saved
from tests.matching.requesting import asked_request, signed_in, therapist, worker

pytestmark = pytest.mark.django_db
LIST = "/mijn/zoekopdrachten"
FILTERS = "plaats=Almere&binnen=30&voor-wie=child_6_12"


def text_of(response) -> str:
    return response.content.decode()


def test_from_the_finder_to_the_list():
    asker = worker()
    browser = signed_in(asker)
    page = text_of(browser.get(f"/behandelaars?{FILTERS}"))
    address = re.search(r'href="(/mijn/zoekopdrachten/nieuw\?[^"]+)"', page)[1].replace("&amp;", "&")
    assert "Almere" in text_of(browser.get(address))
    answer = browser.post(address, {"name": "Kinderen bij Almere"}, follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    assert "Kinderen bij Almere" in text_of(answer) and "1 van hooguit 20" in text_of(answer)
    search = SavedSearch.objects.get()
    assert (search.user, search.name) == (asker, "Kinderen bij Almere")
    assert f"/behandelaars?{search.query}".replace("&", "&amp;") in text_of(answer)


def test_the_same_filters_are_kept_once_and_the_name_they_have_is_said():
    browser = signed_in(worker())
    browser.post(f"{LIST}/nieuw?{FILTERS}", {"name": "Kinderen bij Almere"})
    turned_around = "&".join(reversed(FILTERS.split("&")))
    again = browser.post(f"{LIST}/nieuw?{turned_around}", {"name": "Nog een keer"}, follow=True)
    assert "Deze zoekopdracht bewaar je al, als “Kinderen bij Almere”." in text_of(again)
    browser.post(f"{LIST}/nieuw?{FILTERS}&taal=ar", {"name": "Met taal"})
    assert sorted(search.name for search in SavedSearch.objects.all()) == ["Kinderen bij Almere", "Met taal"]
    browser.post(f"{LIST}/{SavedSearch.objects.earliest('made_at').pk}/weg")
    browser.post(f"{LIST}/nieuw?{FILTERS}", {"name": "Opnieuw"})
    assert SavedSearch.objects.filter(removed_at__isnull=True).count() == 2
    browser.post(
        f"{LIST}/{SavedSearch.objects.earliest('made_at').pk}/terug"
    )  # an old undo makes no second one
    kept = SavedSearch.objects.filter(removed_at__isnull=True)
    assert sorted(search.name for search in kept) == ["Met taal", "Opnieuw"]


def test_from_a_request_to_the_list():
    asker = worker()
    request = asked_request(asker)
    browser = signed_in(asker)
    address = f"{LIST}/nieuw?aanvraag={request.pk}"
    assert address in text_of(browser.get(f"/aanvragen/{request.pk}/behandelaars"))
    browser.post(address, {"name": "Bij deze aanvraag"})
    assert SavedSearch.objects.get().request == request
    assert f"/aanvragen/{request.pk}/behandelaars" in text_of(browser.get(LIST))
    assert request.pseudonym not in text_of(browser.get(LIST))
    stranger = signed_in(person_with(Role.MEMBER))
    assert [stranger.get(address).status_code, stranger.post(address, {"name": "X"}).status_code] == [
        404,
        404,
    ]


@pytest.mark.parametrize(("name", "said"), [("", "name"), ("Bel 06-12345678", "een telefoonnummer")])
def test_a_name_that_cannot_be_keeps_what_was_typed(name: str, said: str):
    browser = signed_in(worker())
    answer = browser.post(f"{LIST}/nieuw?{FILTERS}", {"name": name})
    assert answer.status_code == 400 and said in text_of(answer) and name in text_of(answer)
    assert not SavedSearch.objects.exists()
    search = saved(timezone.now(), person_with(Role.MEMBER))
    again = signed_in(search.user).post(f"{LIST}/{search.pk}/naam", {"name": name})
    assert again.status_code == 400 and said in text_of(again)


def test_a_place_that_nobody_knows_is_no_search():
    browser = signed_in(worker())
    assert browser.get(f"{LIST}/nieuw?plaats=Bestaatnietstad").status_code == 404


def test_too_many_and_too_wide_are_said_plainly(settings):
    settings.SAVED_SEARCHES_AT_MOST, settings.SAVED_SEARCH_FITS_AT_MOST = 1, 0
    therapist()
    browser = signed_in(worker())
    assert "1 behandelaar past bij deze zoekopdracht" in text_of(
        browser.post(f"{LIST}/nieuw?{FILTERS}", {"name": "Ruim"})
    )
    browser.post(f"{LIST}/nieuw?{FILTERS}&methode=net", {"name": "Eerste"})
    assert "Je bewaart er al 1" in text_of(browser.post(f"{LIST}/nieuw?methode=net", {"name": "Tweede"}))
    assert [search.name for search in SavedSearch.objects.all()] == ["Eerste"]


def test_pausing_and_removing_can_be_undone_from_the_message():
    search = saved(timezone.now())
    browser = signed_in(search.user)
    for deed, undo in (("pauze", "verder"), ("weg", "terug")):
        page = text_of(browser.post(f"{LIST}/{search.pk}/{deed}", follow=True))
        assert f'action="{LIST}/{search.pk}/{undo}"' in page
        browser.post(f"{LIST}/{search.pk}/{undo}")
        kept = SavedSearch.objects.get()
        assert (kept.paused_at, kept.removed_at) == (None, None)


def test_the_search_of_another_does_not_exist():
    search = saved(timezone.now())
    for user in (person_with(Role.OWNER), person_with(Role.THERAPIST), UserFactory()):
        browser = signed_in(user)
        for deed in ("naam", "pauze", "verder", "weg", "terug"):
            assert browser.post(f"{LIST}/{search.pk}/{deed}", {"name": "Mij"}).status_code == 404


def test_the_list_needs_no_more_queries_with_more_searches(assert_queries_constant):
    asker, now = person_with(Role.MEMBER), timezone.now()
    saved(now, asker)
    browser = signed_in(asker)
    with assert_queries_constant(lambda: browser.get(LIST)):
        for number in range(4):
            saved(now, asker, name=f"Nummer {number + 2}")
