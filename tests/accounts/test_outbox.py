"""The outbox: a mail is written with its deed, and handed to the mail server once."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.core import mail as mailing
from django.db import connection, transaction

from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.actions.outbox_sending import Sending, send_due, send_first_time
from drakentemmers.accounts.models import OutgoingMail
from drakentemmers.accounts.outbox import LEASE, MOST_ATTEMPTS, PAUSES, MailKind, MailState, UnsafeMailError
from tests.accounts.mail_server import LocalMailServer, local_mail_server
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
MAIL = {
    "to": "samira@voorbeeld.example",
    "subject": "Een vraag",
    "text": "Kijk op je pagina.",
    "kind": "notice",
}


@pytest.fixture
def server(settings) -> Iterator[LocalMailServer]:
    settings.EMAIL_BACKEND = "drakentemmers.accounts.mail_server.SmtpBackend"
    with local_mail_server() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", running.port, False
        yield running


def queued(now: datetime, name: str = "samira", **fields: object) -> OutgoingMail:
    return queue_mail(**{**MAIL, "to": f"{name}@voorbeeld.example", "now": now, **fields})


def again(mail: OutgoingMail) -> OutgoingMail:
    return OutgoingMail.objects.get(pk=mail.pk)


class TestWriting:
    def test_it_goes_once_the_deed_was_kept(self, now, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            mail = queued(now)
            assert mailing.outbox == []
        [message] = mailing.outbox
        assert (message.to, message.subject, message.body) == ([mail.to], "Een vraag", "Kijk op je pagina.")
        assert message.extra_headers == {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}

    def test_a_deed_that_was_not_kept_mails_nothing(self, now, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True), suppress(LookupError), transaction.atomic():
            queued(now)
            raise LookupError
        assert mailing.outbox == []
        assert not OutgoingMail.objects.exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"to": "a@voorbeeld.example\nBcc: b@elders.example"},
            {"to": "a@voorbeeld.example, b@elders.example"},
            {"to": "a@voorbeeld.example\r"},
            {"to": "Samira <a@voorbeeld.example>"},
            {"to": "niemand"},
            {"subject": "Een vraag\nBcc: b@elders.example"},
            {"subject": "Een vraag\r\n\r\nTekst"},
            {"subject": "Een vraag\u2028Bcc: b@elders.example"},
            {"subject": " "},
            {"headers": {"List-Unsubscribe": "<https://x.example>\nBcc: b@elders.example"}},
            {"headers": {"Bcc": "b@elders.example"}},
        ],
    )
    def test_nothing_is_smuggled_in(self, now, wrong):
        with pytest.raises(UnsafeMailError):
            queued(now, **wrong)
        assert not OutgoingMail.objects.exists()

    def test_a_kind_that_does_not_exist_is_refused(self, now):
        with pytest.raises(ValueError, match="weird"):
            queued(now, kind="weird")

    @pytest.mark.parametrize(
        "address", ["jan.o'neil+x@voorbeeld.example", "info@münchen.example", "a@localhost"]
    )
    def test_an_unusual_address_is_fine(self, now, address):
        assert queued(now, to=address).to == address


class TestSending:
    def test_what_was_sent_holds_no_text_any_more(self, now, server):
        mail = queued(now)
        assert send_due(now=now) == Sending(sent=1)
        sent = again(mail)
        assert (sent.state, sent.subject, sent.text, sent.attempts) == (MailState.SENT, None, None, 1)
        assert sent.leased_until is None and sent.handed_over_at >= now and sent.ended_at >= now
        assert server.taken == {mail.message_id: 1}

    def test_a_second_run_finds_nothing(self, now, server):
        mail = queued(now)
        send_due(now=now)
        assert send_due(now=now) == Sending()
        send_first_time(pk=mail.pk, now=now)
        assert server.taken == {mail.message_id: 1}

    def test_one_connection_serves_a_whole_run(self, now, server):
        mails = [queued(now) for _ in range(3)]
        assert send_due(now=now, limit=2) == Sending(sent=2)
        assert server.commands.count("EHLO") == 1
        assert send_due(now=now, limit=2) == Sending(sent=1)
        assert server.taken == {mail.message_id: 1 for mail in mails}

    def test_urgent_mail_goes_first_and_goes_on_when_the_day_is_full(self, now, server, settings):
        settings.MAIL_PER_DAY = 1
        late, urgent = queued(now - timedelta(hours=1)), queued(now, kind=MailKind.ACCOUNT)
        assert send_due(now=now, limit=1) == Sending(sent=1)
        assert again(urgent).state == MailState.SENT
        reset = queued(now, kind=MailKind.ACCOUNT)
        assert send_due(now=now) == Sending(sent=1)
        assert (again(reset).state, again(late).state) == (MailState.SENT, MailState.WAITING)
        assert send_due(now=now + timedelta(hours=25)) == Sending(sent=1)

    def test_who_was_closed_out_in_between_gets_no_news(self, now, server):
        user = UserFactory(is_active=False)
        news, safety = queued(now, user=user), queued(now, user=user, kind=MailKind.ACCOUNT)
        send_due(now=now)
        assert (again(news).state, again(news).text) == (MailState.DROPPED, None)
        assert again(safety).state == MailState.SENT

    def test_a_refused_recipient_is_final(self, now, server):
        mail = queued(now, "weg")
        assert send_due(now=now) == Sending(failed=1)
        assert (again(mail).state, again(mail).reason) == (MailState.FAILED, "550 5.1.1")
        assert send_due(now=now + timedelta(days=9)) == Sending()

    def test_a_text_refused_for_good_is_final(self, now, server):
        mail = queued(now, "nee")
        send_due(now=now)
        assert (again(mail).state, again(mail).reason) == (MailState.FAILED, "554 5.7.1")

    @pytest.mark.parametrize(
        ("name", "reason"), [("vol", "452 4.2.2"), ("later", "451 4.3.0"), ("breuk", "line_broke")]
    )
    def test_what_cannot_be_now_is_tried_again_after_growing_pauses(self, now, server, name, reason):
        mail, moment = queued(now, name), now
        for pause in PAUSES:
            assert send_due(now=moment) == Sending(to_be_tried_again=1)
            tried = again(mail)
            assert (tried.state, tried.reason) == (MailState.WAITING, reason)
            assert timedelta(0) <= tried.next_try_at - moment - pause < timedelta(seconds=9)
            assert send_due(now=tried.next_try_at - timedelta(seconds=1)) == Sending()
            moment = tried.next_try_at
        send_due(now=moment)
        assert (again(mail).state, again(mail).attempts) == (MailState.FAILED, MOST_ATTEMPTS)
        assert server.taken == {}

    def test_no_answer_after_the_text_is_never_sent_again_by_itself(self, now, server):
        mail = queued(now, "stilte")
        assert send_due(now=now) == Sending(unsure=1)
        assert (again(mail).state, again(mail).text) == (MailState.UNSURE, "Kijk op je pagina.")
        assert send_due(now=now + timedelta(days=9)) == Sending()
        assert server.taken == {mail.message_id: 1}

    def test_a_server_that_is_away_is_asked_once_per_run(self, now, settings):
        settings.EMAIL_BACKEND = "drakentemmers.accounts.mail_server.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
        mails = [queued(now) for _ in range(3)]
        assert send_due(now=now) == Sending(to_be_tried_again=1)
        assert sorted(again(mail).attempts for mail in mails) == [0, 0, 1]

    def test_one_broken_mail_does_not_hold_up_the_next(self, now, server):
        for name in ("breuk", "weg", "stilte", "vol", "samira"):
            queued(now, name)
        assert send_due(now=now) == Sending(sent=1, to_be_tried_again=2, failed=1, unsure=1)

    def test_one_mail_that_cannot_be_opened_does_not_hold_up_the_next(self, now, server):
        locked, other = queued(now), queued(now + timedelta(seconds=1), "karim")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_outgoingmail SET text = 'v1:x:kapot' WHERE id = %s", [locked.pk])
        assert send_due(now=now + timedelta(minutes=1)) == Sending(sent=1, to_be_tried_again=1)
        left = OutgoingMail.objects.values_list("state", "reason").get(pk=locked.pk)
        assert left == (MailState.WAITING, "not_readable")
        assert server.taken == {other.message_id: 1}


class TestAfterADeath:
    def claimed(self, now: datetime, state: MailState, **fields: object) -> OutgoingMail:
        mail = queued(now)
        OutgoingMail.objects.update(
            state=state, lease="x" * 32, leased_until=now + LEASE, attempts=1, **fields
        )
        return mail

    def test_before_handing_over_it_is_taken_again_when_the_lease_is_over(self, now, server):
        mail = self.claimed(now, MailState.CLAIMED)
        assert send_due(now=now + LEASE - timedelta(seconds=1)) == Sending()
        assert send_due(now=now + LEASE) == Sending(sent=1)
        assert server.taken == {mail.message_id: 1}

    def test_while_handing_over_nobody_knows(self, now, server):
        mail = self.claimed(now, MailState.HANDING_OVER, handed_over_at=now)
        assert send_due(now=now + LEASE - timedelta(seconds=1)) == Sending()
        assert send_due(now=now + LEASE) == Sending(unsure=1)
        assert (again(mail).state, again(mail).reason) == (MailState.UNSURE, "worker_died")
        assert server.taken == {}

    def test_a_mail_that_kills_every_worker_is_given_up(self, now, server):
        mail = self.claimed(now, MailState.CLAIMED)
        OutgoingMail.objects.update(attempts=MOST_ATTEMPTS)
        send_due(now=now + LEASE)
        assert (again(mail).state, again(mail).reason) == (MailState.FAILED, "worker_died")


def test_the_log_tells_neither_address_nor_text(now, server, caplog):
    for name in ("weg", "nee", "vol", "breuk", "stilte"):
        queued(now, name, text="geheim-van-de-mail https://x.example/token-123")
    with caplog.at_level(logging.DEBUG):
        send_due(now=now)
    assert len(caplog.records) == 5
    assert "voorbeeld.example" not in caplog.text
    assert "geheim" not in caplog.text and "token" not in caplog.text
