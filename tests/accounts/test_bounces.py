"""Mail that comes back: reports of mail servers, and what follows from them."""

import mailbox
from datetime import datetime
from email import message_from_string
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from drakentemmers.accounts.actions.bounces import note_return, try_address_again
from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.actions.outbox_sending import send_due
from drakentemmers.accounts.bounces import Returned, read_report
from drakentemmers.accounts.models import MailBounce, OutgoingMail, User
from drakentemmers.accounts.rules import Role
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with

pytestmark = pytest.mark.django_db
REPORT = """\
From: MAILER-DAEMON@mail.example
To: netwerk@drakentemmers.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="grens"

--grens
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--grens
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; samira@voorbeeld.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 unknown

--grens
Content-Type: {original}

Message-ID: {message_id}
Subject: Een vraag

--grens--
"""


def report(
    message_id: str, action: str = "failed", status: str = "5.1.1", original: str = "message/rfc822"
) -> str:
    return REPORT.format(message_id=message_id, action=action, status=status, original=original)


def sent(now: datetime, user: User) -> OutgoingMail:
    mail = queue_mail(to=user.email, subject="Een vraag", text="Kijk.", kind="notice", now=now, user=user)
    send_due(now=now)
    return mail


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_of_failure_is_read(original: str) -> None:
    found = read_report(message_from_string(report("<een@voorbeeld.example>", original=original)))
    assert found == Returned("<een@voorbeeld.example>", "5.1.1")


@pytest.mark.parametrize(
    "text",
    [
        report("<een@voorbeeld.example>", action="delayed", status="4.4.1"),
        report("<een@voorbeeld.example>", action="delivered", status="2.0.0"),
        report("<een@voorbeeld.example>", status="4.2.2"),
        report("<een@voorbeeld.example>", status="vijf"),
        report("zonder haken"),
        report("<een@voorbeeld.example>", original="text/plain"),
        "Subject: Ik ben er even niet\n\nTot maandag.",
        "Content-Type: multipart/report; boundary=x\n\nkapot",
        "",
    ],
)
def test_anything_else_is_no_report_of_failure(text: str) -> None:
    assert read_report(message_from_string(text)) is None


def test_the_person_and_the_owner_hear_of_it_once(now: datetime) -> None:
    organisation = OrganisationFactory()
    owner, person = (person_with(role, organisation) for role in (Role.OWNER, Role.MEMBER))
    stranger = person_with(Role.OWNER)
    first, second = sent(now, person), sent(now, person)

    assert note_return(message_id=first.message_id, status="5.1.1", now=now)
    assert not note_return(message_id=first.message_id, status="5.1.1", now=now)
    assert note_return(message_id=second.message_id, status="5.1.1", now=now)

    [line] = person.notifications.all()
    assert (line.text, line.path) == (
        "Mail aan je adres komt terug. Kijk of het adres klopt.",
        "/account/meldingen",
    )
    [told] = owner.notifications.all()
    assert told.text == f"Mail aan {person.name} komt terug. Vraag om een ander adres."
    assert person.email not in told.text
    assert not stranger.notifications.exists()
    assert OutgoingMail.objects.get(pk=first.pk).reason == "5.1.1"


def test_news_stops_mail_about_safety_goes_on_and_the_person_can_undo_it(now: datetime) -> None:
    user = UserFactory()
    note_return(message_id=sent(now, user).message_id, status="5.1.1", now=now)
    news = {
        "user": user,
        "text": "Nieuws.",
        "path": "/mijn",
        "now": now,
        "subject": "Nieuws",
        "mail": "Nieuws.",
    }

    assert notify(topic="matching.asked", **news).mail.state == "dropped"
    assert notify(topic="security.new_device", **news).mail.state == "waiting"
    assert try_address_again(user=user, by=user, now=now)
    assert notify(topic="matching.asked", **news).mail.state == "waiting"


def test_nobody_can_make_an_address_look_dead(now: datetime) -> None:
    user = UserFactory()
    waiting = queue_mail(to=user.email, subject="Een", text="Kijk.", kind="notice", now=now, user=user)
    for forged in ("<geraden@127.0.0.1>", waiting.message_id):  # a mail that was never sent can not come back
        assert not note_return(message_id=forged, status="5.1.1", now=now)
    assert not MailBounce.objects.exists()


class TestCommand:
    def read(self, path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
        call_command("read_bounces", str(path))
        return capsys.readouterr().out.splitlines()

    def test_an_mbox_file(self, now, tmp_path, capsys):
        mail = sent(now, UserFactory())
        box = mailbox.mbox(tmp_path / "box")
        for text in (report(mail.message_id), report("<van-elders@x.example>"), "Subject: Hoi\n\nHoi."):
            box.add(message_from_string(text))
        box.close()
        before = (tmp_path / "box").read_bytes()
        assert self.read(tmp_path / "box", capsys) == [
            "returned: 1",
            "known or not ours: 1",
            "no report of failure: 1",
        ]
        assert self.read(tmp_path / "box", capsys)[0] == "returned: 0"
        assert (tmp_path / "box").read_bytes() == before

    def test_a_maildir_and_a_folder_of_files(self, now, tmp_path, capsys):
        maildir = mailbox.Maildir(tmp_path / "maildir")
        maildir.add(message_from_string(report(sent(now, UserFactory()).message_id)))
        (tmp_path / "files").mkdir()
        (tmp_path / "files" / "een.eml").write_text(report(sent(now, UserFactory()).message_id))
        (tmp_path / "files" / "groot.eml").write_text(report("<x@x.example>") + "x" * 2_000_001)
        assert self.read(tmp_path / "maildir", capsys)[0] == "returned: 1"
        assert self.read(tmp_path / "files", capsys) == [
            "returned: 1",
            "known or not ours: 0",
            "no report of failure: 0",
        ]

    def test_a_path_that_is_not_there_is_told(self, tmp_path):
        with pytest.raises(CommandError, match="There is no"):
            call_command("read_bounces", str(tmp_path / "niets"))
