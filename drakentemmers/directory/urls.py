"""Addresses of this app. The page of one professional, with availability, stands in matching."""

from django.urls import path

from drakentemmers.directory.views import (
    organisation_edit,
    organisations,
    professional_edit,
    registrations,
    sheets,
)

urlpatterns = [
    path(
        "behandelaars/<professional_id>/bewerken",
        professional_edit.professional_edit,
        name="professional_edit",
    ),
    path(
        "behandelaars/<professional_id>/registraties",
        professional_edit.registration_add,
        name="registration_add",
    ),
    path(
        "behandelaars/<professional_id>/opleidingen",
        professional_edit.qualification_add,
        name="qualification_add",
    ),
    path(
        "behandelaars/<professional_id>/werkplekken",
        professional_edit.work_location_add,
        name="work_location_add",
    ),
    path(
        "behandelaars/<professional_id>/weg/<part>/<part_id>",
        professional_edit.part_remove,
        name="professional_part_remove",
    ),
    path(
        "registraties/<registration_id>/controle", registrations.registration_check, name="registration_check"
    ),
    path("organisaties/import", sheets.directory_import, name="directory_import"),
    path("organisaties/sjabloon/<kind>.<extension>", sheets.directory_template, name="directory_template"),
    path("organisaties/export/<kind>.<extension>", sheets.directory_export, name="directory_export"),
    path("organisaties/<organisation_id>", organisations.organisation, name="organisation"),
    path(
        "organisaties/<organisation_id>/bewerken",
        organisation_edit.organisation_edit,
        name="organisation_edit",
    ),
    path("organisaties/<organisation_id>/locaties", organisation_edit.location_add, name="location_add"),
    path(
        "organisaties/<organisation_id>/locaties/<location_id>",
        organisation_edit.location_change,
        name="location_change",
    ),
]
