"""An issue: what it may hold, how it reads in a mail and on the site, and what it never tells."""

from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.actions.outbox_sending import send_due
from drakentemmers.accounts.models import OutgoingMail
from drakentemmers.accounts.outbox import UnsafeMailError
from drakentemmers.accounts.quiet_html import loud_part_of
from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.search.finding import find
from drakentemmers.knowledge.actions.newsletter_mails import write_mails
from drakentemmers.knowledge.models import NewsletterIssue
from drakentemmers.knowledge.read.newsletter import composed, pieces_of
from drakentemmers.knowledge.rules import Audience
from tests.factories import knowledge as made
from tests.factories import newsletter as news
from tests.factories.accounts import person_with
from tests.knowledge.editors import client_of

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
SECRET = "Zilverreigerpad"


def page_of(issue: NewsletterIssue) -> BeautifulSoup:
    response = Client().get(issue.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def full_issue(**fields) -> NewsletterIssue:
    page = made.page(title="Wat helpt", summary="Kort gezegd.")
    event = made.event(
        title="Kennismiddag",
        place="Almere",
        starts_at=datetime(2026, 12, 1, 12, 30, tzinfo=timezone.get_default_timezone()),
    )
    own = f'<p>Lees <a id="{page.pk}" linktype="page">verder</a> of <b>bel</b>.</p><ul><li>Een</li></ul>'
    parts = [
        {"type": "heading", "value": "Nieuw & beter"},
        made.text(own),
        news.picked(page),
        news.picked(page, "In eigen woorden."),
        news.meeting(event),
    ]
    return news.issue(title="Najaar", summary="Wat er gebeurde.", parts=parts, **fields)


def test_the_page_the_html_and_the_plain_text_say_the_same(now: datetime):
    issue = full_issue()
    mail, page = composed(issue, now=now), page_of(issue)
    words = ("Najaar", "Wat er gebeurde.", "Nieuw & beter", "Wat helpt", "Kort gezegd.", "In eigen woorden.")
    words += ("Kennismiddag", "Almere", "1 december 2026")
    html = BeautifulSoup(mail.html, "html.parser").get_text(" ")
    for text in (page.find("main").get_text(" "), html, mail.text):
        assert [word for word in words if word not in text] == []


def test_links_are_whole_in_a_mail_and_spelled_out_in_its_text(now: datetime):
    issue = full_issue()
    mail = composed(issue, now=now)
    hrefs = {a["href"] for a in BeautifulSoup(mail.html, "html.parser").select("a")}
    assert all(href.startswith(("http://127.0.0.1:8000/", "https://afmelden.invalid/")) for href in hrefs)
    assert "Lees verder (http://127.0.0.1:8000/kennis/" in mail.text
    assert f"Lees dit op de site: {SITE}{issue.url}" in mail.text
    assert "\n\n\n" not in mail.text


def test_a_mail_fetches_nothing_when_it_is_opened_and_no_link_is_counted(now: datetime, mailoutbox):
    picture = get_image_model().objects.create(title="Prent", file=get_test_image_file())
    figure = {
        "picture": {"image": picture.pk, "decorative": False, "alt_text": "Een huis"},
        "caption": "Bij ons",
    }
    topic = news.topic()
    news.subscriber(topic)
    issue = news.issue(topic, parts=[{"type": "picture", "value": figure}])
    write_mails(mailing_id=news.sending(issue, now).pk, now=now)
    send_due(now=now)
    [(html, _)] = mailoutbox[0].alternatives
    assert loud_part_of(html) == "" and "<img" not in html
    assert "Een huis" in html and "Een huis" in mailoutbox[0].body
    assert page_of(issue).select_one("main picture img")["alt"] == "Een huis"
    assert {a["href"] for a in BeautifulSoup(html, "html.parser").select("a")} == {
        f"{SITE}{issue.url}",
        mailoutbox[0].extra_headers["List-Unsubscribe"].strip("<>"),
    }


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://elders.example/pixel.gif">',
        '<p style="background:url(https://elders.example/p)">x</p>',
        '<p background="https://elders.example/p">x</p>',
        "<style>@import 'https://elders.example'</style>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="//elders.example">x</a>',
        '<p onclick="x()">x</p>',
        "<script>x</script>",
        '<iframe src="https://elders.example"></iframe>',
        '<link rel="preload" href="https://elders.example">',
        '<meta http-equiv="refresh" content="0;url=https://elders.example">',
        '<svg><image href="https://elders.example/p"/></svg>',
        '<form action="https://elders.example"><input></form>',
        r'<p style="background:\75rl(https://elders.example)">x</p>',
    ],
)
def test_the_outbox_refuses_html_that_fetches_or_runs(now: datetime, html: str):
    with pytest.raises(UnsafeMailError):
        queue_mail(to="a@voorbeeld.example", subject="Een", text="x", html=html, kind="newsletter", now=now)
    assert not OutgoingMail.objects.exists()


