"""Mail that was kept for later: one mail, each line in one of them."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from drakentemmers.accounts.actions.digest import compose, send_digests
from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.actions.preferences import choose_mail
from drakentemmers.accounts.digest import QuietTimes
from drakentemmers.accounts.models import Notification, OutgoingMail, User
from drakentemmers.accounts.outbox import MailKind
from drakentemmers.accounts.read.preferences import preferences_of
from drakentemmers.accounts.topics import CHOOSABLE, How, Topic
from drakentemmers.kernel.clock import AMSTERDAM
from tests.factories.accounts import UserFactory
from tests.thoroughness import RUNS, STEPS

pytestmark = pytest.mark.django_db
NEVER = QuietTimes(time(0), time(0))


def line(
    user: User, now: datetime, code: str = "matching.asked", text: str = "Er is een vraag."
) -> Notification:
    return notify(
        user=user,
        topic=code,
        text=text,
        path="/aanvragen",
        now=now,
        subject="Een vraag",
        mail="Kijk op je pagina.",
    )


def chosen(user: User, now: datetime, how: How, quiet: QuietTimes = NEVER) -> User:
    choose_mail(user=user, how=dict.fromkeys(CHOOSABLE, how), quiet=quiet, by=user, now=now)
    return user


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.order_by("created_at", "pk"))


def test_what_comes_at_night_is_in_one_mail_in_the_morning(now: datetime) -> None:
    user, night = UserFactory(), now.replace(hour=22)
    line(user, night, text="Er is een vraag.")
    line(user, night, "matching.placed", text="Je plek is bevestigd.")
    assert send_digests(now=night) == 0 and mails() == []

    morning = now.replace(hour=7) + timedelta(days=1)
    assert [send_digests(now=morning - timedelta(minutes=1)), send_digests(now=morning)] == [0, 1]

    [mail] = mails()
    assert (mail.kind, mail.to, mail.subject) == (MailKind.DIGEST, user.email, "2 berichten voor je")
    body = mail.text.split("\n\n--\n\n")[0]
    assert body == (
        "Dit is er voor je gebeurd. Log in om verder te lezen.\n\n"
        "Vragen en antwoorden\n- Er is een vraag.\n  http://127.0.0.1:8000/aanvragen\n\n"
        "Plekken\n- Je plek is bevestigd.\n  http://127.0.0.1:8000/aanvragen"
    )
    assert set(Notification.objects.values_list("mail", "mail_at", "mail_text")) == {(mail.pk, None, "")}
    assert send_digests(now=morning) == 0


def test_a_single_line_keeps_its_own_words(now: datetime) -> None:
    user = UserFactory()
    line(user, now.replace(hour=22))
    send_digests(now=now + timedelta(days=1))
    [mail] = mails()
    assert mail.subject == "Een vraag" and mail.text.startswith("Kijk op je pagina.\n\n--")


def test_a_line_without_mail_is_in_no_digest(now: datetime) -> None:
    user = chosen(UserFactory(), now, How.DAILY)
    notify(user=user, topic="matching.held", text="Een plek wordt vrijgehouden.", path="/aanvragen", now=now)
    assert send_digests(now=now + timedelta(days=2)) == 0


@pytest.mark.parametrize(("how", "days"), [(How.DAILY, 1), (How.WEEKLY, 5)])
def test_the_mail_of_the_day_and_of_the_week(now: datetime, how: How, days: int) -> None:
    user = chosen(UserFactory(), now, how)
    line(user, now)
    due = (now + timedelta(days=days)).replace(hour=8)
    assert [send_digests(now=due - timedelta(minutes=1)), send_digests(now=due)] == [0, 1]


def test_the_safety_of_an_account_goes_at_once_at_night_too(now: datetime) -> None:
    user = chosen(UserFactory(), now, How.BELL, QuietTimes(weekends=True))
    line(user, now.replace(hour=3), "security.new_device")
    [mail] = mails()
    assert (mail.kind, mail.is_urgent, mail.headers) == (MailKind.ACCOUNT, True, {})


def test_choosing_at_once_brings_what_waited_for_the_week(now: datetime) -> None:
    user = chosen(UserFactory(), now, How.WEEKLY)
    line(user, now)
    chosen(user, now, How.AT_ONCE)
    assert send_digests(now=now) == 1


def test_choosing_the_bell_mails_nothing_that_waits(now: datetime) -> None:
    user = chosen(UserFactory(), now, How.DAILY)
    line(user, now)
    chosen(user, now, How.AT_ONCE)
    line(user, now)
    chosen(user, now, How.BELL)
    assert send_digests(now=now + timedelta(days=9)) == 0
    assert {mail.state for mail in mails()} == {"dropped"}
    assert user.notifications.unread().count() == 2


def test_who_was_closed_out_gets_no_digest(now: datetime) -> None:
    user = chosen(UserFactory(), now, How.DAILY)
    line(user, now)
    User.objects.update(is_active=False)
    assert send_digests(now=now + timedelta(days=2)) == 0
    assert mails() == []


def test_a_choice_that_slips_in_between_is_kept_to(now: datetime) -> None:
    """The line was written by a transaction that did not see the new choice yet."""
    user = chosen(UserFactory(), now, How.DAILY)
    written = line(user, now)
    chosen(user, now, How.BELL)
    Notification.objects.filter(pk=written.pk).update(mail_at=now)
    assert compose(user=user, now=now) is False
    assert mails() == []


def test_somebody_elses_lines_are_somebody_elses(now: datetime) -> None:
    one, other = UserFactory(), UserFactory()
    line(one, now.replace(hour=22))
    line(other, now.replace(hour=22))
    assert send_digests(now=now + timedelta(days=1)) == 2
    assert [mail.to for mail in mails()] == [mail.user.email for mail in mails()]


class DigestWalk(RuleBasedStateMachine):
    """News, choices and digests in any order: each line is mailed once, waits, or was not wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 3, 27, 18, 0, tzinfo=AMSTERDAM)
        self.user = UserFactory()
        self.muted: set[int] = set()
        self.written: list[int] = []

    @rule(hours=st.integers(1, 40))
    def time_goes_by(self, hours: int) -> None:
        self.now = datetime.fromtimestamp(self.now.timestamp() + hours * 3600, AMSTERDAM)

    @rule(code=st.sampled_from(["matching.asked", "matching.placed", "joining", "security.device"]))
    def news(self, code: str) -> None:
        written = line(self.user, self.now, code)
        self.written.append(written.pk)
        if written.mail is None and written.mail_at is None:
            assert preferences_of(self.user).how[Topic(written.about)] is How.BELL
            self.muted.add(written.pk)

    @rule(topic=st.sampled_from(CHOOSABLE), how=st.sampled_from(How), weekends=st.booleans())
    def choice(self, topic: Topic, how: How, weekends: bool) -> None:
        if how is How.BELL:
            waiting = self.user.notifications.filter(about=topic, mail_at__isnull=False)
            self.muted |= set(waiting.values_list("pk", flat=True))
        quiet = QuietTimes(weekends=weekends)
        choose_mail(user=self.user, how={topic: how}, quiet=quiet, by=self.user, now=self.now)

    @rule()
    def digests(self) -> None:
        due = set(self.user.notifications.to_be_mailed(self.now).values_list("pk", flat=True))
        count = self.user.outgoing_mails.count()
        send_digests(now=self.now)
        assert self.user.outgoing_mails.count() == count + bool(due)
        assert (
            set(Notification.objects.filter(pk__in=due, mail__isnull=False).values_list("pk", flat=True))
            == due
        )

    @invariant()
    def every_line_is_mailed_waiting_or_muted(self) -> None:
        rows = Notification.objects.filter(pk__in=self.written)
        mailed = {row.pk for row in rows if row.mail_id}
        waiting = {row.pk for row in rows if row.mail_at}
        assert not mailed & waiting
        assert mailed | waiting | self.muted == set(self.written)
        assert not (mailed | waiting) & self.muted


class TestWalk(DigestWalk.TestCase, HypothesisCase):  # type: ignore[misc,name-defined]
    settings = settings(
        max_examples=RUNS,
        phases=[Phase.explicit, Phase.generate],
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
