"""`/logboek/afgedrukt`: a browser tells that it prints a page. Without JavaScript nobody can know."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.http import require_POST

from drakentemmers.accounts.models import User
from drakentemmers.audit.actions import record_read
from drakentemmers.directory.models import Professional
from drakentemmers.matching.models import TreatmentRequest

SUBJECTS = {"request": (TreatmentRequest, "request_id"), "professional": (Professional, "professional_id")}


@require_POST
def printed(http: HttpRequest) -> HttpResponse:
    """Write down what was printed: the record when the page shows one, else that a page was."""
    try:
        route = resolve(http.POST.get("pad", "")[:200])
    except Resolver404:
        return HttpResponse(status=204)
    subject = _subject(http.user, route.view_name or "", route.kwargs)
    action = f"{route.view_name}.printed" if subject is not http.user else "page.printed"
    record_read(subject, by=http.user, now=timezone.now(), action=action, page=route.view_name or "")
    return HttpResponse(status=204)


def _subject(user: User, route: str, parts: dict[str, str]) -> Model:
    if route not in SUBJECTS:
        return user
    model, name = SUBJECTS[route]
    return model.objects.visible_to(user).filter(pk=parts[name]).first() or user
