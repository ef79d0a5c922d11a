"""The page behind the link of the Friday mail: three choices for a stranger with a signed link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from drakentemmers.matching.actions.errors import LinkExpired, LinkForged, LinkUsed
from drakentemmers.matching.actions.friday_mail import LinkAnswer, answer_link, read_link

TEMPLATE = "matching/offer_link.html"
GONE = 410


@require_http_methods(["GET", "HEAD", "POST"])
def offer_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the choices and changes nothing (mail scanners follow links); POST does the one that was tapped."""
    now = timezone.now()
    try:
        facts = read_link(token=token, now=now)
        if request.method != "POST":
            return render(request, TEMPLATE, {"facts": facts})
        answer = request.POST.get("answer", "")
        if answer not in set(LinkAnswer):
            return render(request, TEMPLATE, {"facts": facts, "unclear": True}, status=400)
        offer = answer_link(token=token, answer=answer, now=now)
    except LinkForged:
        raise Http404 from None
    except LinkUsed:
        return render(request, TEMPLATE, {"gone": "used"}, status=GONE)
    except LinkExpired:
        return render(request, TEMPLATE, {"gone": "expired"}, status=GONE)
    return render(request, TEMPLATE, {"offer": offer})
