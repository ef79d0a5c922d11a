"""How I sign in: passkeys, an app that shows codes, recovery codes, the password."""

import json
from io import BytesIO
from typing import Any

import qrcode
from allauth.account.views import PasswordChangeView, PasswordSetView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.internal.flows import rename_authenticator
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from qrcode.image.svg import SvgPathImage

from drakentemmers.accounts.actions.second_factor import LAST_COUNTER
from drakentemmers.accounts.actions.sign_in import Tried, write_failed
from drakentemmers.accounts.factor_changes import ChangesFactors, write_renamed
from drakentemmers.accounts.forms.security import NamePasskeyForm, waiting_secret
from drakentemmers.accounts.models import User
from drakentemmers.accounts.read.second_factor import ENOUGH, lacks_second_factor, ways_of
from drakentemmers.accounts.stepup import Freshness, fresh
from drakentemmers.accounts.views.confirm import way_back
from drakentemmers.kernel.clock import local_date

AFTER_SET_UP = "after_set_up"  # in the session: where somebody was going when a second factor was missing
confirmed = method_decorator(fresh(Freshness.RIGHTS), name="dispatch")


def passkeys_of(user: User) -> list[dict[str, Any]]:
    """Return the passkeys of `user`, oldest first, as a page shows them."""
    rows = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by(
        "created_at", "pk"
    )
    return [
        {"pk": row.pk, "name": row.data["name"], "made_at": row.created_at, "used_at": row.last_used_at}
        for row in rows
    ]


@require_safe
def security(http: HttpRequest) -> HttpResponse:
    """Show how I sign in and what I can change."""
    codes = Authenticator.objects.filter(user=http.user, type=Authenticator.Type.RECOVERY_CODES).first()
    app = Authenticator.objects.filter(user=http.user, type=Authenticator.Type.TOTP).first()
    context = {
        "ways": ways_of(http.user),
        "passkeys": passkeys_of(http.user),
        "app": app,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
    }
    return render(http, "account/security.html", context)


@require_safe
def set_up(http: HttpRequest) -> HttpResponse:
    """The first time: choose a passkey, or an app that shows codes."""
    if "next" in http.GET:
        http.session[AFTER_SET_UP] = way_back(http)
    if not lacks_second_factor(http.user) and ways_of(http.user).has_second_factor:
        return redirect("mfa_index")
    return render(http, "account/set_up.html")


def in_fours(text: str, between: str) -> str:
    """Return `text` in groups of four, as people copy it without losing their place."""
    return between.join(text[at : at + 4] for at in range(0, len(text), 4))


def _where_to_go_after(http: HttpRequest, *, codes_are_new: bool) -> str:
    if codes_are_new:
        return reverse("mfa_view_recovery_codes")
    return http.session.pop(AFTER_SET_UP, None) or reverse("mfa_index")


@confirmed
class AddPasskey(ChangesFactors, AddWebAuthnView):
    """Make a passkey: kept in the device, asking its owner (a PIN, finger or face) each time."""

    template_name = "account/passkey_new.html"

    def get_context_data(self, **about: Any) -> dict[str, Any]:
        context = super(AddWebAuthnView, self).get_context_data(**about)
        return context | {"options": json.dumps(begin_registration(self.request.user, passwordless=True))}

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def get_success_url(self) -> str:
        return _where_to_go_after(self.request, codes_are_new=self.did_generate_recovery_codes)


@fresh(Freshness.RIGHTS)
@require_http_methods(["GET", "POST"])
def rename_passkey(http: HttpRequest, pk: int) -> HttpResponse:
    """Give a passkey another name."""
    row = get_object_or_404(Authenticator, user=http.user, type=Authenticator.Type.WEBAUTHN, pk=pk)
    form = NamePasskeyForm(http.POST or None, initial={"name": row.data["name"]})
    if http.method == "POST" and form.is_valid():
        with transaction.atomic():
            rename_authenticator(http, row, form.cleaned_data["name"])
            write_renamed(http.user, row)
        return redirect("mfa_index")
    status = 400 if form.is_bound else 200
    return render(http, "account/passkey_name.html", {"form": form}, status=status)


def _is_last(user: User, row: Authenticator) -> bool:
    return not Authenticator.objects.filter(user=user, type__in=ENOUGH).exclude(pk=row.pk).exists()


