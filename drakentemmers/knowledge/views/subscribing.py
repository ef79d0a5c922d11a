"""Signing up for newsletters, confirming, leaving: for everybody, and with one tap for members."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from drakentemmers.knowledge.actions.subscribing import (
    ask_newsletters,
    confirm_newsletters,
    join_newsletter,
    leave_newsletter,
    leave_newsletters_of,
)
from drakentemmers.knowledge.forms.newsletter import SignUpForm
from drakentemmers.knowledge.models import NewsletterTopic
from drakentemmers.knowledge.newsletter_links import read_confirm, read_leave
from drakentemmers.knowledge.read.subscriptions import choices_of, is_still_asked

GONE, UNKNOWN = 410, 404


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The form. The answer is the same for every address. Members choose on their own page."""
    if request.user.is_authenticated:
        return redirect("my_newsletters")
    if request.method != "POST":
        return render(request, "knowledge/newsletter/join.html", {"form": SignUpForm()})
    form = SignUpForm(request.POST)
    if not form.is_valid():
        return render(request, "knowledge/newsletter/join.html", {"form": form}, status=422)
    ask_newsletters(
        address=form.cleaned_data["email"], topics=list(form.cleaned_data["topics"]), now=timezone.now()
    )
    return redirect("newsletter_asked")


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Look in your mail."""
    return render(request, "knowledge/newsletter/asked.html")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail. Opening it changes nothing, mail programs do that too; the button does."""
    asked, now = read_confirm(token), timezone.now()
    if asked is None:
        return _wrong_link(request)
    if asked.is_over(now) or not is_still_asked(asked):
        return render(request, "knowledge/newsletter/old_link.html", status=GONE)
    if request.method != "POST":
        return render(request, "knowledge/newsletter/confirm.html", {"is_done": False})
    if not confirm_newsletters(asked=asked, now=now):
        return render(request, "knowledge/newsletter/old_link.html", status=GONE)
    return render(request, "knowledge/newsletter/confirm.html", {"is_done": True})


@csrf_exempt  # a mail program sends it (RFC 8058): the signed token is the right, no cookie counts
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks and changes nothing; POST ends this newsletter, or with `alles` all of them."""
    way_out = read_leave(token)
    topic = NewsletterTopic.objects.filter(pk=way_out.topic).first() if way_out else None
    if way_out is None or topic is None:
        return _wrong_link(request)
    everything = request.POST.get("alles") == "1"
    if request.method == "POST":
        leave_newsletter(way_out=way_out, everything=everything, now=timezone.now())
    context = {"topic": topic, "is_done": request.method == "POST", "everything": everything}
    return render(request, "knowledge/newsletter/leave.html", context)


def _wrong_link(request: HttpRequest) -> HttpResponse:
    """A link that was cut or altered on its way: say so, and how to sign up or stop without it."""
    return render(request, "knowledge/newsletter/wrong_link.html", status=UNKNOWN)


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """My newsletters: each on or off with one tap."""
    if request.method == "POST":
        _choose(request)
        return redirect("my_newsletters")
    return render(request, "knowledge/newsletter/mine.html", {"choices": choices_of(request.user)})


def _choose(request: HttpRequest) -> None:
    number, now = request.POST.get("onderwerp", ""), timezone.now()
    topic = get_object_or_404(NewsletterTopic, pk=int(number) if number.isdecimal() else 0)
    if request.POST.get("wat") == "uit":
        leave_newsletters_of(user=request.user, topics=[topic], by=request.user, now=now)
        messages.success(request, _("You do not get this newsletter any more."))
    elif not topic.is_open:
        raise Http404
    elif join_newsletter(topic=topic, by=request.user, now=now):
        messages.success(request, _("You get this newsletter from now on."))
    else:
        messages.success(request, _("We sent you a mail. Open the link in it."))
