"""Signing up for newsletters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from drakentemmers.knowledge.models import NewsletterTopic


class SignUpForm(forms.Form):
    """An address, and what somebody wants to hear of."""

    use_required_attribute = False
    topics = forms.ModelMultipleChoiceField(
        queryset=NewsletterTopic.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label=_("What do you want to hear of?"),
        error_messages={
            "required": _("Choose at least one newsletter."),
            "invalid_choice": _("This newsletter takes nobody new. Choose another one."),
        },
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Fill in your e-mail address."),
            "invalid": _("Fill in an e-mail address, such as naam@voorbeeld.nl."),
        },
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        topics = NewsletterTopic.objects.filter(is_open=True)
        self.fields["topics"].queryset = topics  # type: ignore[attr-defined]
        if len(only := list(topics[:2])) == 1:
            self.fields["topics"].initial = only
