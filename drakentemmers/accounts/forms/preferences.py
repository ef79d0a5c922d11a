"""How somebody wants to hear news, as a form."""

from datetime import time

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drakentemmers.accounts.digest import QuietTimes
from drakentemmers.accounts.labels import LABELS, label
from drakentemmers.accounts.read.preferences import Preferences
from drakentemmers.accounts.topics import CHOOSABLE, How, Topic

HALF_HOURS = [(f"{hour:02}:{minute:02}",) * 2 for hour in range(24) for minute in (0, 30)]
ABOUT: dict[Topic, str | Promise] = {
    Topic.QUESTIONS: _("Somebody asks you something, or answers you."),
    Topic.PLACES: _("A place is confirmed or becomes free, and the weekly question about your place."),
    Topic.NETWORK: _("What changes in the network and for your organisation."),
}


class PreferencesForm(forms.Form):
    """One choice a topic; below it the quiet hours."""

    quiet = forms.BooleanField(label=_("Keep quiet hours"), required=False)
    begins = forms.ChoiceField(label=_("From"), choices=HALF_HOURS)
    ends = forms.ChoiceField(label=pgettext_lazy("time", "Until"), choices=HALF_HOURS)
    weekends = forms.BooleanField(
        label=_("Also the whole of Saturday and Sunday"),
        help_text=_("What comes in then is mailed on Monday morning."),
        required=False,
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        for topic in CHOOSABLE:
            self.fields[topic.value] = forms.ChoiceField(
                label=label(topic),
                help_text=ABOUT[topic],
                choices=[(how.value, LABELS[How][how]) for how in How],
                widget=forms.RadioSelect,
            )

    def topics(self) -> list[forms.BoundField]:
        """The fields of the topics, in order."""
        return [self[topic.value] for topic in CHOOSABLE]

    def clean(self) -> dict[str, object]:
        chosen = super().clean() or {}
        if chosen.get("quiet") and "begins" in chosen and chosen["begins"] == chosen.get("ends"):
            self.add_error(
                "ends", _("Choose another time than the one it begins at, or switch quiet hours off.")
            )
        return chosen

    def preferences(self) -> Preferences:
        """What was chosen; call it on a valid form."""
        chosen = self.cleaned_data
        begins, ends = (time.fromisoformat(chosen[name]) for name in ("begins", "ends"))
        none = time(0)
        return Preferences(
            how={topic: How(chosen[topic.value]) for topic in CHOOSABLE},
            quiet=QuietTimes(
                begins if chosen["quiet"] else none, ends if chosen["quiet"] else none, chosen["weekends"]
            ),
        )


def first_values(preferences: Preferences) -> dict[str, object]:
    """Return the form's values for what somebody has; where there are no quiet hours, the usual ones to begin with."""
    quiet, has_quiet = preferences.quiet, preferences.quiet.begins != preferences.quiet.ends
    shown = quiet if has_quiet else QuietTimes()
    return {topic.value: how.value for topic, how in preferences.how.items()} | {
        "quiet": has_quiet,
        "begins": f"{shown.begins:%H:%M}",
        "ends": f"{shown.ends:%H:%M}",
        "weekends": quiet.weekends,
    }
