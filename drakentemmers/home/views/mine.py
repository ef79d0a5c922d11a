"""What waits for me: the page "mijn"."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from drakentemmers.accounts.models import Notification
from drakentemmers.home.read.mine import mine
from drakentemmers.home.read.office import waiting_for
from drakentemmers.matching.read.mine import to_do

LATEST = 5


@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """Things to do first; beside it roles, requests, own places and news."""
    now = timezone.now()
    latest = Notification.objects.visible_to(request.user).order_by("-at", "-pk")[:LATEST]
    context = {
        "to_do": to_do(request.user, now),
        "of_the_office": waiting_for(request.user, now),
        "mine": mine(request.user, now),
        "latest": latest,
    }
    return render(request, "home/mine.html", context)
