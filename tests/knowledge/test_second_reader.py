"""Two people before anything is published: who wrote along says no yes, what was read is what is published."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from wagtail.models import TaskState

from drakentemmers.accounts.models import OutgoingMail, User
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.knowledge.models import Article, may_approve
from tests.factories.accounts import person_with
from tests.knowledge.editors import answer, client_of, form_of, sent_by
from tests.mailbox import mailed

pytestmark = pytest.mark.django_db


def test_the_second_reader_finds_the_yes_beside_the_text_and_the_writer_does_not(writer, second):
    page = sent_by(writer)
    address = f"/beheer/pages/{page.pk}/edit/"

    def buttons(by: User) -> list[str]:
        form = BeautifulSoup(client_of(by).get(address).content, "html.parser")
        return [button["formaction"] for button in form.select("#page-edit-form button[formaction]")]

    assert buttons(writer) == []
    [yes] = buttons(second)
    client_of(second).post(yes, form_of(page))
    page.refresh_from_db()
    assert page.live
    assert buttons(second) == []


def test_a_second_person_publishes_and_the_log_names_both(writer, second):
    page = sent_by(writer)
    answer(page, second, "approve")
    page.refresh_from_db()
    assert page.live
    line = Event.objects.get(action="page.published", subject_id=str(page.pk))
    assert (line.actor_id, line.details["written_by"]) == (str(second.pk), str(writer.pk))


def test_nobody_says_yes_to_their_own_text(writer):
    page = sent_by(writer)
    answer(page, writer, "approve")
    page.refresh_from_db()
    assert not page.live
    state = TaskState.objects.for_instance(page).get()
    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, writer, "approve")


def test_who_wrote_any_version_since_the_last_publication_is_a_writer(writer, second):
    third = person_with(Role.ADMINISTRATOR)
    page = sent_by(writer)
    page.current_workflow_state.cancel(user=writer)
    page.save_revision(user=second)
    assert [may_approve(user, page) for user in (writer, second, third)] == [False, False, True]
    page.save_revision(user=writer).publish()
    page = Article.objects.get(pk=page.pk)
    page.save_revision(user=third)
    assert [may_approve(user, page) for user in (writer, second, third)] == [True, True, False]


def test_what_was_read_is_what_is_published(writer, second):
    page = sent_by(writer, title="Gelezen")
    changed = form_of(
        page, title="Stiekem anders", **{"action-workflow-action": "true", "workflow-action-name": "approve"}
    )
    client_of(second).post(f"/beheer/pages/{page.pk}/edit/", changed)
    page.refresh_from_db()
    assert page.title == "Gelezen"
    assert page.get_latest_revision_as_object().title == "Gelezen"


def test_a_reader_asks_for_changes_and_the_page_is_the_writers_again(writer, second):
    page = sent_by(writer)
    answer(page, second, "reject")
    response = client_of(writer).post(f"/beheer/pages/{page.pk}/edit/", form_of(page, title="Beter"))
    assert response.status_code == 302
    assert Article.objects.get(pk=page.pk).get_latest_revision_as_object().title == "Beter"


def test_others_hear_that_a_page_waits_and_the_writer_does_not(writer, second, mailoutbox):
    page = sent_by(writer, title="Wacht op je")
    assert not writer.notifications.exists()
    line = second.notifications.get()
    assert (line.topic, line.path) == ("knowledge.waits", f"/beheer/pages/{page.pk}/edit/")
    assert not [mail for mail in mailoutbox if "Wacht op je" in mail.subject + mail.body]


@pytest.mark.parametrize(("name", "topic"), [("approve", "knowledge.yes"), ("reject", "knowledge.changes")])
def test_the_writer_hears_the_answer_and_no_mail_names_the_page_or_passes_the_outbox(
    name, topic, writer, second, mailoutbox
):
    page = sent_by(writer, title="Heel eigen titel")
    answer(page, second, name)
    line = writer.notifications.get()
    assert (line.topic, line.path) == (topic, f"/beheer/pages/{page.pk}/edit/")
    assert [mail.subject for mail in mailoutbox] == []
    told = [line, second.notifications.get(topic="knowledge.waits")]
    words = [
        (each.mail.subject, each.mail.text) if each.mail else (each.mail_subject, each.mail_text)
        for each in told
    ]  # in quiet hours the mail waits in the line itself
    assert [subject for subject, _ in words] == ["Een antwoord voor je", "Er wacht een pagina op je"]
    assert "eigen titel" not in str(words)
    assert len(mailed()) == OutgoingMail.objects.count()
    assert not [mail for mail in mailoutbox if "eigen titel" in str(mail.message())]
