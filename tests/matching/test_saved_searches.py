"""A saved search tells once of each therapist who starts to fit."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import QueryDict

from drakentemmers.accounts.access import WhyFrozen
from drakentemmers.accounts.actions.outbox_sending import send_due
from drakentemmers.accounts.models import Freeze, OutgoingMail, User
from drakentemmers.accounts.rules import Role
from drakentemmers.accounts.topics import Topic, topic_of
from drakentemmers.audit.models import Event
from drakentemmers.directory.rules import ClientGroup, Method
from drakentemmers.home.actions.purging import purge
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.errors import TextHoldsPersonalData
from drakentemmers.matching.actions.offers import close_offer, confirm_offer, lower_offer, reopen_offer
from drakentemmers.matching.actions.removal import leave_matching
from drakentemmers.matching.actions.requests import close_request
from drakentemmers.matching.actions.searches import (
    SearchTooWide,
    TooManySearches,
    pause_search,
    remove_search,
    rename_search,
    restore_search,
    resume_search,
)
from drakentemmers.matching.actions.tending import tend
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.course import ClosedReason
from drakentemmers.matching.forms.find import FindForm
from drakentemmers.matching.models import KnownFit, Offer, SavedSearch
from drakentemmers.matching.read.my_data import PARTS
from drakentemmers.matching.read.searches import fitting, searches_of
from drakentemmers.matching.read.shortlist import find
from drakentemmers.matching.retention import KEPT
from drakentemmers.matching.saved_needs import need_in, written
from tests.factories.accounts import person_with
from tests.factories.directory import PlaceFactory, WorkLocationFactory
from tests.factories.matching import fresh, open_request_by, therapist, topics_of
from tests.factories.searches import QUERY, asking, saved

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(user: User) -> int:
    return user.notifications.filter(topic="matching.search_fit").count()


class TestTelling:
    def test_who_fits_already_is_known_and_not_told(self, now: datetime):
        therapist(now=now)
        search = saved(now)
        assert search.fits_now == 1
        assert tend(now=now + HOUR).new_fits_told == 0
        assert told(search.user) == 0

    def test_a_new_fit_is_told_once(self, now: datetime):
        search = saved(now)
        tend(now=now)
        therapist(now=now)
        assert tend(now=now + HOUR).new_fits_told == 1
        assert [tend(now=now + n * HOUR).new_fits_told for n in (1, 2, 30, 300)] == [0, 0, 0, 0]
        assert told(search.user) == 1
        assert Event.objects.filter(action="search.told", subject_id=search.pk).count() == 1

    def test_several_at_once_are_one_line(self, now: datetime):
        search = saved(now)
        for _ in range(3):
            therapist(now=now)
        assert tend(now=now + HOUR).new_fits_told == 3
        assert told(search.user) == 1

    def test_a_near_miss_is_never_told(self, now: datetime):
        search = saved(now)
        therapist(now=now, methods=frozenset({Method.SCHEMA_THERAPY}))
        need = FindForm(QueryDict(QUERY))
        assert need.is_valid()
        shortlist = find(need.need(local_date(now)), on=local_date(now), now=now)
        assert (shortlist.total_fits, shortlist.total_near_misses) == (0, 1)
        assert tend(now=now + HOUR).new_fits_told == 0
        assert told(search.user) == 0

    def test_a_near_miss_that_becomes_a_fit_is_told(self, now: datetime):
        search = saved(now)
        professional = therapist(now=now, methods=frozenset({Method.SCHEMA_THERAPY}))
        tend(now=now + HOUR)
        professional.methods = frozenset({Method.SCHEMA_THERAPY, Method.EMDR})
        professional.save()
        assert tend(now=now + 2 * HOUR).new_fits_told == 1
        assert told(search.user) == 1

    @pytest.mark.parametrize(("days_away", "again"), [(1, 0), (29, 0), (31, 1)])
    def test_who_was_away_is_told_again_after_thirty_days_only(
        self, now: datetime, days_away: int, again: int
    ):
        offer = therapist(now=now).offer
        search = saved(now)
        close_offer(offer=offer, by=None, now=now)
        tend(now=now + HOUR)
        back = now + HOUR + days_away * DAY
        reopen_offer(offer=offer, by=None, now=back)
        assert tend(now=back).new_fits_told == again
        assert told(search.user) == again

    def test_what_time_alone_changes_is_seen_the_same_day(self, now: datetime):
        search = saved(now)
        offer = therapist(now=now).offer
        until = local_date(now) + timedelta(days=3)
        Offer.objects.filter(pk=offer.pk).update(state=OfferState.CLOSED, parked_until=None, starts_on=until)
        assert tend(now=now + HOUR).new_fits_told == 0
        Offer.objects.filter(pk=offer.pk).update(state=OfferState.PARKED, parked_until=until)
        tend(now=now + 2 * HOUR)
        tend(now=now + 3 * DAY)
        assert told(search.user) == 1

    def test_without_changes_nobody_is_looked_at(self, now: datetime, django_assert_max_num_queries):
        for _ in range(3):
            saved(now)
        tend(now=now)
        assert [tend(now=now + n * HOUR).searches_touched for n in (1, 2)] == [0, 0]
        assert not SavedSearch.objects.due(local_date(now)).exists()

    def test_a_change_touches_only_the_searches_it_may_concern(self, now: datetime):
        for_children = saved(now)
        for_men = saved(now, query="voor-wie=adult&methode=net")
        tend(now=now)
        therapist(now=now, groups=frozenset({ClientGroup.CHILD_6_12}))
        assert tend(now=now + HOUR).searches_touched == 1
        assert (told(for_children.user), told(for_men.user)) == (1, 0)

    def test_one_run_is_bounded_and_the_next_goes_on(self, now: datetime, settings):
        settings.SAVED_SEARCHES_PER_RUN = 2
        for _ in range(5):
            saved(now)
        therapist(now=now)
        assert [tend(now=now + n * HOUR).new_fits_told for n in (1, 2, 3, 4)] == [2, 2, 1, 0]

    def test_the_same_find_decides(self, now: datetime):
        for methods in ({Method.EMDR}, {Method.SCHEMA_THERAPY}, {Method.EMDR, Method.SCHEMA_THERAPY}):
            WorkLocationFactory(professional=therapist(now=now, methods=frozenset(methods)))
        search, on = saved(now), local_date(now)
        form = FindForm(QueryDict(search.query))
        assert form.is_valid()
        fits = find(form.need(on), on=on, now=now).fits
        assert fitting(search, on=on, now=now) == {verdict.supply.id for verdict in fits} and len(fits) == 2

    def test_a_search_that_became_too_wide_pauses_itself_and_says_so(self, now: datetime, settings):
        settings.SAVED_SEARCH_FITS_AT_MOST = 2
        search = saved(now)
        for _ in range(3):
            therapist(now=now)
        assert tend(now=now + HOUR).new_fits_told == 0
        assert fresh(search).paused_at == now + HOUR
        assert topics_of(search.user) == ["matching.search_wide"]


class TestForARequest:
    def test_its_asker_hears_of_a_new_fit(self, now: datetime):
        asker = person_with(Role.MEMBER)
        request = open_request_by(asker, now=now)
        saved(now, asker, request=request)
        WorkLocationFactory(professional=therapist(now=now))
        assert tend(now=now + HOUR).new_fits_told == 1

    def test_a_request_that_is_closed_tells_nothing(self, now: datetime):
        asker = person_with(Role.MEMBER)
        request = open_request_by(asker, now=now)
        saved(now, asker, request=request)
        close_request(request=request, reason=ClosedReason.NOT_NEEDED, by=asker, now=now)
        WorkLocationFactory(professional=therapist(now=now))
        assert tend(now=now + HOUR).new_fits_told == 0

    def test_nobody_saves_the_request_of_another_organisation(self, now: datetime):
        request = open_request_by(person_with(Role.MEMBER), now=now)
        with pytest.raises(PermissionDenied):
            saved(now, request=request)

    def test_saving_it_twice_keeps_one(self, now: datetime):
        asker = person_with(Role.MEMBER)
        request = open_request_by(asker, now=now)
        first = saved(now, asker, request=request)
        assert saved(now, asker, request=request) == first


def deactivated(user: User, now: datetime) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def asleep(user: User, now: datetime) -> None:
    User.objects.filter(pk=user.pk).update(asleep_since=now)


def role_ended(user: User, now: datetime) -> None:
    user.memberships.update(ends_on=local_date(now) - DAY)


def suspended(user: User, now: datetime) -> None:
    user.memberships.update(suspended_at=now)


def became_editor(user: User, now: datetime) -> None:
    user.memberships.update(role=Role.EDITOR)


def frozen(user: User, now: datetime) -> None:
    Freeze.objects.create(user=user, at=now, why=WhyFrozen.BUDGET)


@pytest.mark.parametrize("end", [deactivated, asleep, role_ended, suspended, became_editor, frozen])
def test_who_may_not_read_any_more_is_not_told(now: datetime, end: Callable[[User, datetime], None]):
    search = saved(now)
    tend(now=now)
    end(search.user, now)
    therapist(now=now)
    assert tend(now=now + HOUR).new_fits_told == 0
    assert told(search.user) == 0 and not OutgoingMail.objects.exists()


class TestMail:
    def test_it_is_neutral_and_about_places(self, now: datetime, mailoutbox):
        asker = person_with(Role.MEMBER)
        search = saved(now, asker, name="Geheime zoeknaam", query=f"{QUERY}&rol=perpetrator&taal=ar")
        professional = therapist(now=now, name="Behandelaar Kanarie", languages=frozenset({"nl", "ar"}))
        assert tend(now=now + HOUR).new_fits_told == 1
        send_due(now=now + HOUR)
        (mail,) = [mail for mail in mailoutbox if mail.to == [asker.email]]
        assert mail.subject == "Nieuws bij een zoekopdracht van jou"
        said = f"{mail.subject}\n{mail.body}".lower()
        secrets = [
            search.name,
            professional.name,
            search.pk,
            "emdr",
            "child",
            "kind",
            "trauma",
            "ar&",
            "dader",
        ]
        secrets += ["geweld", "client", "cliënt", "perpetrator", "arabisch", "voor-wie"]
        assert [word for word in secrets if word.lower() in said] == []
        line = asker.notifications.get(topic="matching.search_fit")
        assert (line.path, line.text) == (
            "/mijn/zoekopdrachten",
            "Er past een behandelaar bij een zoekopdracht die je bewaarde.",
        )

    def test_the_topic_is_places(self):
        assert topic_of("matching.search_fit") == Topic.PLACES


class TestKeeping:
    def test_pause_and_go_on(self, now: datetime):
        search = saved(now)
        pause_search(search=search, by=search.user, now=now)
        therapist(now=now)
        assert tend(now=now + HOUR).new_fits_told == 0
        resume_search(search=search, by=search.user, now=now + 2 * HOUR)
        assert tend(now=now + 3 * HOUR).new_fits_told == 0  # came during the pause: stands on the list
        therapist(now=now)
        assert tend(now=now + 4 * HOUR).new_fits_told == 1

    def test_removing_can_be_undone_for_a_day(self, now: datetime):
        search = saved(now)
        remove_search(search=search, by=search.user, now=now)
        assert not SavedSearch.objects.visible_to(search.user).exists()
        assert SavedSearch.objects.restorable(search.user, now + 23 * HOUR).get() == search
        assert not SavedSearch.objects.restorable(search.user, now + 25 * HOUR).exists()
        restore_search(search=search, by=search.user, now=now + HOUR)
        assert SavedSearch.objects.visible_to(search.user).get() == search

    def test_a_name_that_points_to_a_person_is_refused(self, now: datetime):
        with pytest.raises(TextHoldsPersonalData):
            saved(now, name="Bel 06-12345678")
        search = saved(now)
        with pytest.raises(TextHoldsPersonalData):
            rename_search(search=search, name="Bel 06-12345678", by=search.user, now=now)

    def test_the_most_one_person_keeps(self, now: datetime, settings):
        settings.SAVED_SEARCHES_AT_MOST = 2
        asker = person_with(Role.MEMBER)
        first, _second = saved(now, asker), saved(now, asker, query=f"{QUERY}&taal=ar")
        with pytest.raises(TooManySearches):
            saved(now, asker, query=f"{QUERY}&taal=tr")
        remove_search(search=first, by=asker, now=now)
        saved(now, asker, query=f"{QUERY}&taal=tr")
        with pytest.raises(TooManySearches):
            restore_search(search=first, by=asker, now=now)

    def test_a_search_that_fits_too_many_is_refused_and_nothing_is_kept(self, now: datetime, settings):
        settings.SAVED_SEARCH_FITS_AT_MOST = 1
        therapist(now=now), therapist(now=now)
        with pytest.raises(SearchTooWide):
            saved(now)
        assert not SavedSearch.objects.exists() and not KnownFit.objects.exists()

    def test_nobody_touches_the_search_of_another(self, now: datetime):
        search, other = saved(now), person_with(Role.OWNER)
        for deed in (pause_search, resume_search, remove_search, restore_search):
            with pytest.raises(PermissionDenied):
                deed(search=search, by=other, now=now)
        with pytest.raises(PermissionDenied):
            rename_search(search=search, name="Van mij", by=other, now=now)

    def test_each_deed_is_in_the_log(self, now: datetime):
        search = saved(now)
        rename_search(search=search, name="Anders", by=search.user, now=now)
        for deed in (pause_search, resume_search, remove_search, restore_search):
            deed(search=search, by=search.user, now=now)
        deeds = Event.objects.filter(subject_id=search.pk).order_by("pk").values_list("action", flat=True)
        names = ["saved", "renamed", "paused", "resumed", "removed", "restored"]
        assert list(deeds) == [f"search.{name}" for name in names]

    def test_the_list_shows_who_fits_lately(self, now: datetime):
        search = saved(now)
        professional = therapist(now=now)
        tend(now=now + HOUR)
        (line,) = searches_of(search.user, now + HOUR)
        assert line.new == ((professional.pk, professional.name),)
        close_offer(offer=professional.offer, by=None, now=now + HOUR)
        tend(now=now + 2 * HOUR)
        (line,) = searches_of(search.user, now + 2 * HOUR)
        assert line.new == () and line.search.fits_now == 0


class TestGoing:
    def test_after_a_year_untouched_and_a_day_after_removal(self, now: datetime):
        _old, taken_off, used = saved(now), saved(now), saved(now)
        remove_search(search=taken_off, by=taken_off.user, now=now)
        later = now + 366 * DAY
        rename_search(search=used, name="Nog nodig", by=used.user, now=later - DAY)
        keep = next(one for one in KEPT if one.kind == "saved_searches")
        assert purge(keep, now=now + 2 * DAY, tell=lambda count: None) == 1
        assert purge(keep, now=later, tell=lambda count: None) == 1
        assert list(SavedSearch.objects.all()) == [used]

    def test_with_the_account(self, now: datetime):
        search = saved(now)
        therapist(now=now)
        tend(now=now + HOUR)
        leave_matching(search.user, now)
        assert not SavedSearch.objects.exists() and not KnownFit.objects.exists()

    def test_the_copy_of_my_data_names_them_without_what_they_ask(self, now: datetime):
        search = saved(now)
        part = next(part for part in PARTS if part.key == "searches")
        (line,) = part.lines(search.user)
        assert set(line) == {"name", "made_at", "paused_at", "removed_at"}
        assert line["name"] == "EMDR voor kinderen" and part.lines(person_with(Role.MEMBER)) == []


def test_confirming_or_lowering_what_fits_already_tells_nothing(now: datetime):
    offer = therapist(now=now, places=3).offer
    search = saved(now)
    tend(now=now)
    confirm_offer(offer=offer, by=None, now=now + HOUR)
    lower_offer(offer=offer, places=1, by=None, now=now + HOUR)
    assert tend(now=now + 2 * HOUR).new_fits_told == 0
    assert told(search.user) == 0


@pytest.mark.parametrize(
    "query",
    [
        "",
        QUERY,
        "plaats=Almere&binnen=30&plek-binnen=4&probleem=trauma&taal=ar&tolk=on&keurmerk=on",
        "rol=victim&setting=shelter&geslacht=female&betaling=insurance",
    ],
)
def test_what_is_kept_asks_what_the_finder_asked(now: datetime, query: str):
    PlaceFactory()
    asked, on = asking(query, now), local_date(now)
    assert need_in(written(asked["need"], asked["start_within"]), on) == asked["need"]
    later = need_in(written(asked["need"], asked["start_within"]), on + 7 * DAY)
    assert later.start_by == (asked["need"].start_by and asked["need"].start_by + 7 * DAY)
