"""The bell: everything that happened for somebody.

Opening a new line is a small form, not a link: reading marks it, and a GET changes nothing. Link previews, mail
scanners, prefetching and the back button therefore never mark anything as read. A line that was read is a plain link.
"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from drakentemmers.accounts.actions.notifications import mark_one_read, mark_read
from drakentemmers.accounts.models import Notification
from drakentemmers.accounts.read.notifications import by_day, filters, inbox
from drakentemmers.accounts.topics import Topic

PER_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    """Lines by day, new ones first; sending the form marks as read what was new on the page, and no more."""
    about = request.GET.get("over", "")
    if request.method == "POST":
        newest = request.POST.get("newest", "")
        mark_read(
            by=request.user,
            now=timezone.now(),
            up_to=int(newest) if newest.isdecimal() and len(newest) < 19 else None,
            about=Topic(about) if about in list(Topic) else None,
        )
        return redirect(request.get_full_path())
    page = Paginator(inbox(request.user, about), PER_PAGE).get_page(request.GET.get("pagina"))
    topics = filters(request.user)
    context = {
        "page": page,
        "days": by_day(page),
        "filters": topics,
        "about": about,
        "newest": max((line.pk for line in page), default=0),
        "new_here": sum(topic.new for topic in topics if about in {"", topic.value}),
    }
    return render(request, "home/notifications.html", context)


@require_POST
def notification_open(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Mark one line as read; go where it leads, or with `stay` back to the list."""
    line = get_object_or_404(Notification.objects.visible_to(request.user), pk=notification_id)
    mark_one_read(notification=line, by=request.user, now=timezone.now())
    leads_inside = url_has_allowed_host_and_scheme(line.path, allowed_hosts=None)
    if "stay" in request.POST or not leads_inside:
        return redirect("notifications")
    return redirect(line.path)