def test_what_an_editor_types_is_text_wherever_it_lands(now: datetime):
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    page = made.page(title=hostile, summary=hostile)
    issue = news.issue(
        title=hostile,
        summary=hostile,
        parts=[{"type": "heading", "value": hostile}, news.picked(page, hostile)],
    )
    mail = composed(issue, now=now)
    assert loud_part_of(mail.html) == "" and "<script>" not in mail.html
    assert page_of(issue).select("main script, main img[src=x]") == []


def test_links_that_lead_nowhere_from_a_mail_keep_their_words(now: datetime):
    own = '<p><a href="#kop">Kop</a> <a href="javascript:x">Gevaar</a> <a href="mailto:a@b.example">Mail</a></p>'
    mail = composed(news.issue(parts=[made.text(own)]), now=now)
    assert loud_part_of(mail.html) == ""
    assert "Kop Gevaar" in BeautifulSoup(mail.html, "html.parser").get_text()
    assert "mailto:a@b.example" in mail.html


def test_subject_and_sender_say_nothing_of_the_topic(now: datetime, mailoutbox):
    topic = news.topic("Netwerk seksueel geweld")
    news.subscriber(topic)
    issue = news.issue(topic, title="Over seksueel geweld")
    write_mails(mailing_id=news.sending(issue, now).pk, now=now)
    send_due(now=now)
    [message] = mailoutbox
    assert message.subject == "Nieuws van Drakentemmers, november 2026"
    assert message.from_email == "Drakentemmers <netwerk@drakentemmers.example>"
    assert "geweld" not in str(message.extra_headers).lower()


# Only what everybody may read


def hidden_page(**fields):
    return made.page(title=f"Over {SECRET}", summary=SECRET, slug=SECRET.lower(), **fields)


@pytest.mark.parametrize("why", ["members", "therapists", "draft", "hidden theme"])
def test_an_issue_with_what_not_everybody_may_read_is_not_saved(why: str):
    page = {
        "members": lambda: hidden_page(audience=Audience.MEMBERS),
        "therapists": lambda: hidden_page(audience=Audience.THERAPISTS),
        "draft": lambda: hidden_page(live=False),
        "hidden theme": lambda: hidden_page(below=made.theme(live=False)),
    }[why]()
    issue = news.issue()
    issue.parts = issue.parts.stream_block.to_python([news.picked(page)])
    with pytest.raises(ValidationError, match="Niet iedereen mag dit lezen"):
        issue.full_clean()


@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.THERAPISTS])
def test_a_page_that_stops_being_public_leaves_no_trace_in_an_issue(now: datetime, audience, settings):
    settings.TURNS = {}
    page = hidden_page()
    own = f'<p>Lees <a id="{page.pk}" linktype="page">verder</a>.</p>'
    issue = news.issue(parts=[made.text(own), news.picked(page)])
    assert SECRET in page_of(issue).get_text()
    type(page).objects.filter(pk=page.pk).update(audience=audience)
    page.refresh_from_db()
    page.save_revision().publish()
    assert [piece.kind for piece in pieces_of(issue)] == ["text"]
    mail = composed(issue, now=now)
    addresses = [issue.url, "/nieuwsbrief", "/nieuwsbrief/aanmelden", "/sitemap.xml", "/zoeken?q=zin"]
    addresses += ["/kennis.atom", "/nieuws.atom", f"/zoeken?q={issue.title.replace(' ', '+')}"]
    therapist = client_of(person_with(Role.THERAPIST))
    seen = [Client().get(address).text for address in addresses] + [therapist.get(issue.url).text]
    for text in [mail.text, mail.html, mail.subject, *seen]:
        assert SECRET.lower() not in text.lower()


def test_search_finds_the_own_words_of_an_issue_and_not_those_of_its_pages():
    page = made.page(title="Egeltje", summary="Egeltje")
    issue = news.issue(parts=[made.text("<p>Boomklever</p>"), news.picked(page)])
    issue.save_revision().publish()
    found = [hit.url for hit in find(AnonymousUser(), "boomklever").hits]
    assert found == [issue.url]


def test_a_newsletter_is_for_everybody_and_its_address_is_its_own():
    issue = news.issue()
    issue.audience = Audience.MEMBERS
    with pytest.raises(ValidationError, match="Een nieuwsbrief is voor iedereen"):
        issue.full_clean()
    issue.audience, issue.slug = Audience.EVERYONE, "aanmelden"
    with pytest.raises(ValidationError, match="Kies een ander adres"):
        issue.full_clean()
