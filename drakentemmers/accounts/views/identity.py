"""Signing in with the account of one's organisation, and the office that manages who vouches for whom."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from drakentemmers.accounts.actions.identity import DomainTaken, save_provider
from drakentemmers.accounts.forms.identity import ProviderForm, WorkAddressForm, first_values
from drakentemmers.accounts.identity import Refusal
from drakentemmers.accounts.identity_adapter import OrganisationOAuth2Adapter, refusal_page
from drakentemmers.accounts.known import demand_known
from drakentemmers.accounts.models import IdentityProvider
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.identity import provider_for
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.accounts.views.confirm import way_back


@require_http_methods(["GET", "POST"])
def find(http: HttpRequest) -> HttpResponse:
    """Find the organisation by what stands behind the @ of an address."""
    form = WorkAddressForm(http.POST or None)
    if http.method == "GET":
        return render(http, "socialaccount/find.html", {"form": WorkAddressForm(), "next": way_back(http)})
    if form.is_valid() and (found := provider_for(form.cleaned_data["email"])):
        address = reverse("organisation_door", args=[found.pk])
        return redirect(f"{address}?{urlencode({'next': way_back(http)})}")
    if form.is_valid():
        form.add_error(
            "email",
            _("For this address nobody can sign in by an organisation. Use your passkey or password."),
        )
    return render(http, "socialaccount/find.html", {"form": form, "next": way_back(http)}, status=400)


def _in_use(provider_id: str) -> IdentityProvider:
    return get_object_or_404(IdentityProvider.objects.in_use().select_related("organisation"), pk=provider_id)


@require_safe
def door(http: HttpRequest, provider_id: str) -> HttpResponse:
    """Say where somebody goes from here. A link, not a form: our content policy lets no form lead elsewhere."""
    return render(http, "socialaccount/door.html", {"provider": _in_use(provider_id), "next": way_back(http)})


@require_safe
def start(http: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider. With `opnieuw` it has to ask the person again, and tell when it did."""
    row = _in_use(provider_id)
    provider = get_adapter().get_provider(http, row.pk)
    more: dict[str, Any] = {}
    if "opnieuw" in http.GET:
        more = {
            "auth_params": {"prompt": "login", "max_age": "0"},
            "since": int(timezone.now().timestamp()),
        }
    try:
        return provider.redirect(http, "login", next_url=way_back(http), **more)
    except RequestException:
        return refusal_page(http, row, Refusal.ANSWER)


@require_safe
def back(http: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider."""
    try:
        return OAuth2CallbackView.adapter_view(OrganisationOAuth2Adapter(http, provider_id))(http)
    except SocialApp.DoesNotExist:
        raise Http404 from None


@require_safe
def providers(http: HttpRequest) -> HttpResponse:
    """List the providers."""
    demand_known(http.user, Permission.MANAGE_IDENTITY)
    rows = IdentityProvider.objects.select_related("organisation").prefetch_related("domains")
    return render(http, "socialaccount/providers.html", {"providers": rows})


@require_http_methods(["GET", "POST"])
def provider_edit(http: HttpRequest, provider_id: str = "") -> HttpResponse:
    """Add or change a provider."""
    demand_known(http.user, Permission.MANAGE_IDENTITY)
    row = get_object_or_404(IdentityProvider, pk=provider_id) if provider_id else None
    demand_fresh(http, Freshness.RIGHTS, deed=_("Save the sign-in service"))
    comes_back = http.build_absolute_uri(reverse("openid_connect_callback", args=[row.pk])) if row else ""
    context = {"provider": row, "return_to": comes_back}
    if http.method == "GET":
        form = ProviderForm(initial=first_values(row) if row else None)
        return render(http, "socialaccount/provider_edit.html", context | {"form": form})
    form = ProviderForm(http.POST)
    if form.is_valid():
        try:
            save_provider(form.facts(), provider=row, by=http.user, now=timezone.now())
        except DomainTaken:
            form.add_error("domains", _("Another provider vouches for one of these already."))
        else:
            messages.success(http, _("Saved."))
            return redirect("identity_providers")
    return render(http, "socialaccount/provider_edit.html", context | {"form": form}, status=400)
