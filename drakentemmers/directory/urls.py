"""Addresses of this app. The page of one professional, with availability, stands in matching."""

from django.urls import path

from drakentemmers.directory.views import (
    applications,
    applications_office,
    applications_own,
    organisation_edit,
    organisations,
    professional_edit,
    registers,
    registrations,
    sheets,
)

urlpatterns = [
    path("aanmelden", applications.join, name="join"),
    path("aanmelden/verstuurd", applications.join_sent, name="join_sent"),
    path("aanmelden/opnieuw", applications.join_again, name="join_again"),
    path("aanmelden/bevestigen/<token>", applications.join_confirm, name="join_confirm"),
    path("aanmelden/mijn", applications_own.my_application, name="my_application"),
    path("aanmelden/mijn/verbeteren", applications_own.application_correct, name="application_correct"),
    path("aanmelden/collega/<application_id>", applications_own.join_colleague, name="join_colleague"),
    path("aanmelden/als/<way>", applications.join_form, name="join_form"),
    path("kantoor/registers", registers.register_list, name="registers"),
    path("kantoor/aanmeldingen", applications_office.application_list, name="applications"),
    path("kantoor/aanmeldingen/<application_id>", applications_office.application, name="application"),
    path(
        "kantoor/aanmeldingen/<application_id>/<deed>",
        applications_office.application_deed,
        name="application_deed",
    ),
    path(
        "kantoor/aanmeldingen/<application_id>/nummers/<number_id>/<what>",
        applications_office.application_number,
        name="application_number",
    ),
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
        "organisaties/<organisation_id>/locaties/<location_id>/adres",
        organisations.address,
        name="address_show",
    ),
    path(
        "organisaties/<organisation_id>/locaties/<location_id>",
        organisation_edit.location_change,
        name="location_change",
    ),
]
