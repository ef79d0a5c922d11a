"""Editors in the content system: who may, what their forms take, and what goes with publishing."""

import datetime as dt
import json
from datetime import timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.knowledge.actions.reviewing import remind_of_reviews
from drakentemmers.knowledge.actions.sections import SECTIONS, found_sections, section
from drakentemmers.knowledge.actions.tending import tend_knowledge
from drakentemmers.knowledge.models import Article, KnowledgePage, SectionPage, ThemePage
from tests.factories import knowledge as made
from tests.factories.accounts import UserFactory, person_with
from tests.knowledge.editors import answer, client_of, contentstate, form_of, sent_by

pytestmark = pytest.mark.django_db


def test_an_editor_adds_a_page_and_cannot_publish_it(writer):
    theme = made.theme()
    empty = Article(title="Nieuw", slug="nieuw", summary="Kort.")
    address = f"/beheer/pages/add/knowledge/article/{theme.pk}/"
    response = client_of(writer).post(address, form_of(empty, **{"action-publish": "1"}))
    assert response.status_code == 302, BeautifulSoup(response.content, "html.parser").select(
        ".error-message"
    )
    page = Article.objects.get(slug="nieuw")
    assert (page.live, page.owner, page.audience) == (False, writer, "everyone")
    assert Client().get(page.url).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.EDITOR, Role.ADMINISTRATOR}])
def test_to_everybody_else_the_editor_does_not_exist(role):
    page, client = made.page(), client_of(person_with(role))
    for address in (
        f"/beheer/pages/{page.pk}/edit/",
        f"/beheer/pages/{page.pk}/",
        "/beheer/reports/feedback/",
    ):
        assert client.get(address).status_code == 404


def test_shelves_stay_and_nobody_changes_them(writer):
    client, shelf = client_of(writer), section("kennis")
    assert client.post(f"/beheer/pages/{shelf.pk}/delete/").status_code == 302
    assert SectionPage.objects.count() == len(SECTIONS)
    found_sections()
    assert SectionPage.objects.count() == len(SECTIONS)


def test_above_the_shelves_stands_our_name_and_a_name_an_editor_chose_stays(writer):
    home = section("kennis").get_parent()
    for given, kept in (("Welcome to your new Wagtail site!", "Drakentemmers"), ("Ons huis", "Ons huis")):
        home.title = home.draft_title = given
        home.save()
        found_sections()
        assert {page.title for page in Page.objects.filter(depth=2)} == {kept}
    assert "Ons huis" in client_of(writer).get(f"/beheer/pages/{home.pk}/").content.decode()


@pytest.mark.parametrize("shelf", SECTIONS)
def test_a_shelf_has_no_draft_to_look_at(writer, shelf):
    client, address = client_of(writer), f"/beheer/pages/{section(shelf).pk}"
    for refused in ("view_draft/", "view_draft/?mode=x"):
        assert client.get(f"{address}/{refused}").status_code == 302
    assert (
        client.get(f"{address}/edit/preview/").templates[0].name == "wagtailadmin/generic/preview_error.html"
    )


def test_one_editor_takes_a_page_off_the_site_at_once(writer):
    page = made.page()
    client_of(writer).post(f"/beheer/pages/{page.pk}/unpublish/")
    assert Client().get(page.url).status_code == 404
    line = Event.objects.get(action="page.unpublished", subject_id=str(page.pk))
    assert line.actor_id == str(writer.pk)


def test_a_page_that_is_live_is_not_thrown_away(writer):
    page = made.page()
    client_of(writer).post(f"/beheer/pages/{page.pk}/delete/")
    assert Article.objects.filter(pk=page.pk).exists()


def test_a_moment_set_before_publishes_then_and_not_earlier(writer, second):
    now = timezone.now()
    page = sent_by(writer, go_live_at=now + timedelta(hours=1))
    answer(page, second, "approve")
    assert Client().get(page.url).status_code == 404
    assert tend_knowledge(now=now).pages_published == 0
    type(page).objects.filter(pk=page.pk).update(go_live_at=now - timedelta(minutes=1))
    revision = page.revisions.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = (now - timedelta(minutes=1)).isoformat()
    revision.approved_go_live_at = now - timedelta(minutes=1)
    revision.save()
    assert tend_knowledge(now=now).pages_published == 1
    assert Client().get(page.url).status_code == 200
    assert tend_knowledge(now=now).pages_published == 0


def test_a_page_goes_off_the_site_when_its_time_is_over():
    page = made.page(expire_at=timezone.now() + timedelta(minutes=5))
    assert tend_knowledge(now=timezone.now() + timedelta(minutes=6)).pages_taken_off == 1
    assert Client().get(page.url).status_code == 404
    assert (
        Event.objects.get(action="page.unpublished", subject_id=str(page.pk)).actor_id == ""
    )  # the site itself


