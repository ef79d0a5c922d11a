"""What editors do in the content system stands in the log."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from tests.factories import knowledge as made
from tests.factories.accounts import person_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path) -> None:
    settings.FILES_ROOT = tmp_path


@pytest.fixture
def editor() -> User:
    return person_with(Role.EDITOR)


@pytest.fixture
def browser(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def written(editor: User) -> list[tuple[str, str, str]]:
    rows = Event.objects.filter(action__startswith="content.", actor_id=str(editor.pk)).order_by("pk")
    return [(row.action, row.subject_type, row.subject_id) for row in rows]


def test_a_draft_that_is_saved_is_a_change_of_the_page(editor: User) -> None:
    page = made.page()
    page.save_revision(user=editor, log_action=True)

    assert written(editor) == [("content.changed", "knowledge.knowledgepage", str(page.pk))]


def test_a_page_that_is_taken_off_or_away_says_by_whom(browser: Client, editor: User) -> None:
    page = made.page()
    browser.post(f"/beheer/pages/{page.pk}/unpublish/")

    assert written(editor) == [("content.changed", "knowledge.knowledgepage", str(page.pk))]
    assert Event.objects.get(action="content.changed").details["deed"] == "wagtail.unpublish"


@pytest.mark.parametrize(
    ("address", "deed"), [("edit/{}/", "content.changed"), ("delete/{}/", "content.removed")]
)
def test_a_document_that_is_changed_or_taken_away(
    browser: Client, editor: User, address: str, deed: str
) -> None:
    document = get_document_model().objects.create(title="Een", file=ContentFile(b"Een", name="een.csv"))
    browser.post(f"/beheer/documents/{address.format(document.pk)}", {"title": "Twee"})

    assert written(editor) == [(deed, "wagtaildocs.document", str(document.pk))]


def test_a_picture_that_is_added_and_taken_away(browser: Client, editor: User) -> None:
    picture = SimpleUploadedFile("een.png", get_test_image_file().file.getvalue(), "image/png")
    browser.post("/beheer/images/add/", {"title": "Een", "file": picture})
    row = get_image_model().objects.get()
    browser.post(f"/beheer/images/{row.pk}/delete/")

    assert written(editor)[0] == ("content.added", "wagtailimages.image", str(row.pk))
    assert written(editor)[-1] == ("content.removed", "wagtailimages.image", str(row.pk))


def test_what_the_site_does_by_itself_is_no_deed_of_an_editor() -> None:
    made.page().save_revision(log_action=True)
    get_image_model().objects.create(title="Een", file=get_test_image_file())

    assert not Event.objects.filter(action__startswith="content.").exists()
