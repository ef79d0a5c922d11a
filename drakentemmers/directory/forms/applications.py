"""What somebody fills in to join, or corrects in it.

Fields stand in the order of the page, so that the list of errors does too.
"""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.models import Organisation
from drakentemmers.accounts.rules import OrganisationKind
from drakentemmers.directory.actions.applications import Filled
from drakentemmers.directory.forms.municipalities import MunicipalityField
from drakentemmers.directory.forms.register_numbers import DIGITS, NumbersMixin, checked_at_once
from drakentemmers.directory.joining import PROVES_PROFESSION, ApplicationKind
from drakentemmers.directory.labels import choices_of, label
from drakentemmers.directory.models import Application, Region
from drakentemmers.directory.numbers import kvk_problem, normalised
from drakentemmers.directory.rules import RegionModel
from drakentemmers.kernel.ids import new_id
from drakentemmers.kernel.privacy import Kind, find_personal_data

SUGGESTED = 3
NEW, EXISTING = "new", "existing"
REGISTERS = ("big", "skj", "nip", "nvo", "agb")


def asks_for(advice: Any) -> dict[str, Any]:
    """Return the error of a field that was left empty: what to do, not that it is required."""
    return {"required": advice}


class JoinForm(forms.Form):
    """What every way in asks."""

    form_key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(
        required=False, widget=forms.HiddenInput
    )  # when correcting: of what was read
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        error_messages=asks_for(_("Fill in your name.")),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Work e-mail"),
        help_text=_("We send a link to this address. An address of your practice or organisation is best."),
        error_messages=asks_for(_("Fill in your e-mail address at work, such as naam@organisatie.nl."))
        | {"invalid": _("Fill in a whole e-mail address, such as naam@organisatie.nl.")},
        widget=forms.EmailInput(checked_at_once({"autocomplete": "email", "inputmode": "email"})),
    )
    kvk_number = forms.CharField(
        label=_("KvK number"),
        help_text=_("Eight digits. The project office looks it up in the trade register."),
        max_length=20,
        required=False,
        widget=forms.TextInput(checked_at_once(DIGITS)),
    )
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=_("Region"),
        help_text=_("The region in which you work most. Not in the list, or not sure? Then leave it."),
        required=False,
        empty_label=_("I do not know"),
    )
    why = forms.CharField(
        label=_("Why do you want to join?"),
        help_text=_("In a few sentences. Only the project office reads this; write nothing about clients."),
        max_length=2000,
        error_messages=asks_for(_("Write in a sentence or two why you want to join.")),
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, signed_in: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["form_key"].initial = new_id()
        self.fields["region"].queryset = Region.objects.filter(model=RegionModel.PROGRAMME)
        if signed_in:
            del self.fields["email"]

    def as_filled(self) -> Filled:
        """Return the checked form as what the action takes."""
        raise NotImplementedError

    def clean_form_key(self) -> str:
        return self.cleaned_data["form_key"] or new_id()

    def clean_kvk_number(self) -> str:
        number = normalised(self.cleaned_data["kvk_number"])
        problem = kvk_problem(number) if number else None
        if problem:
            raise forms.ValidationError(label(problem))
        return number

    def clean_why(self) -> str:
        text = self.cleaned_data["why"]
        if any(finding.kind == Kind.BSN for finding in find_personal_data(text)):
            raise forms.ValidationError(
                gettext("This text holds a citizen service number (BSN). Take it out.")
            )
        return text

    def _needs(self, name: str, advice: str) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, advice)