def test_another_slug_of_a_theme_leads_its_own_address_its_pages_and_its_feed_on(
    writer, django_capture_on_commit_callbacks
):
    theme = made.theme(slug="oud")
    page = made.page(below=theme, slug="tekst")
    hidden = made.page(below=theme, slug="besloten", audience="members")
    theme = ThemePage.objects.get(pk=theme.pk)
    theme.slug = "nieuw"
    with django_capture_on_commit_callbacks(execute=True):
        theme.save_revision(user=writer).publish()
    moved = {
        old: (answer.status_code, answer.headers.get("Location"))
        for old in ("/kennis/oud", "/kennis/oud/tekst", "/kennis/oud/besloten", "/kennis/oud.atom")
        for answer in [Client().get(old)]
    }
    assert moved == {
        "/kennis/oud": (301, "/kennis/nieuw"),
        "/kennis/oud/tekst": (301, "/kennis/nieuw/tekst"),
        "/kennis/oud/besloten": (404, None),
        "/kennis/oud.atom": (301, "/kennis/nieuw.atom"),
    }
    assert Client().get("/kennis/nieuw/tekst").status_code == 200
    assert [KnowledgePage.objects.get(pk=each.pk).url for each in (page, hidden)] == [
        "/kennis/nieuw/tekst",
        "/kennis/nieuw/besloten",
    ]


def test_another_slug_leads_the_old_address_on(writer, django_capture_on_commit_callbacks):
    page = made.page(slug="oud")
    old = page.url
    page.slug = "nieuw"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision(user=writer).publish()
    moved = Client().get(old)
    assert (moved.status_code, moved.headers["Location"]) == (301, Article.objects.get(pk=page.pk).url)
    assert "no-store" in moved.headers["Cache-Control"]


def test_editors_hear_once_what_is_to_be_read_again(writer, second):
    now = timezone.now()
    soon, later = now.date() + timedelta(days=20), now.date() + timedelta(days=90)
    made.page(review_before=soon)
    made.page(review_before=later)
    assert remind_of_reviews(now=now) == 1
    assert remind_of_reviews(now=now) == 0
    assert {user.notifications.get().topic for user in (writer, second)} == {"knowledge.review"}


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:alert(1)", "vbscript:x", "file:///etc/passwd"],
)
def test_a_dangerous_link_does_not_reach_a_page(writer, href):
    page = made.page(live=False)
    sent = form_of(page, **{"body-0-value": contentstate("klik", href)})
    assert client_of(writer).post(f"/beheer/pages/{page.pk}/edit/", sent).status_code == 302
    draft = Article.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.save_revision().publish()
    body = BeautifulSoup(Client().get(page.url).content, "html.parser").select_one(".prose")
    assert [a.get("href") for a in body.select("a") if a.get("href")] == []
    assert "alert" not in str(body)


def test_markup_typed_in_a_text_is_text(writer):
    page = made.page(live=False)
    evil = '<script>alert(1)</script><svg onload="alert(1)">'
    sent = form_of(page, title=evil, summary=evil, **{"body-0-value": contentstate(evil)})
    client_of(writer).post(f"/beheer/pages/{page.pk}/edit/", sent)
    Article.objects.get(pk=page.pk).get_latest_revision().publish()
    for address in (page.url, "/kennis", "/kennis.atom", "/sitemap.xml"):
        content = Client().get(address).content.decode()
        assert "<script>alert" not in content and "<svg onload" not in content


def test_a_feature_that_texts_do_not_have_is_left_out(writer):
    page = made.page(live=False)
    raw = json.loads(contentstate("x"))
    raw["blocks"][0] |= {
        "type": "atomic",
        "text": " ",
        "entityRanges": [{"key": 0, "offset": 0, "length": 1}],
    }
    raw["entityMap"] = {
        "0": {"type": "EMBED", "mutability": "IMMUTABLE", "data": {"url": "https://film.example/1"}}
    }
    sent = form_of(page, **{"body-0-value": json.dumps(raw)})
    client_of(writer).post(f"/beheer/pages/{page.pk}/edit/", sent)
    source = Article.objects.get(pk=page.pk).get_latest_revision_as_object().body[0].value.source
    assert "embed" not in source and "film.example" not in source


def test_a_picture_asks_for_its_words(writer):
    from wagtail.images import get_image_model
    from wagtail.images.tests.utils import get_test_image_file

    picture = get_image_model().objects.create(title="x", file=get_test_image_file())
    page = made.page(live=False)
    block = {
        "body-0-type": "figure",
        "body-0-value-picture-image": str(picture.pk),
        "body-0-value-picture-alt_text": "",
        "body-0-value-caption": "",
        "action-submit": "1",
    }
    response = client_of(writer).post(f"/beheer/pages/{page.pk}/edit/", form_of(page, **block))
    assert response.status_code == 200
    assert page.get_latest_revision_as_object().body[0].block_type == "text"


