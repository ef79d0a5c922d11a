"""A page to keep, as a PDF made by the server. Who may not read the page does not get one: 404, as for the page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from drakentemmers.knowledge.forms.feedback import FeedbackForm
from drakentemmers.knowledge.read.page import view_of
from drakentemmers.knowledge.read.paper import ready_for_paper
from drakentemmers.knowledge.views.reading import readable, show
from drakentemmers.ui.paper import NoPaperError, as_pdf

ENDING = ".pdf"


@require_safe
def on_paper(request: HttpRequest, **where: str) -> HttpResponse:
    """The page whose address comes before the ending; where none can be made, the page itself says how to print it."""
    page = readable(request, request.path.removesuffix(ENDING))
    if isinstance(page, HttpResponse):
        return HttpResponsePermanentRedirect(f"{page.headers['Location']}{ENDING}")
    now = timezone.now()
    view = view_of(page, request.user, now=now)
    html = render_to_string("knowledge/paper.html", {"view": view, "now": now, "site_url": settings.SITE_URL})
    try:
        content = as_pdf(ready_for_paper(html))
    except NoPaperError:
        return show(request, page, FeedbackForm(), status=503, no_paper=True)
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="drakentemmers-{page.pk}.pdf"'
    return answer
