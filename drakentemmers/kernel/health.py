"""Two answers for whoever watches the site: does the process live, and can it do its work."""

from datetime import datetime

from django.db import Error, transaction
from django.db.models import DateTimeField, Value
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from drakentemmers.kernel.models import Heartbeat

RETRY_AFTER_SECONDS = 5


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as the process answers at all; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database takes a write and gives it back, else 503 with the time to try again."""
    try:
        written = beat(now=timezone.now())
    except Error:
        written = False
    if written:
        return HttpResponse("ready\n", content_type="text/plain; charset=utf-8")
    return JsonResponse(
        {
            "title": "Not ready",
            "status": 503,
            "detail": "The database does not answer or takes no writes.",
        },
        status=503,
        content_type="application/problem+json",
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
    )


def beat(*, now: datetime) -> bool:
    """Write `now` to the heartbeat row and tell whether it can be read back, or what another watcher wrote after it.

    It is a real commit: a full disk still reads and opens transactions, and only fails to keep one. The row only goes
    forward, so that whoever watches at the same moment takes nobody's beat away.
    """
    later = Greatest("at", Value(now, DateTimeField()))
    with transaction.atomic():
        Heartbeat.objects.update_or_create(pk=1, defaults={"at": later}, create_defaults={"at": now})
    return Heartbeat.objects.filter(pk=1, at__gte=now).exists()