def test_the_hint_about_language_stands_in_the_editor(writer):
    long = " ".join(["woord"] * 25)
    page = made.page(body=[made.text(f"<p>{long}.</p>")])
    content = client_of(writer).get(f"/beheer/pages/{page.pk}/edit/").content.decode()
    assert "Lange zinnen. Maak er twee van:" in content


def test_broken_links_are_told_with_their_page(writer):
    gone = made.page(title="Weg is weg")
    page = made.page(title="Met link", body=[made.text(f'<p><a id="{gone.pk}" linktype="page">lees</a></p>')])
    gone.unpublish()
    out = StringIO()
    call_command("check_links", stdout=out)
    assert out.getvalue() == f"{page.url}: Weg is weg (Niet op de site)\n1 broken links.\n"
    listed = BeautifulSoup(client_of(writer).get("/beheer/reports/links/").content, "html.parser").select(
        "td"
    )
    assert [cell.get_text(strip=True) for cell in listed] == ["Met link", "Weg is weg", "Niet op de site", ""]


def test_the_preview_is_the_page_itself_and_only_for_editors(writer):
    page = made.page(live=False, title="Zo wordt het")
    client = client_of(writer)
    response = client.get(f"/beheer/pages/{page.pk}/view_draft/")
    assert "Zo wordt het" in response.content.decode() and "nog niet op de site" in response.content.decode()
    assert client_of(UserFactory()).get(f"/beheer/pages/{page.pk}/view_draft/").status_code == 404
    policy = response.headers["Content-Security-Policy"].split("; ")
    assert "frame-ancestors 'self'" in policy and response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_the_checks_stand_in_the_preview_only(writer):
    page = made.page(title="Gewoon")
    preview = client_of(writer).get(f"/beheer/pages/{page.pk}/view_draft/").content.decode()
    assert "wagtail-userbar" in preview
    assert "wagtail-userbar" not in client_of(writer).get(page.url).content.decode()
    assert "<script>" not in preview and "style=" not in preview


def test_the_form_has_no_script_or_style_that_the_policy_forbids(writer):
    page = made.page(review_before=dt.date(2027, 11, 30))
    form = BeautifulSoup(client_of(writer).get(f"/beheer/pages/{page.pk}/edit/").content, "html.parser")
    inline = [
        tag for tag in form.select("script") if not tag.get("src") and "json" not in tag.get("type", "")
    ]
    assert inline == [] and form.select("style, [style]") == []
    day = form.select_one("#id_review_before")
    assert (day["type"], day["value"]) == ("date", "2027-11-30")


def test_a_theme_is_for_everybody():
    with pytest.raises(ValidationError):
        ThemePage(title="x", slug="x", summary="x", audience="members").clean()


def test_a_review_comes_a_year_after_the_last_one_unless_an_editor_says_when(writer):
    page = made.page(live=False)
    sent = form_of(page, reviewed_on="2026-02-28", review_before="", **{"action-submit": "1"})
    assert client_of(writer).post(f"/beheer/pages/{page.pk}/edit/", sent).status_code == 302
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    assert (draft.reviewed_on, draft.review_before) == (dt.date(2026, 2, 28), dt.date(2027, 2, 28))


def test_a_page_is_not_sent_without_the_day_of_its_review_and_kept_as_a_draft_without(writer):
    page = made.page(live=False)
    client, address = client_of(writer), f"/beheer/pages/{page.pk}/edit/"
    answer = client.post(address, form_of(page, reviewed_on="", **{"action-submit": "1"}))
    assert answer.status_code == 200 and not page.current_workflow_state
    assert client.post(address, form_of(page, reviewed_on="")).status_code == 302


def test_a_review_lies_after_the_last_one():
    with pytest.raises(ValidationError) as refused:
        Article(
            title="x",
            slug="x",
            summary="x",
            reviewed_on=dt.date(2026, 2, 1),
            review_before=dt.date(2026, 2, 1),
        ).clean()
    assert set(refused.value.message_dict) == {"review_before"}


def test_a_hard_word_keeps_its_versions_and_the_log_says_who_changed_or_removed_it(writer):
    term = made.term("hechting")
    client, address = client_of(writer), "/beheer/snippets/knowledge/term"
    for explanation in ("Eerste uitleg.", "Tweede uitleg."):
        sent = {"term": term.term, "plural": "", "also": "", "explanation": explanation, "slug": term.slug}
        assert client.post(f"{address}/edit/{term.pk}/", sent).status_code == 302
    kept = [(revision.user, revision.content["explanation"]) for revision in term.revisions.order_by("pk")]
    assert kept == [(writer, "Eerste uitleg."), (writer, "Tweede uitleg.")]
    number = str(term.pk)
    assert client.post(f"{address}/delete/{term.pk}/").status_code == 302
    lines = Event.objects.filter(subject_id=number, action__startswith="term.").order_by("pk")
    assert [(line.action, line.actor_id) for line in lines] == [
        ("term.changed", str(writer.pk)),
        ("term.changed", str(writer.pk)),
        ("term.removed", str(writer.pk)),
    ]
