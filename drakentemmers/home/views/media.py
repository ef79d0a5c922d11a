"""Documents and pictures of editors: sent only after their collection was asked."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.home.media_policy import may_see
from drakentemmers.kernel.files import send
from drakentemmers.kernel.uploads import FILMS, FileKind
from drakentemmers.knowledge.read.files import stands_on_unreadable_pages

TO_LOOK_AT = frozenset({*(kind.value for kind in FILMS), FileKind.CAPTIONS.value})


@require_safe
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """A document as a download, a film to look at; 404 when it is not there, is not for this person or is gone."""
    found = get_object_or_404(get_document_model().objects.select_related("collection"), pk=document_id)
    if found.filename != document_filename or not _may_have(request.user, found):
        raise Http404
    try:
        return send(
            found.file.open("rb"),
            name=found.filename,
            inline=found.file_extension in TO_LOOK_AT,
            asked=request.headers.get("Range", ""),
        )
    except FileNotFoundError as error:
        raise Http404 from error


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture, or one of the sizes made of it, by the name it is kept under."""
    model = get_image_model()
    original = model.objects.select_related("collection").filter(file=name).first()
    size = model.get_rendition_model().objects.select_related("image__collection").filter(file=name).first()
    row = original or size
    if row is None or not _may_have(request.user, original or size.image):
        raise Http404
    try:
        return send(row.file.open("rb"), name=name.rpartition("/")[2], inline=True)
    except FileNotFoundError as error:
        raise Http404 from error


def _may_have(user: User | AnonymousUser, file: Model) -> bool:
    """Ask the collection of a file, and the pages it stands on; editors have all of them."""
    if user.is_authenticated and user.has_perm(Permission.USE_ADMIN):
        return True
    return may_see(user, file.collection) and not stands_on_unreadable_pages(file, user)
