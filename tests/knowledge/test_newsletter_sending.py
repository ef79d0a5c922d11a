"""Sending an issue: to everybody who asked for it, once, whatever happens on the way."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from drakentemmers.accounts.actions.bounces import note_return
from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.actions.outbox_office import KEPT_FOR, tidy
from drakentemmers.accounts.actions.outbox_sending import send_due
from drakentemmers.accounts.models import MailBounce, OutgoingMail
from drakentemmers.accounts.outbox import LEASE, MailState
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.knowledge.actions.newsletter_mails import note_fates, tend_newsletters, write_mails
from drakentemmers.knowledge.actions.newsletters import (
    HiddenPagesError,
    NotPublishedError,
    SentAlreadyError,
    resume_sending,
    send_test,
    start_sending,
    stop_sending,
)
from drakentemmers.knowledge.actions.subscribing import leave_newsletter
from drakentemmers.knowledge.models import Delivery, Mailing, NewsletterIssue, Subscription
from drakentemmers.knowledge.newsletter_links import WayOut
from drakentemmers.knowledge.read.newsletter_progress import Progress, desk_of, progress_of
from drakentemmers.knowledge.rules import Audience
from drakentemmers.knowledge.rules.newsletter import Fate, MailingState
from tests.factories import knowledge as made
from tests.factories import newsletter as news
from tests.factories.accounts import person_with

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def sent_to(mailoutbox) -> list[str]:
    return sorted(address for message in mailoutbox for address in message.to)


def state_of(mailing: Mailing) -> str:
    return Mailing.objects.get(pk=mailing.pk).state


def test_it_goes_to_everybody_who_asked_for_its_topic_and_confirmed(
    now: datetime, mailoutbox, django_capture_on_commit_callbacks
):
    topic = news.topic()
    for name in ("a", "b"):
        news.subscriber(topic, f"{name}@voorbeeld.example")
    news.subscriber(topic, "nooit-bevestigd@voorbeeld.example", confirmed=False)
    news.subscriber(news.topic(), "ander-onderwerp@voorbeeld.example")
    with django_capture_on_commit_callbacks(execute=True):
        mailing = start_sending(issue=news.issue(topic), by=person_with(Role.EDITOR), now=now)
    assert sent_to(mailoutbox) == ["a@voorbeeld.example", "b@voorbeeld.example"]
    tend_newsletters(now=now)
    assert state_of(mailing) == MailingState.DONE
    assert progress_of(mailing.issue, Mailing.objects.get()) == Progress(0, 0, 2, 0, 0, 0, 0)


def test_a_mail_carries_both_forms_and_the_way_out_of_its_own_receiver(now: datetime, mailoutbox):
    topic = news.topic()
    rows = {row.address: row for row in (news.subscriber(topic), news.subscriber(topic))}
    write_mails(mailing_id=news.sending(news.issue(topic), now).pk, now=now)
    send_due(now=now)
    assert len(mailoutbox) == 2
    ways_out = set()
    for message in mailoutbox:
        [(html, kind)] = message.alternatives
        url = message.extra_headers["List-Unsubscribe"].strip("<>")
        assert kind == "text/html"
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert url in message.body and url in html and "afmelden.invalid" not in message.body + html
        assert message.to[0] in rows
        ways_out.add(url)
    assert len(ways_out) == 2


def test_no_more_waits_than_there_is_room_for_and_the_rest_follows(now: datetime, mailoutbox, settings):
    settings.NEWSLETTERS_IN_OUTBOX = 3
    topic = news.topic()
    for _ in range(7):
        news.subscriber(topic)
    mailing = news.sending(news.issue(topic), now)
    waited = []
    for _ in range(4):
        tend_newsletters(now=now)
        waited.append(OutgoingMail.objects.filter(state=MailState.WAITING).count())
        send_due(now=now)
    assert waited == [3, 3, 1, 0]
    assert len(mailoutbox) == 7 and state_of(mailing) == MailingState.DONE


def test_news_for_one_person_goes_before_newsletters(now: datetime, mailoutbox):
    topic = news.topic()
    news.subscriber(topic)
    write_mails(mailing_id=news.sending(news.issue(topic), now - MINUTE).pk, now=now - MINUTE)
    queue_mail(to="een@voorbeeld.example", subject="Een", text="Kijk.", kind="notice", now=now, at_once=False)
    send_due(now=now, limit=1)
    assert sent_to(mailoutbox) == ["een@voorbeeld.example"]


def test_newsletters_leave_room_in_the_quota_of_the_day(now: datetime, mailoutbox, settings):
    settings.MAIL_PER_DAY, settings.NEWSLETTER_PERCENT_OF_MAIL = 5, 60
    topic = news.topic()
    for _ in range(4):
        news.subscriber(topic)
    write_mails(mailing_id=news.sending(news.issue(topic), now).pk, now=now)
    send_due(now=now)
    assert len(mailoutbox) == 3
    queue_mail(to="een@voorbeeld.example", subject="Een", text="Kijk.", kind="notice", now=now, at_once=False)
    send_due(now=now)
    assert len(mailoutbox) == 4 and mailoutbox[-1].to == ["een@voorbeeld.example"]


def test_there_is_one_sending_for_an_issue_ever(now: datetime):
    issue = news.issue()
    start_sending(issue=issue, by=None, now=now)
    with pytest.raises(SentAlreadyError):
        start_sending(issue=issue, by=None, now=now)
    assert Mailing.objects.count() == 1


def test_stopping_takes_back_what_waits_and_going_on_writes_it_again_once(now: datetime, mailoutbox):
    topic = news.topic()
    for _ in range(5):
        news.subscriber(topic)
    mailing = news.sending(news.issue(topic), now)
    write_mails(mailing_id=mailing.pk, now=now)
    send_due(now=now, limit=2)
    assert stop_sending(mailing=mailing, by=person_with(Role.EDITOR), now=now)
    send_due(now=now)
    write_mails(mailing_id=mailing.pk, now=now)
    tend_newsletters(now=now)
    assert len(mailoutbox) == 2 and progress_of(mailing.issue, mailing) == Progress(3, 0, 2, 0, 0, 0, 0)
    assert not stop_sending(mailing=mailing, by=None, now=now)

    assert resume_sending(mailing=mailing, by=person_with(Role.EDITOR), now=now)
    assert not resume_sending(mailing=mailing, by=None, now=now)
    write_mails(mailing_id=mailing.pk, now=now)
    send_due(now=now)
    assert len(set(sent_to(mailoutbox))) == len(mailoutbox) == 5
    said = Event.objects.filter(action__startswith="newsletter.").order_by("pk")
    assert list(said.values_list("action", flat=True)) == [
        "newsletter.started",
        "newsletter.stopped",
        "newsletter.resumed",
    ]


def test_stopping_after_the_last_mail_left_says_that_all_is_sent(now: datetime, mailoutbox):
    topic = news.topic()
    news.subscriber(topic)
    mailing = news.sending(news.issue(topic), now)
    write_mails(mailing_id=mailing.pk, now=now)
    send_due(now=now)
    assert not stop_sending(mailing=mailing, by=person_with(Role.EDITOR), now=now)
    assert state_of(mailing) == MailingState.DONE and len(mailoutbox) == 1


def test_a_sending_stopped_while_its_last_mail_left_is_sent_after_all(now: datetime, mailoutbox):
    topic = news.topic()
    news.subscriber(topic)
    mailing = news.sending(news.issue(topic), now)
    write_mails(mailing_id=mailing.pk, now=now)
    send_due(now=now)
    Mailing.objects.filter(pk=mailing.pk).update(state=MailingState.STOPPED, why_stopped="by_hand")
    tend_newsletters(now=now)
    assert state_of(mailing) == MailingState.DONE and not desk_of(mailing.issue).may_resume


def test_who_leaves_while_it_is_being_sent_gets_nothing_more(now: datetime, mailoutbox):
    topic = news.topic()
    leaver, stayer = news.subscriber(topic), news.subscriber(topic)
    mailing = news.sending(news.issue(topic), now)
    write_mails(mailing_id=mailing.pk, now=now)
    leave_newsletter(way_out=WayOut(leaver.pk, topic.pk), everything=False, now=now)
    tend_newsletters(now=now)
    send_due(now=now)
    assert sent_to(mailoutbox) == [stayer.address]
    assert progress_of(mailing.issue, mailing).dropped == 1


def test_who_comes_back_does_not_get_the_same_issue_again(now: datetime, mailoutbox):
    topic = news.topic()
    reader = news.subscriber(topic)
    mailing = news.sending(news.issue(topic), now)
    write_mails(mailing_id=mailing.pk, now=now)
    send_due(now=now)
    leave_newsletter(way_out=WayOut(reader.pk, topic.pk), everything=False, now=now)
    news.subscriber(topic, reader.address)
    write_mails(mailing_id=mailing.pk, now=now)
    send_due(now=now)
    assert len(mailoutbox) == 1


def test_what_nobody_is_sure_of_is_shown_and_never_sent_again_by_itself(now: datetime, mailoutbox):
    topic = news.topic()
    news.subscriber(topic)
    mailing = news.sending(news.issue(topic), now)
    write_mails(mailing_id=mailing.pk, now=now)
    OutgoingMail.objects.update(
        state=MailState.HANDING_OVER, leased_until=now, handed_over_at=now, lease="dood", attempts=1
    )
    for hour in range(1, 4):
        send_due(now=now + hour * LEASE)
        tend_newsletters(now=now + hour * LEASE)
    assert mailoutbox == [] and progress_of(mailing.issue, mailing).unsure == 1
    assert state_of(mailing) == MailingState.DONE


def test_a_delivery_outlives_its_mail(now: datetime, mailoutbox):
    topic = news.topic()
    news.subscriber(topic)
    mailing = news.sending(news.issue(topic), now)
    write_mails(mailing_id=mailing.pk, now=now)
    send_due(now=now)
    note_fates(now=now)
    later = now + KEPT_FOR + timedelta(days=1)
    tidy(now=later)
    assert not OutgoingMail.objects.exists()
    assert [(row.mail, row.fate) for row in Delivery.objects.all()] == [(None, Fate.SENT)]
    write_mails(mailing_id=mailing.pk, now=later)
    assert not OutgoingMail.objects.exists()


def test_an_address_from_which_mail_came_back_is_forgotten_everywhere(now: datetime, mailoutbox):
    topic, other = news.topic(), news.topic()
    dead, alive = news.subscriber(topic), news.subscriber(topic)
    news.subscriber(other, dead.address)
    mailing = news.sending(news.issue(topic), now)
    write_mails(mailing_id=mailing.pk, now=now)
    send_due(now=now)
    returned = OutgoingMail.objects.get(to=dead.address)
    note_return(message_id=returned.message_id, status="5.1.1", now=now + MINUTE)
    assert tend_newsletters(now=now + MINUTE).subscriptions_ended_by_returns == 2
    assert [row.address for row in Subscription.objects.all()] == [alive.address]
    assert progress_of(mailing.issue, mailing) == Progress(0, 0, 1, 1, 0, 0, 0)
    assert tend_newsletters(now=now + MINUTE).subscriptions_ended_by_returns == 0


def test_mail_that_came_back_before_a_new_confirmation_ends_nothing(now: datetime, mailoutbox):
    topic = news.topic()
    reader = news.subscriber(topic)
    write_mails(mailing_id=news.sending(news.issue(topic), now).pk, now=now)
    send_due(now=now)
    note_return(message_id=OutgoingMail.objects.get().message_id, status="5.2.2", now=now + MINUTE)
    Subscription.objects.filter(pk=reader.pk).update(confirmed_at=now + MINUTE)
    note_fates(now=now + 2 * MINUTE)
    assert Subscription.objects.filter(pk=reader.pk).exists()


def test_an_address_known_to_return_mail_gets_none_and_is_forgotten(now: datetime, mailoutbox):
    topic = news.topic()
    reader = news.subscriber(topic)
    MailBounce.objects.create(address=reader.address, at=now, status="5.1.1")
    mailing = news.sending(news.issue(topic), now)
    tend_newsletters(now=now)
    assert not OutgoingMail.objects.exists() and not Subscription.objects.exists()
    assert state_of(mailing) == MailingState.DONE


# What may be in it


@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.THERAPISTS])
def test_an_issue_with_a_page_that_is_not_for_everybody_is_not_sent(now: datetime, audience: Audience):
    page = made.page(title="Publiek")
    issue = news.issue(parts=[news.picked(page)])
    type(page).objects.filter(pk=page.pk).update(audience=audience)
    with pytest.raises(HiddenPagesError):
        start_sending(issue=issue, by=None, now=now)
    with pytest.raises(HiddenPagesError):
        send_test(issue=issue, by=person_with(Role.EDITOR), now=now)
    assert not Mailing.objects.exists() and not OutgoingMail.objects.exists()
    assert desk_of(issue).hidden == ("Publiek",)


def test_a_page_that_stops_being_public_stops_the_sending_by_itself(now: datetime, mailoutbox):
    page, topic = made.page(), news.topic()
    for _ in range(3):
        news.subscriber(topic)
    mailing = news.sending(news.issue(topic, parts=[news.picked(page)]), now)
    write_mails(mailing_id=mailing.pk, now=now)
    send_due(now=now, limit=1)
    type(page).objects.filter(pk=page.pk).update(audience=Audience.MEMBERS)
    tend_newsletters(now=now)
    send_due(now=now)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.why_stopped, len(mailoutbox)) == ("stopped", "not_public", 1)
    with pytest.raises(HiddenPagesError):
        resume_sending(mailing=mailing, by=None, now=now)

    type(page).objects.filter(pk=page.pk).update(audience=Audience.EVERYONE)
    resume_sending(mailing=mailing, by=None, now=now)
    tend_newsletters(now=now)
    send_due(now=now)
    assert len(set(sent_to(mailoutbox))) == len(mailoutbox) == 3


def test_an_issue_that_leaves_the_site_stops_too(now: datetime, mailoutbox):
    topic = news.topic()
    news.subscriber(topic)
    mailing = news.sending(news.issue(topic), now)
    write_mails(mailing_id=mailing.pk, now=now)
    mailing.issue.unpublish()
    tend_newsletters(now=now)
    send_due(now=now)
    assert mailoutbox == [] and state_of(mailing) == MailingState.STOPPED
    with pytest.raises(NotPublishedError):
        resume_sending(mailing=mailing, by=None, now=now)


def test_a_draft_is_not_sent(now: datetime):
    with pytest.raises(NotPublishedError):
        start_sending(issue=news.issue(live=False), by=None, now=now)


def test_what_is_sent_is_what_was_published_not_a_newer_draft(now: datetime, mailoutbox):
    topic = news.topic()
    news.subscriber(topic)
    issue = news.issue(topic, title="Gelezen door twee")
    issue.title = "Nog niet gelezen"
    issue.save_revision()
    write_mails(mailing_id=news.sending(NewsletterIssue.objects.get(pk=issue.pk), now).pk, now=now)
    send_due(now=now)
    assert "Gelezen door twee" in mailoutbox[0].body and "Nog niet" not in mailoutbox[0].body


def test_who_tries_it_gets_the_newest_draft_alone(now: datetime, mailoutbox):
    topic, editor = news.topic(), person_with(Role.EDITOR)
    news.subscriber(topic)
    issue = news.issue(topic, live=False, title="Klad")
    send_test(issue=issue, by=editor, now=now)
    send_due(now=now)
    assert sent_to(mailoutbox) == [editor.email]
    assert mailoutbox[0].subject.startswith("Proef: ") and "Klad" in mailoutbox[0].body
    assert "List-Unsubscribe" not in mailoutbox[0].extra_headers


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.EDITOR, Role.ADMINISTRATOR}])
def test_only_editors_send(now: datetime, role: Role):
    issue, person = news.issue(), person_with(role)
    mailing = news.sending(news.issue(), now)
    for deed in (
        lambda: start_sending(issue=issue, by=person, now=now),
        lambda: send_test(issue=issue, by=person, now=now),
        lambda: stop_sending(mailing=mailing, by=person, now=now),
        lambda: resume_sending(mailing=mailing, by=person, now=now),
    ):
        with pytest.raises(PermissionDenied):
            deed()
