"""Remarks on drafts: who follows them hears of it under the bell and by a neutral mail, never past the outbox."""

from datetime import UTC, datetime

import pytest

from drakentemmers.accounts.models import OutgoingMail, User
from drakentemmers.accounts.rules import Role
from drakentemmers.knowledge.actions.commenting import remarks_changed
from drakentemmers.knowledge.models import KnowledgePage
from tests.factories import knowledge as made
from tests.factories.accounts import person_with
from tests.knowledge.editors import client_of, form_of
from tests.mailbox import mailed

pytestmark = pytest.mark.django_db
SECRET = "Dit woord staat alleen in de opmerking"


def page_followed_by(*people: User) -> KnowledgePage:
    page = made.page(live=False, title="Wat helpt")
    for user in people:
        page.subscribers.create(user=user, comment_notifications=True)
    return page


def remark(page: KnowledgePage, by: User, text: str = SECRET) -> None:
    sent = {
        "comments-TOTAL_FORMS": "1",
        "comments-0-id": "",
        "comments-0-text": text,
        "comments-0-contentpath": "summary",
        "comments-0-position": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
    }
    assert client_of(by).post(f"/beheer/pages/{page.pk}/edit/", form_of(page, **sent)).status_code == 302


def answer(page: KnowledgePage, by: User) -> None:
    said = page.wagtail_admin_comments.get()
    sent = {
        "comments-TOTAL_FORMS": "1",
        "comments-INITIAL_FORMS": "1",
        "comments-0-id": str(said.pk),
        "comments-0-text": said.text,
        "comments-0-contentpath": said.contentpath,
        "comments-0-position": "",
        "comments-0-replies-TOTAL_FORMS": "1",
        "comments-0-replies-INITIAL_FORMS": "0",
        "comments-0-replies-0-id": "",
        "comments-0-replies-0-text": "Goed punt",
    }
    assert client_of(by).post(f"/beheer/pages/{page.pk}/edit/", form_of(page, **sent)).status_code == 302


def told(user: User) -> list[tuple[str, str]]:
    return list(user.notifications.values_list("topic", "path"))


def test_who_follows_hears_of_a_remark_and_who_made_it_does_not(writer, second, mailoutbox):
    stranger = person_with(Role.EDITOR)
    page = page_followed_by(writer, second)
    remark(page, by=second)
    assert told(writer) == [("knowledge.remark", f"/beheer/pages/{page.pk}/edit/")]
    assert [told(second), told(stranger)] == [[], []]
    assert page.wagtail_admin_comments.get().text == SECRET
    assert mailoutbox == []


def test_one_mail_goes_by_the_outbox_and_names_neither_page_nor_remark(writer, second, mailoutbox):
    page = page_followed_by(writer)
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert remarks_changed(page=page, threads=(), by=second, now=noon) == 1
    assert mailoutbox == []
    [mail] = mailed()
    assert OutgoingMail.objects.filter(user=writer).count() == 1
    assert (mail.to, mail.subject) == ([writer.email], "Een opmerking voor je")
    assert [word for word in (SECRET, page.title) if word in mail.subject + mail.body] == []


def test_who_made_a_remark_hears_of_an_answer_without_following_the_page(writer, second):
    page = page_followed_by()
    remark(page, by=writer)
    answer(page, by=second)
    assert [told(writer), told(second)] == [
        [("knowledge.remark", f"/beheer/pages/{page.pk}/edit/")],
        [],
    ]


def test_who_no_longer_keeps_pages_hears_nothing(second):
    former = person_with(Role.THERAPIST)
    page = page_followed_by(former)
    remark(page, by=second)
    assert told(former) == []
