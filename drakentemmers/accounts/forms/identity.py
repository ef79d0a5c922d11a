"""Finding the provider of an address, and what the office fills in about one."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.actions.identity import ProviderFacts
from drakentemmers.accounts.identity import is_own_domain
from drakentemmers.accounts.models import IdentityProvider, Organisation


class WorkAddressForm(forms.Form):
    """The address somebody has at work."""

    email = forms.EmailField(
        label=_("Your e-mail address at work"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class ProviderForm(forms.Form):
    """One provider."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.filter(is_active=True)
    )
    issuer = forms.CharField(
        label=_("Address of the provider (issuer)"),
        help_text=_("As the organisation gives it, such as https://login.voorbeeld.example/abc."),
        max_length=300,
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=190)
    client_secret = forms.CharField(
        label=_("Client secret"),
        help_text=_("Leave empty to keep the one that is there."),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    domains = forms.CharField(
        label=_("Addresses end in"),
        help_text=_("One on each line, such as voorbeeld.example. Only what belongs to this organisation."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    vouches_for_second_factor = forms.BooleanField(
        label=_("Its second factor is enough"),
        help_text=_(
            "Only if the organisation always asks one, and says so at each sign-in. Else we ask ours."
        ),
        required=False,
    )
    is_active = forms.BooleanField(
        label=_("In use"),
        help_text=_("Switch it off, and whoever came in by it is signed out at once."),
        required=False,
        initial=True,
    )

    def clean_issuer(self) -> str:
        issuer = self.cleaned_data["issuer"].strip().rstrip("/")
        schemes = ["https", "http"] if settings.IDENTITY_OVER_HTTP else ["https"]
        URLValidator(schemes=schemes, message=_("Give an address that begins with https://."))(issuer)
        return issuer

    def clean_domains(self) -> list[str]:
        domains = sorted({each.lstrip("@").lower() for each in self.cleaned_data["domains"].split()})
        wrong = [each for each in domains if not is_own_domain(each)]
        if wrong:
            raise forms.ValidationError(
                _("No organisation can vouch for this: %(domains)s. Give only what belongs to it.")
                % {"domains": ", ".join(wrong)}
            )
        return domains

    def facts(self) -> ProviderFacts:
        """Return what was filled in."""
        return ProviderFacts(**self.cleaned_data)


def first_values(provider: IdentityProvider) -> dict[str, Any]:
    """Return what the form shows of `provider`; never its secret."""
    return {
        "organisation": provider.organisation_id,
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "domains": "\n".join(provider.domains.order_by("domain").values_list("domain", flat=True)),
        "vouches_for_second_factor": provider.vouches_for_second_factor,
        "is_active": provider.is_active,
    }
