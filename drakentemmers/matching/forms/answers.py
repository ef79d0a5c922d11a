"""What a therapist answers, and how a treatment goes on and ends."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.forms.impersonal import ImpersonalText
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.course import ClosedReason, DeclineReason, EndOutcome, QuestionState, StopReason
from drakentemmers.matching.forms.fields import DayField, OneOf
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Placement

LONGEST_ABSENCE = timedelta(days=366)


class DeclineForm(forms.Form):
    """A no with its reason; some reasons change the offer, and the page says so."""

    reason = OneOf(DeclineReason, label=gettext_lazy("Why not?"), widget=forms.RadioSelect)
    stood = OneOf(QuestionState, required=False, widget=forms.HiddenInput)  # when the page was opened
    away_until = DayField(
        label=gettext_lazy("Away until"),
        help_text=gettext_lazy("Only when you are away. For example 18-11-2026."),
        required=False,
    )
    explanation = ImpersonalText(
        label=gettext_lazy("Explanation"),
        help_text=gettext_lazy("Only needed with another reason. The organisation reads this. No names."),
        required=False,
        max_length=500,
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        self.today = today
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["stood"] = cleaned.get("stood") or None
        unsaid = not cleaned.get("explanation") and "explanation" not in self.errors
        if cleaned.get("reason") == DeclineReason.OTHER and unsaid:
            self.add_error("explanation", _("Tell in a few words why, so that they can look elsewhere."))
        if cleaned.get("reason") != DeclineReason.AWAY:
            cleaned["away_until"] = None
            return cleaned
        until = cleaned.get("away_until")
        if until is None:
            if "away_until" not in self.errors:
                self.add_error("away_until", _("Fill in until when you are away, such as 18-11-2026."))
        elif not self.today < until <= self.today + LONGEST_ABSENCE:
            self.add_error("away_until", _("Choose a date after today and within a year."))
        return cleaned


class CloseForm(forms.Form):
    """Closing a request without a placement."""

    closed_reason = OneOf(ClosedReason, label=gettext_lazy("Why do you close it?"), widget=forms.RadioSelect)


class DayForm(forms.Form):
    """The day on which something in a treatment happened."""

    on = DayField(
        label=gettext_lazy("Date"),
        help_text=gettext_lazy("For example 18-11-2026."),
        error_messages={"required": gettext_lazy("Write a date, such as 18-11-2026.")},
    )

    def __init__(
        self, *args: Any, not_before: date | None, not_after: date, too_early: str = "", **options: Any
    ) -> None:
        self.not_before, self.not_after = not_before, not_after
        self.too_early = too_early or _("This is before the treatment began. Choose a later date.")
        super().__init__(*args, **options)

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if self.not_before is not None and day < self.not_before:
            raise forms.ValidationError(self.too_early)
        if day > self.not_after:
            raise forms.ValidationError(_("This date is too far ahead. Choose an earlier one."))
        return day


class EndForm(DayForm):
    """How a treatment ended."""

    outcome = OneOf(EndOutcome, label=gettext_lazy("How did it end?"), widget=forms.RadioSelect)
    stop_reason = OneOf(
        StopReason,
        label=gettext_lazy("Why did it stop early?"),
        empty=gettext_lazy("Not stopped early"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("outcome") != EndOutcome.STOPPED_EARLY:
            if cleaned.get("stop_reason") and "outcome" in cleaned:
                said = _("You also say why it stopped early. Choose “%(early)s” above, or “%(none)s” here.")
                choices = {"early": label(EndOutcome.STOPPED_EARLY), "none": _("Not stopped early")}
                self.add_error("stop_reason", said % choices)
            cleaned["stop_reason"] = None
        elif not cleaned.get("stop_reason") and "stop_reason" not in self.errors:
            self.add_error("stop_reason", _("Choose why the treatment stopped early."))
        return cleaned


def start_form(placement: Placement, today: date, data: QueryDict | None = None) -> DayForm:
    """Return the form for the first day of treatment: since the request was made, today at the latest."""
    made_on = local_date(placement.request.made_at)
    too_early = _("The request was made on %(day)s. Choose that day or a later one.") % {
        "day": date_format(made_on, "j F Y")
    }
    return DayForm(
        data,
        prefix="start",
        initial={"on": today},
        not_before=made_on,
        not_after=today,
        too_early=too_early,
    )


def ambulatory_form(placement: Placement, today: date, data: QueryDict | None = None) -> DayForm:
    """Return the form for going on at the practice: since the treatment began, today at the latest."""
    started_on = placement.started_on
    return DayForm(data, prefix="verder", initial={"on": today}, not_before=started_on, not_after=today)


def end_form(placement: Placement, today: date, data: QueryDict | None = None) -> EndForm:
    """Return the form for the end: since the treatment began, today at the latest."""
    since = placement.ambulatory_since or placement.started_on
    return EndForm(data, prefix="einde", initial={"on": today}, not_before=since, not_after=today)
