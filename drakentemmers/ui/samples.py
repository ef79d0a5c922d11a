"""What the style guide shows: the colours, and a form with every kind of field in it."""

from django import forms
from django.utils.translation import gettext_lazy as _

COLOURS = (
    "ink",
    "ink-2",
    "ink-3",
    "paper",
    "card",
    "sand",
    "sand-2",
    "line",
    "line-form",
    "teal-900",
    "teal-700",
    "teal-600",
    "teal-200",
    "teal-100",
    "teal-50",
    "ember-800",
    "ember-700",
    "ember-500",
    "ember-100",
    "honey-800",
    "honey-400",
    "honey-100",
    "berry-700",
    "berry-100",
    "sky-700",
    "sky-100",
    "ok",
    "ok-bg",
    "warn",
    "warn-bg",
    "err",
    "err-bg",
    "map-1",
    "map-2",
    "map-3",
    "map-4",
    "map-5",
)


class SampleForm(forms.Form):
    """One field of every shape."""

    postcode = forms.RegexField(
        r"^\d{4}",
        label=_("Postcode"),
        help_text=_("4 digits is fine too"),
        error_messages={"invalid": _("Fill in a postcode, such as 1315 AB")},
    )
    distance = forms.ChoiceField(label=_("Within"), choices=[("30", "30 km"), ("50", "50 km")])
    group = forms.ChoiceField(
        label=_("For whom?"),
        choices=[("child", _("Child")), ("adult", _("Adult")), ("both", _("Parent and child"))],
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        help_text=_("More than one is possible"),
        choices=[("nl", _("Dutch")), ("ar", _("Arabic")), ("tr", _("Turkish"))],
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label=_("What else is good to know?"), widget=forms.Textarea(attrs={"rows": 3}))
    online = forms.BooleanField(label=_("Online is fine too"))


def sample_form() -> SampleForm:
    """Return the form as somebody filled it in, with one answer that is not right."""
    return SampleForm(
        {
            "postcode": "131",
            "distance": "30",
            "group": "both",
            "languages": ["nl", "ar"],
            "note": "-",
            "online": "on",
        },
        auto_id="voorbeeld_%s",
    )
