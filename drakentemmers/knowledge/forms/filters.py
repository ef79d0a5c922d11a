"""What somebody may filter lists by; all of it stands in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from drakentemmers.directory.models import Region
from drakentemmers.directory.rules import ClientGroup, Method, RegionModel
from drakentemmers.kernel import calendar_kinds
from drakentemmers.knowledge.labels import choices_of, label
from drakentemmers.knowledge.read.lists import KINDS_OF_KNOWLEDGE, Wanted
from drakentemmers.knowledge.rules import EventForm, Kind, ReaderRole

ALL = [("", _("All"))]


class PagesForm(forms.Form):
    """Kind, role, client group and method; what does not exist counts as not chosen."""

    use_required_attribute = False
    soort = forms.ChoiceField(label=_("Kind"), required=False)
    voor = forms.ChoiceField(label=_("Written for"), required=False)
    over = forms.ChoiceField(label=_("About"), required=False)
    hoe = forms.ChoiceField(label=_("Method"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["soort"].choices = [*ALL, *((kind.value, label(kind)) for kind in KINDS_OF_KNOWLEDGE)]
        self.fields["voor"].choices = [*ALL, *choices_of(ReaderRole)]
        self.fields["over"].choices = [*ALL, *choices_of(ClientGroup)]
        self.fields["hoe"].choices = [*ALL, *choices_of(Method)]

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        told = self.cleaned_data
        return Wanted(
            kind=Kind(told["soort"]) if told.get("soort") else None,
            role=ReaderRole(told["voor"]) if told.get("voor") else None,
            group=ClientGroup(told["over"]) if told.get("over") else None,
            method=Method(told["hoe"]) if told.get("hoe") else None,
        )


class AgendaForm(forms.Form):
    """What, region, form and role of what stands in the agenda; what does not exist counts as not chosen."""

    use_required_attribute = False
    wat = forms.ChoiceField(label=_("What"), required=False)
    regio = forms.ChoiceField(label=_("Region"), required=False)
    waar = forms.ChoiceField(label=_("Where"), required=False)
    voor = forms.ChoiceField(label=_("Written for"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        regions = Region.objects.filter(model=RegionModel.PROGRAMME).order_by("name")
        kinds = calendar_kinds.kinds()
        self.fields["wat"].choices = [*ALL, *((kind.name, kind.plural) for kind in kinds)]
        self.fields["regio"].choices = [*ALL, *regions.values_list("code", "name")]
        self.fields["waar"].choices = [*ALL, *choices_of(EventForm)]
        self.fields["voor"].choices = [*ALL, *choices_of(ReaderRole)]
        if len(kinds) < 2:
            del self.fields["wat"]  # one kind is no choice

    @property
    def wanted(self) -> calendar_kinds.Wanted:
        self.is_valid()
        told = self.cleaned_data
        return calendar_kinds.Wanted(
            kind=told.get("wat", ""),
            region=told.get("regio", ""),
            where=calendar_kinds.Where(told["waar"]) if told.get("waar") else None,
            role=told.get("voor", ""),
        )
