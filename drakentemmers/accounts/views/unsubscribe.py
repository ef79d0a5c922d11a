"""Ending mails about a topic by the link in a mail. Who holds the link need not sign in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from drakentemmers.accounts.actions.unsubscribe import end_mails, undo_end
from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import User
from drakentemmers.accounts.read.preferences import preferences_of
from drakentemmers.accounts.topics import How, Topic
from drakentemmers.accounts.unsubscribe import read_token

UNDO = "undo"


@csrf_exempt  # a mail program sends it (RFC 8058): the signed token is the right, no cookie counts
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks and changes nothing; POST ends the mails, or with `undo` lets them come again as they did."""
    found = read_token(token)
    if found is None:
        raise Http404
    user, topics = found
    if request.method != "POST":
        on = [topic for topic in topics if preferences_of(user).how[topic] is not How.BELL]
        return _show(request, "on" if on else "off", on or topics, {})
    if UNDO in request.POST:
        back = _earlier(request, topics)
        undo_end(user=user, how=back, now=timezone.now())
        return _show(request, "undone", topics, {})
    return _end(request, user, topics)


def _end(request: HttpRequest, user: User, topics: list[Topic]) -> HttpResponse:
    before = end_mails(user=user, topics=topics, now=timezone.now())
    return _show(request, "off", topics, before)


def _earlier(request: HttpRequest, topics: list[Topic]) -> dict[Topic, How]:
    """How the mails came before, as the page remembered it; what is no choice counts as at once."""
    ways = {way.value: way for way in How if way is not How.BELL}
    return {topic: ways.get(request.POST.get(topic.value, ""), How.AT_ONCE) for topic in topics}


def _show(request: HttpRequest, state: str, topics: list[Topic], before: dict[Topic, How]) -> HttpResponse:
    context = {
        "state": state,
        "topics": [label(topic) for topic in topics],
        "before": [(topic.value, how.value) for topic, how in before.items()],
    }
    return render(request, "accounts/unsubscribe.html", context)
