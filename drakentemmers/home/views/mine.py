"""What waits for me: the page "mijn" and the bell."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from drakentemmers.accounts.actions import mark_read
from drakentemmers.accounts.models import Notification
from drakentemmers.home.read.mine import mine
from drakentemmers.matching.read.mine import to_do

LATEST = 5
PER_PAGE = 30


@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """Things to do first; beside it roles, requests, own places and news."""
    now = timezone.now()
    latest = Notification.objects.visible_to(request.user).order_by("-at", "-pk")[:LATEST]
    context = {"to_do": to_do(request.user, now), "mine": mine(request.user, now), "latest": latest}
    return render(request, "home/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    """Everything under the bell, newest first; sending the form marks all of it as read."""
    if request.method == "POST":
        mark_read(by=request.user, now=timezone.now())
        return redirect("notifications")
    mine = Notification.objects.visible_to(request.user).order_by("-at", "-pk")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "home/notifications.html", {"page": page})