@confirmed
class RemovePasskey(ChangesFactors, RemoveWebAuthnView):
    """Take a passkey away; never the last thing somebody has."""

    template_name = "account/factor_remove.html"
    success_url = reverse_lazy("mfa_index")

    def get_context_data(self, **about: Any) -> dict[str, Any]:
        name = self.object.data["name"]
        return super().get_context_data(**about) | {
            "name": name,
            "is_last": _is_last(self.request.user, self.object),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        if _is_last(self.request.user, self.object):
            return self.render_to_response(self.get_context_data(form=form), status=400)
        return super().form_valid(form)


@confirmed
class StartApp(ChangesFactors, ActivateTOTPView):
    """Tie an app that shows codes: scan the picture or type the key, then give the first code."""

    template_name = "account/app_new.html"

    def get_context_data(self, **about: Any) -> dict[str, Any]:
        context = super(ActivateTOTPView, self).get_context_data(**about)
        return context | {"secret": in_fours(context["form"].secret, " ")}

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        row = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        row.data[LAST_COUNTER] = form.step  # the first code is spent too
        row.save(update_fields=["data"])
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def get_success_url(self) -> str:
        return _where_to_go_after(self.request, codes_are_new=self.did_generate_recovery_codes)


@fresh(Freshness.RIGHTS)
@require_safe
def app_picture(http: HttpRequest) -> HttpResponse:
    """The waiting secret as a picture to scan. Kept nowhere, gone once the first code was given."""
    if SECRET_SESSION_KEY not in http.session:
        raise Http404
    address = get_adapter().build_totp_url(http.user, waiting_secret())
    drawn = BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=2).save(drawn)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@confirmed
class StopApp(ChangesFactors, DeactivateTOTPView):
    """Stop using the app; never as the last thing somebody has."""

    template_name = "account/factor_remove.html"

    def get_context_data(self, **about: Any) -> dict[str, Any]:
        last = _is_last(self.request.user, self.authenticator)
        return super().get_context_data(**about) | {"name": _("the app with codes"), "is_last": last}

    def form_valid(self, form: Any) -> HttpResponse:
        if _is_last(self.request.user, self.authenticator):
            return self.render_to_response(self.get_context_data(form=form), status=400)
        return super().form_valid(form)


@confirmed
class RecoveryCodes(ViewRecoveryCodesView):
    """The codes to keep somewhere safe."""

    template_name = "account/recovery_codes.html"

    def get_context_data(self, **about: Any) -> dict[str, Any]:
        after = self.request.session.get(AFTER_SET_UP) or reverse("mfa_index")
        context = super().get_context_data(**about)
        return context | {"codes": [in_fours(each, "-") for each in context["unused_codes"]], "after": after}


@method_decorator(require_safe, name="dispatch")
@confirmed
class RecoveryCodesFile(DownloadRecoveryCodesView):
    """The same codes as a file, for a printer or a safe place elsewhere."""

    template_name = "account/recovery_codes.txt"
    content_type = "text/plain; charset=utf-8"

    def get_context_data(self, **about: Any) -> dict[str, Any]:
        codes = [in_fours(each, "-") for each in self.unused_codes]
        return super().get_context_data(**about) | {"codes": codes, "made_at": self.authenticator.created_at}

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        answer = super().render_to_response(context, **options)
        day = local_date(timezone.now())
        answer.headers["Content-Disposition"] = f'attachment; filename="herstelcodes-{day}.txt"'
        return answer


@confirmed
class NewRecoveryCodes(ChangesFactors, GenerateRecoveryCodesView):
    """Ten fresh codes; the old ones work no more."""

    template_name = "account/recovery_codes_new.html"


class SecondStep(AuthenticateView):
    """The second step of signing in: the passkey, or a code."""

    template_name = "account/second_step.html"

    def get_context_data(self, **about: Any) -> dict[str, Any]:
        context = super().get_context_data(**about)
        options = json.dumps(context["js_data"]["request_options"])
        return context | {"ways": ways_of(self.stage.login.user), "options": options}

    def form_invalid(self, form: Any) -> HttpResponse:
        if "credential" in self.request.POST:
            write_failed(user=self.stage.login.user, tried=Tried.PASSKEY, now=timezone.now())
        return self.render_to_response(self.get_context_data(), status=400)


@confirmed
class ChangePassword(PasswordChangeView):
    """Another password; every other session ends."""

    template_name = "account/password_change.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)


@confirmed
class SetPassword(PasswordSetView):
    """A first password, for somebody who came in another way."""

    template_name = "account/password_set.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)
