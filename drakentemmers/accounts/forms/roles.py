"""Proposing a role that opens much."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.forms.invitations import EmailField
from drakentemmers.accounts.forms.members import LastDayField
from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.regions import regions
from drakentemmers.accounts.rights import meanings_of
from drakentemmers.accounts.roles import roles_the_office_gives
from drakentemmers.accounts.rules import NETWORK, Role

THEIRS = "eigen"


class ProposalForm(forms.Form):
    """Who, which role, where, until when."""

    email = EmailField(
        label=_("E-mail address"), help_text=_("Of somebody who has an account. Others are invited first.")
    )
    role = forms.TypedChoiceField(
        label=_("Role"), coerce=Role, error_messages={"required": _("Choose a role.")}
    )
    place = forms.ChoiceField(label=_("At which organisation"))
    region = forms.ChoiceField(
        label=_("Region, for a region lead"),
        required=False,
        error_messages={"invalid_choice": _("Choose a region from the list.")},
    )
    ends_on = LastDayField(
        label=_("Last day"), required=False, help_text=_("Leave it empty for as long as this role may last.")
    )

    def __init__(self, *args: Any, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.office = {
            seat.organisation_id: seat.organisation for seat in by.current_memberships if seat.role in NETWORK
        }
        roles = [(role, label(role)) for role in roles_the_office_gives()]
        self.fields["role"].choices = [("", _("Choose a role")), *roles]
        self.meanings = meanings_of(roles_the_office_gives())
        own = [(pk, organisation.name) for pk, organisation in self.office.items()]
        self.fields["region"].choices = [("", _("No region")), *regions()]
        self.fields["place"].choices = [*own, (THEIRS, _("The organisation where this person works"))]

    def clean_email(self) -> str:
        user = User.objects.filter(email=self.cleaned_data["email"], is_active=True).first()
        if user is None:
            raise ValidationError(_("Nobody has an account with this address. Invite the person first."))
        self.user = user
        return user.email

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if "place" in found and hasattr(self, "user"):
            found["organisation"] = self._organisation(found["place"])
        if found.get("role") == Role.REGION_LEAD and found.get("region") == "":
            self.add_error("region", _("Choose the region that this person leads."))
        elif found.get("role") != Role.REGION_LEAD:
            found["region"] = ""  # another role is not of a region
        return found

    def _organisation(self, place: str) -> Organisation | None:
        if place != THEIRS:
            return self.office[place]
        theirs = {seat.organisation_id: seat.organisation for seat in self.user.current_memberships}
        if len(theirs) != 1:
            self.add_error(
                "place", _("This person works for none or for several organisations. Choose yours.")
            )
            return None
        return next(iter(theirs.values()))
