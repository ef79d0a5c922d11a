"""The Friday mail and the page behind its link."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from drakentemmers.accounts.actions.outbox_sending import send_due
from drakentemmers.audit.models import Event
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.errors import LinkExpired, LinkForged, LinkUsed
from drakentemmers.matching.actions.friday_mail import answer_link, send_friday_mail, token_of
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.models import Offer, OfferLink
from tests.factories.directory import ProfessionalFactory
from tests.factories.matching import therapist

pytestmark = pytest.mark.django_db


def mailed_link(now: datetime, **offer: object) -> tuple[Offer, str]:
    """Return an offer that was mailed about at `now`, and the token in that mail."""
    professional = therapist(now=now - timedelta(days=20), places=2)
    Offer.objects.update(**offer)
    send_friday_mail(now=now)
    return professional.offer, token_of(OfferLink.objects.get())


class TestSending:
    def test_one_neutral_mail_with_a_link_that_opens(self, now: datetime, mailoutbox):
        professional = therapist(now=now)
        assert send_friday_mail(now=now) == 1
        (mail,) = mailoutbox
        assert mail.to == [professional.user.email]
        assert mail.subject == "Klopt je plek nog?"
        assert professional.name not in mail.body
        assert re.search(r"http\S+/plek/\S+", mail.body)[0].endswith(token_of(OfferLink.objects.get()))

    def test_once_a_week(self, now: datetime, mailoutbox):
        therapist(now=now)
        assert [send_friday_mail(now=now), send_friday_mail(now=now + timedelta(days=1))] == [1, 0]
        assert send_friday_mail(now=now + timedelta(days=7)) == 1
        assert len(mailoutbox) == 2

    def test_without_an_account_the_mail_goes_to_the_address_of_the_profile(self, now: datetime, mailoutbox):
        professional = therapist(now=now, user=None)
        therapist(now=now, user=None, email="")
        assert send_friday_mail(now=now) == 1
        assert mailoutbox[0].to == [professional.email]

    def test_who_has_nothing_to_offer_is_left_in_peace(self, now: datetime):
        ProfessionalFactory()
        therapist(now=now, is_active=False)
        closed, ended = therapist(now=now).offer, therapist(now=now).offer
        Offer.objects.filter(pk=closed.pk).update(state=OfferState.CLOSED)
        Offer.objects.filter(pk=ended.pk).update(ends_on=local_date(now) - timedelta(days=1))
        assert send_friday_mail(now=now) == 0

    def test_a_server_that_is_away_loses_nothing(self, now: datetime, mailoutbox, settings):
        offers = {therapist(now=now).offer for _ in range(3)}
        working = settings.EMAIL_BACKEND
        settings.EMAIL_BACKEND = "drakentemmers.accounts.mail_server.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
        assert send_friday_mail(now=now) == 3
        assert mailoutbox == []
        settings.EMAIL_BACKEND = working
        assert send_friday_mail(now=now) == 0
        send_due(now=now + timedelta(hours=1))
        assert len({mail.to[0] for mail in mailoutbox}) == len(mailoutbox) == len(offers)

    def test_an_address_that_is_none_stops_nobody_else(self, now: datetime):
        first, second = therapist(now=now), therapist(now=now)
        Professional.objects.filter(pk=second.pk).update(user=None, email="twee adressen@voorbeeld.example")
        assert send_friday_mail(now=now) == 1
        assert set(OfferLink.objects.values_list("offer", flat=True)) == {first.offer.pk}

    def test_the_command_says_how_many(self, capsys):
        therapist(now=timezone.now())
        call_command("friday_mail")
        assert capsys.readouterr().out == "1 mails written.\n"


class TestAnswering:
    def test_confirming(self, now: datetime):
        offer, token = mailed_link(now)
        later = now + timedelta(hours=3)
        answer_link(token=token, answer="confirm", now=later)
        offer.refresh_from_db()
        assert (offer.confirmed_at, offer.places, offer.state) == (later, 2, OfferState.OPEN)
        link = OfferLink.objects.get()
        assert (link.used_at, link.answer) == (later, "confirm")
        assert [event.actor_id for event in Event.objects.about(offer)] == [""]

    def test_one_place_less(self, now: datetime):
        offer, token = mailed_link(now)
        answer_link(token=token, answer="lower", now=now)
        assert Offer.objects.get(pk=offer.pk).places == 1

    def test_to_a_number_of_places(self, now: datetime):
        offer, token = mailed_link(now, places=5)
        answer_link(token=token, answer="lower", places=2, now=now)
        assert Offer.objects.get(pk=offer.pk).places == 2

    def test_full(self, now: datetime):
        offer, token = mailed_link(now)
        answer_link(token=token, answer="close", now=now)
        assert Offer.objects.get(pk=offer.pk).state == OfferState.CLOSED

    def test_it_works_once(self, now: datetime):
        offer, token = mailed_link(now)
        answer_link(token=token, answer="lower", now=now)
        with pytest.raises(LinkUsed):
            answer_link(token=token, answer="close", now=now)
        assert Offer.objects.get(pk=offer.pk).state == OfferState.OPEN

    def test_it_stops_working(self, now: datetime):
        _offer, token = mailed_link(now)
        with pytest.raises(LinkExpired):
            answer_link(token=token, answer="confirm", now=now + timedelta(days=8))
        assert answer_link(token=token, answer="confirm", now=now + timedelta(days=7, hours=23))

    def test_it_stops_when_the_therapist_leaves(self, now: datetime):
        offer, token = mailed_link(now)
        offer.professional.is_active = False
        offer.professional.save()
        with pytest.raises(LinkExpired):
            answer_link(token=token, answer="confirm", now=now)

    @pytest.mark.parametrize("change", [str.upper, lambda token: token + "x", lambda token: token[1:]])
    def test_a_changed_token_is_nothing(self, now: datetime, change):
        _offer, token = mailed_link(now)
        with pytest.raises(LinkForged):
            answer_link(token=change(token), answer="confirm", now=now)


class TestPage:
    @pytest.fixture
    def offer(self, db) -> Offer:
        offer, _token = mailed_link(timezone.now())
        return offer

    @pytest.fixture
    def url(self, offer: Offer) -> str:
        return reverse("offer_link", args=[token_of(offer.links.get())])

    def test_looking_changes_nothing(self, client, url: str, offer: Offer):
        for _ in range(2):
            page = client.get(url)
            assert page.status_code == 200
            assert page.content.count(b'name="answer"') == 3
        assert client.head(url).status_code == 200
        assert OfferLink.objects.get().used_at is None
        assert Offer.objects.get().version == offer.version

    def test_nothing_stays_behind_and_the_address_leaks_nowhere(self, client, url: str):
        page = client.get(url)
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "same-origin"

    def test_the_page_says_nothing_about_the_therapist(self, client, url: str, offer: Offer):
        assert offer.professional.name not in client.get(url).content.decode()

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            ("confirm", "2 plekken per 4 weken"),
            ("lower", "1 plek per 4 weken"),
            ("close", "Je plek is dicht"),
        ],
    )
    def test_one_tap_is_enough(self, client, url: str, answer: str, words: str):
        assert words in client.post(url, {"answer": answer}).content.decode()

    def test_the_second_time_it_says_so_kindly(self, client, url: str):
        client.post(url, {"answer": "confirm"})
        for page in (client.get(url), client.post(url, {"answer": "close"})):
            assert page.status_code == 410
            assert reverse("account_login") in page.content.decode()
        assert Offer.objects.get().state == OfferState.OPEN

    def test_an_old_link_says_so_kindly(self, client, url: str):
        OfferLink.objects.update(sent_at=timezone.now() - timedelta(days=9))
        page = client.get(url)
        assert page.status_code == 410
        assert reverse("account_login") in page.content.decode()

    def test_an_unknown_answer_shows_the_choices_again(self, client, url: str):
        page = client.post(url, {"answer": "everything"})
        assert page.status_code == 400
        assert page.content.count(b'name="answer"') == 3
        assert OfferLink.objects.get().used_at is None

    def test_with_one_place_there_is_no_place_less(self, client, url: str):
        Offer.objects.update(places=1)
        assert client.get(url).content.count(b'name="answer"') == 2

    def test_a_forged_link_is_like_nothing_at_all(self, client, url: str):
        pages = {path: client.get(path) for path in (f"{url}x", "/bestaat-niet")}
        assert {page.status_code for page in pages.values()} == {404}
        texts = {path: page.content.decode().replace(path, "") for path, page in pages.items()}
        assert len({re.sub(r'value="\w{64}"', "", text) for text in texts.values()}) == 1

    def test_a_weekly_place_is_said_so(self, client, url: str):
        Offer.objects.update(period_weeks=1, places=1)
        assert "1 plek per week zien" in client.get(url).content.decode()
