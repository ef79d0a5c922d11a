"""The archive, and what editors do with an issue: writing, two readers, trying, sending, stopping."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.knowledge.actions.newsletter_mails import write_mails
from drakentemmers.knowledge.models import NewsletterIssue
from drakentemmers.knowledge.read.newsletter import pieces_of
from drakentemmers.knowledge.rules import Audience
from tests.factories import knowledge as made
from tests.factories import newsletter as news
from tests.factories.accounts import person_with
from tests.knowledge.editors import answer, client_of

pytestmark = pytest.mark.django_db


def test_the_archive_lists_what_is_on_the_site_newest_first():
    old, new = news.issue(title="Oud"), news.issue(title="Nieuw")
    NewsletterIssue.objects.filter(pk=old.pk).update(first_published_at=timezone.now() - timedelta(days=9))
    draft = news.issue(title="Klad", live=False)
    soup = BeautifulSoup(Client().get("/nieuwsbrief").content, "html.parser")
    assert [a["href"] for a in soup.select(".kcard__a")] == [new.url, old.url]
    assert Client().get(draft.url).status_code == 404
    assert Client().get("/nieuwsbrief/bestaat-niet").status_code == 404
    assert soup.select_one("footer a[href='/nieuwsbrief']")


def test_an_old_address_of_an_issue_leads_to_the_new_one(django_capture_on_commit_callbacks):
    issue = news.issue(slug="oud")
    issue.slug = "nieuw"
    with django_capture_on_commit_callbacks(execute=True):
        issue.save_revision().publish()
    moved = Client().get("/nieuwsbrief/oud")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/nieuwsbrief/nieuw")


def test_two_people_before_an_issue_is_on_the_site():
    writer, second = person_with(Role.EDITOR), person_with(Role.EDITOR)
    issue = news.issue(live=False, by=writer)
    issue.owner = writer
    issue.save()
    issue.get_workflow().start(issue, writer)
    answer(issue, writer, "approve")
    assert Client().get(issue.url).status_code == 404
    answer(issue, second, "approve")
    assert Client().get(issue.url).status_code == 200


def test_the_archive_needs_the_same_queries_however_many_there_are(assert_queries_constant):
    news.issue()
    with assert_queries_constant(lambda: Client().get("/nieuwsbrief")):
        for _ in range(4):
            news.issue()


def test_an_issue_needs_the_same_queries_however_many_pages_are_in_it(assert_queries_constant):
    pages = [made.page(below=made.theme()) for _ in range(5)]
    issue = news.issue(parts=[news.picked(pages[0])])
    with assert_queries_constant(lambda: pieces_of(NewsletterIssue.objects.get(pk=issue.pk))):
        issue.parts = issue.parts.stream_block.to_python([news.picked(page) for page in pages])
        issue.save()


def form_of(issue: NewsletterIssue, page_id: object, **changes: object) -> dict[str, object]:
    """What the form of the editor sends: one picked page."""
    return {
        "title": issue.title,
        "slug": issue.slug,
        "summary": issue.summary,
        "topic": str(issue.topic_id),
        "byline": issue.byline,
        "change_note": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "parts-count": "1",
        "parts-0-deleted": "",
        "parts-0-order": "0",
        "parts-0-type": "page",
        "parts-0-id": "",
        "parts-0-value-page": str(page_id),
        "parts-0-value-words": "",
    } | changes


def test_an_editor_writes_an_issue_and_hears_what_may_not_be_in_it():
    client, issue = client_of(person_with(Role.EDITOR)), news.issue(live=False)
    address = f"/beheer/pages/{issue.pk}/edit/"
    refused = client.post(address, form_of(issue, made.page(audience=Audience.MEMBERS).pk))
    assert refused.status_code == 200 and "Niet iedereen mag dit lezen" in refused.text
    public = made.page()
    assert client.post(address, form_of(issue, public.pk)).status_code == 302
    issue.refresh_from_db()
    latest = json.loads(issue.get_latest_revision().content["parts"])
    assert [part["value"]["page"] for part in latest] == [public.pk]
    assert client.get(f"/beheer/pages/{issue.pk}/view_draft/").status_code == 200


def test_the_desk_tries_sends_stops_and_goes_on(mailoutbox):
    editor = person_with(Role.EDITOR)
    client, topic = client_of(editor), news.topic()
    for _ in range(3):
        news.subscriber(topic, "")
    issue = news.issue(topic)
    address = f"/beheer/nieuwsbrieven/{issue.pk}/"
    assert "3 adressen krijgen hem." in client.get(address).text
    for deed, said in (
        ("proef", "Er is een proefmail naar je onderweg."),
        ("versturen", "Hij wordt verstuurd."),
        ("versturen", "Iemand drukte al op Verstuur."),
        ("stop", "Gestopt."),
        ("verder", "Het gaat verder waar het stopte."),
        ("iets anders", "Er is niets veranderd."),
    ):
        assert said in client.post(address, {"wat": deed}, follow=True).text, deed
    assert issue.title in client.get("/beheer/nieuwsbrieven/").text
    write_mails(mailing_id=issue.mailing.pk, now=timezone.now())
    page = client.get(address).text
    assert "0 van de 3 adressen" in page
    assert "@voorbeeld.example" not in BeautifulSoup(page, "html.parser").find("main").get_text()


def test_sending_asks_first_and_says_to_how_many():
    topic = news.topic()
    for _ in range(2):
        news.subscriber(topic)
    page = client_of(person_with(Role.EDITOR)).get(f"/beheer/nieuwsbrieven/{news.issue(topic).pk}/")
    soup = BeautifulSoup(page.content, "html.parser")
    step = soup.select_one("button[value=versturen]").find_parent("details")
    assert not step.has_attr("open") and "Hij gaat naar 2 adressen." in step.p.get_text()


def test_a_draft_cannot_be_sent_from_the_desk():
    client, issue = client_of(person_with(Role.EDITOR)), news.issue(live=False)
    address = f"/beheer/nieuwsbrieven/{issue.pk}/"
    assert "versturen" not in [
        b["value"] for b in BeautifulSoup(client.get(address).text, "html.parser").select("button[name=wat]")
    ]
    assert "staat niet op de site" in client.post(address, {"wat": "versturen"}, follow=True).text
    assert client.post(address, {"wat": "stop"}).status_code == 404
