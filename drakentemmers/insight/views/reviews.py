"""`/logboek/controle`: the sample of looks somebody else goes through."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from drakentemmers.insight.actions.reviews import AlreadySignedOff, sign_off
from drakentemmers.insight.forms.reviews import ReviewForm
from drakentemmers.insight.models import Review
from drakentemmers.insight.read.reviews import queue_for
from drakentemmers.insight.rules import Verdict
from drakentemmers.insight.views.log import only_log_managers

CONFLICT = 409


@require_safe
def reviews(http: HttpRequest) -> HttpResponse:
    """What waits, the longest first."""
    only_log_managers(http.user)
    return _show(http)


@require_POST
def review_sign_off(http: HttpRequest, review_id: str) -> HttpResponse:
    """Write down what a look turned out to be; a look of oneself is not there."""
    only_log_managers(http.user)
    review = get_object_or_404(Review.objects.for_reviewer(http.user), pk=review_id)
    form = ReviewForm(http.POST, prefix=review.pk)
    if form.is_valid():
        given = form.cleaned_data
        try:
            sign_off(
                review=review,
                verdict=Verdict(given["verdict"]),
                remark=given["remark"],
                by=http.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error("remark", error.message_dict["remark"])
        except AlreadySignedOff as before:
            return _show(http, status=CONFLICT, problem=_too_late(before), typed=given["remark"])
        else:
            messages.success(http, _("Signed off. Well done."))
            return redirect("log_reviews")
    return _show(http, {review.pk: form}, status=400)


def _too_late(before: AlreadySignedOff) -> str:
    if before.by_oneself:
        return _("You signed this off yourself already. Nothing was changed.")
    return _("Somebody else signed this off a moment ago. Nothing was changed.")


def _show(
    http: HttpRequest,
    filled: dict[str, ReviewForm] | None = None,
    *,
    status: int = 200,
    problem: str = "",
    typed: str = "",
) -> HttpResponse:
    queue = queue_for(http.user, timezone.now())
    filled = filled or {}
    forms = [(entry, filled.get(entry.pk) or ReviewForm(prefix=entry.pk)) for entry in queue.waiting]
    context = {"queue": queue, "forms": forms, "wrong": next(iter(filled.values()), None)}
    context |= {"problem": problem, "typed": typed}
    return render(http, "insight/reviews.html", context, status=status)
