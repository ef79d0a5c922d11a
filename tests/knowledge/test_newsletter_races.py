"""Many at once on newsletters: one sending, one mail to each, one subscription. Real threads, real rows."""

from collections import Counter
from datetime import datetime
from functools import partial

import pytest
from django.db import transaction

from drakentemmers.accounts.actions.outbox_sending import send_due
from drakentemmers.accounts.models import OutgoingMail
from drakentemmers.accounts.outbox import MailState
from drakentemmers.knowledge.actions.newsletter_mails import tend_newsletters, write_mails
from drakentemmers.knowledge.actions.newsletters import (
    SentAlreadyError,
    resume_sending,
    start_sending,
    stop_sending,
)
from drakentemmers.knowledge.actions.subscribing import ask_newsletters, confirm_newsletters, leave_newsletter
from drakentemmers.knowledge.models import Subscription
from drakentemmers.knowledge.newsletter_links import Asked, WayOut
from tests.accounts.test_outbox_races import all_at_once
from tests.factories import newsletter as news
from tests.thoroughness import AT_ONCE, ROUNDS

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
READERS = 5


def pressed(issue, now: datetime) -> str:
    try:
        start_sending(issue=issue, by=None, now=now)
    except SentAlreadyError:
        return "already"
    return "sent"


def readers_of_one_topic() -> tuple:
    with transaction.atomic():
        topic = news.topic()
        return topic, [news.subscriber(topic) for _ in range(READERS)]


def test_of_many_editors_who_press_send_one_sends(now: datetime, mailoutbox):
    for _ in range(ROUNDS):
        mailoutbox.clear()
        topic, readers = readers_of_one_topic()
        issue = news.issue(topic)
        answers = all_at_once([partial(pressed, issue, now)] * AT_ONCE)
        assert Counter(answers) == {"sent": 1, "already": AT_ONCE - 1}
        tend_newsletters(now=now)
        send_due(now=now)
        assert Counter(message.to[0] for message in mailoutbox) == {row.address: 1 for row in readers}


def test_many_workers_write_and_send_each_mail_once(now: datetime, mailoutbox):
    for _ in range(ROUNDS):
        mailoutbox.clear()
        topic, readers = readers_of_one_topic()
        mailing = news.sending(news.issue(topic), now)
        deeds = [partial(write_mails, mailing_id=mailing.pk, now=now), partial(tend_newsletters, now=now)]
        all_at_once([*deeds * (AT_ONCE // 3), *[partial(send_due, now=now)] * (AT_ONCE // 3)])
        tend_newsletters(now=now)
        send_due(now=now)
        assert Counter(message.to[0] for message in mailoutbox) == {row.address: 1 for row in readers}
        assert mailing.deliveries.count() == READERS


def test_stopping_going_on_and_sending_at_once_doubles_nothing_and_forgets_nobody(now: datetime, mailoutbox):
    for _ in range(ROUNDS):
        mailoutbox.clear()
        topic, readers = readers_of_one_topic()
        mailing = news.sending(news.issue(topic), now)
        deeds = [
            partial(stop_sending, mailing=mailing, by=None, now=now),
            partial(resume_sending, mailing=mailing, by=None, now=now),
            partial(write_mails, mailing_id=mailing.pk, now=now),
            partial(send_due, now=now),
        ]
        all_at_once(deeds * (AT_ONCE // 4))
        resume_sending(mailing=mailing, by=None, now=now)
        for _turn in range(2):
            tend_newsletters(now=now)
            send_due(now=now)
        assert Counter(message.to[0] for message in mailoutbox) == {row.address: 1 for row in readers}


def test_who_leaves_while_it_is_written_is_not_written_to_afterwards(now: datetime, mailoutbox):
    for _ in range(ROUNDS):
        topic, readers = readers_of_one_topic()
        mailing = news.sending(news.issue(topic), now)
        leaving = [
            partial(leave_newsletter, way_out=WayOut(row.pk, topic.pk), everything=False, now=now)
            for row in readers
        ]
        writing = [partial(write_mails, mailing_id=mailing.pk, now=now)]
        all_at_once([*writing * (AT_ONCE - READERS), *leaving])
        assert not Subscription.objects.filter(topic=topic).exists()
        waiting = OutgoingMail.objects.filter(delivery__mailing=mailing, state=MailState.WAITING)
        assert not waiting.exists()


def test_many_forms_with_one_address_are_one_subscription(now: datetime):
    for _ in range(ROUNDS):
        with transaction.atomic():
            topic = news.topic()
        address = f"{topic.pk}@voorbeeld.example"
        asking = partial(ask_newsletters, address=address, topics=[topic], now=now)
        all_at_once([asking] * AT_ONCE)
        row = Subscription.objects.get(topic=topic)
        assert OutgoingMail.objects.filter(to=address).count() == 3
        all_at_once([partial(confirm_newsletters, asked=Asked((row.pk,), 0), now=now)] * AT_ONCE)
        assert Subscription.objects.get(topic=topic).confirmed_at == now