class PersonForm(JoinForm, NumbersMixin):
    """A therapist, a trainee or a partner professional, with a practice."""

    practice_choice = forms.ChoiceField(
        label=_("Where do you work?"),
        choices=[
            (NEW, _("At a practice that joins with me")),
            (EXISTING, _("At one that takes part already")),
        ],
        initial=NEW,
        error_messages=asks_for(_("Choose where you work.")),
        widget=forms.RadioSelect,
    )
    organisation_name = forms.CharField(
        label=_("Name of the practice or organisation"),
        max_length=200,
        error_messages=asks_for(_("Fill in the name of the practice or organisation.")),
        widget=forms.TextInput(checked_at_once({"autocomplete": "organization"})),
    )
    field_order = (
        "form_key",
        "version",
        "kind",
        "name",
        "email",
        "supervisor",
        "why",
        *REGISTERS,
        "practice_choice",
        "organisation_name",
        "organisation_kind",
        "kvk_number",
        "region",
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["practice"] = None
        if values.get("practice_choice") == EXISTING:
            values["practice"] = self._existing(values.get("organisation_name", ""))
        elif values.get("practice_choice") == NEW:
            self._needs("kvk_number", gettext("Fill in the KvK number of the practice: 8 digits."))
        return values

    def joinable(self) -> QuerySet[Organisation]:
        """Return the organisations that can be named as existing."""
        return Organisation.objects.filter(is_active=True)

    def _existing(self, name: str) -> Organisation | None:
        if not name:
            return None
        found = list(self.joinable().filter(name__iexact=name.strip())[:2])
        if len(found) == 1:
            return found[0]
        self.add_error("organisation_name", self._unknown(name))
        return None

    def _unknown(self, name: str) -> str:
        longest = max(name.split(), key=len, default="")
        practices = self.joinable().filter(kind=OrganisationKind.PRACTICE)
        near = list(practices.filter(name__icontains=longest).values_list("name", flat=True)[:SUGGESTED])
        if near:
            return gettext("We do not know this name. Do you mean: %(names)s?") % {"names": ", ".join(near)}
        return gettext("We do not know this name. Check how it is written, or choose that it joins with you.")

    def filled(self, kind: ApplicationKind) -> Filled:
        """Return the checked form."""
        values = self.cleaned_data
        practice = values["practice"]
        return Filled(
            kind=kind,
            name=values["name"],
            email=values.get("email", ""),
            why=values["why"],
            supervisor=values.get("supervisor", ""),
            region=values["region"],
            practice=practice,
            organisation_name="" if practice else values["organisation_name"],
            organisation_kind="" if practice else values.get("organisation_kind", OrganisationKind.PRACTICE),
            kvk_number="" if practice else values["kvk_number"],
            numbers=self.numbers(),
        )


class TherapistForm(PersonForm):
    """A therapist or trainee."""

    kind = forms.ChoiceField(
        label=_("You are"),
        choices=[
            (ApplicationKind.THERAPIST, _("Therapist")),
            (ApplicationKind.TRAINEE, _("Trainee therapist")),
        ],
        initial=ApplicationKind.THERAPIST,
        error_messages=asks_for(_("Choose whether you are a therapist or in training.")),
        widget=forms.RadioSelect,
    )
    supervisor = forms.CharField(
        label=_("Who supervises you?"),
        help_text=_("Only when you are in training: name and practice."),
        max_length=200,
        required=False,
    )

    def joinable(self) -> QuerySet[Organisation]:
        return super().joinable().filter(kind=OrganisationKind.PRACTICE)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("kind") == ApplicationKind.TRAINEE:
            self._needs("supervisor", gettext("Fill in who supervises you."))
        elif not any(name in self.errors or values.get(name) for name in PROVES_PROFESSION):
            self.add_error("big", gettext("Fill in at least one number: BIG, SKJ, NIP or NVO."))
        return values

    def as_filled(self) -> Filled:
        """Return the checked form as what the action takes."""
        return self.filled(ApplicationKind(self.cleaned_data["kind"]))


class PartnerForm(PersonForm):
    """Somebody who leads people to treatment and does not treat."""

    organisation_kind = forms.ChoiceField(
        label=_("What kind of practice or organisation is it?"),
        help_text=_("Only when it joins with you."),
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation_kind"].choices = choices_of(OrganisationKind)
        self.fields["organisation_kind"].initial = OrganisationKind.PRACTICE

    def as_filled(self) -> Filled:
        """Return the checked form as what the action takes."""
        return self.filled(ApplicationKind.PARTNER)


class OrganisationJoinForm(JoinForm):
    """An organisation; the contact becomes its owner."""

    organisation_name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=200,
        error_messages=asks_for(_("Fill in the name of the organisation.")),
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    organisation_kind = forms.ChoiceField(
        label=_("What kind of organisation is it?"),
        error_messages=asks_for(_("Choose what kind of organisation it is.")),
    )
    municipality = MunicipalityField(
        label=_("Municipality"),
        help_text=_("Never an address. Of a shelter nobody outside sees more than this."),
        error_messages=asks_for(_("Fill in the municipality, such as Almere.")),
    )
    field_order = (
        "form_key",
        "version",
        "organisation_name",
        "organisation_kind",
        "kvk_number",
        "municipality",
        "region",
        "name",
        "email",
        "why",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation_kind"].choices = [
            ("", _("Choose a kind")),
            *choices_of(OrganisationKind),
        ]
        self.fields["kvk_number"].required = True
        self.fields["kvk_number"].error_messages |= asks_for(_("Fill in the KvK number: 8 digits."))

    def as_filled(self) -> Filled:
        """Return the checked form as what the action takes."""
        values = self.cleaned_data
        return Filled(
            kind=ApplicationKind.ORGANISATION,
            name=values["name"],
            email=values.get("email", ""),
            why=values["why"],
            region=values["region"],
            organisation_name=values["organisation_name"],
            organisation_kind=OrganisationKind(values["organisation_kind"]),
            kvk_number=values["kvk_number"],
            municipality=values["municipality"].known,
            municipality_name=values["municipality"].typed,
        )


def form_of(application: Application, *args: Any) -> JoinForm:
    """Return the form in which `application` was sent, to correct it; filled in as it stands, unless data is given."""
    kind = ApplicationKind(application.kind)
    return FORM_OF[kind](*args, signed_in=True, initial=_as_typed(application))


FORM_OF: dict[ApplicationKind, type[JoinForm]] = {
    ApplicationKind.THERAPIST: TherapistForm,
    ApplicationKind.TRAINEE: TherapistForm,
    ApplicationKind.PARTNER: PartnerForm,
    ApplicationKind.ORGANISATION: OrganisationJoinForm,
}


def _as_typed(application: Application) -> dict[str, Any]:
    same = ("version", "kind", "name", "supervisor", "why", "organisation_kind", "kvk_number", "region")
    return {
        **{name: getattr(application, name) for name in same},
        **{row.register: row.number for row in application.numbers.all()},
        "practice_choice": EXISTING if application.practice_id else NEW,
        "organisation_name": application.works_at,
        "municipality": application.municipality_given,
    }


class LinkAgainForm(forms.Form):
    """The address to which the link has to go once more."""

    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages=asks_for(_("Fill in the e-mail address you applied with.")),
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
    )


class AnswerForm(NumbersMixin):
    """The applicant's answer, with the numbers as they should be."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=1000,
        error_messages=asks_for(_("Write your answer.")),
        widget=forms.Textarea({"rows": 4}),
    )
    field_order = ("text",)
