"""Addresses of this app."""

from django.urls import path

from drakentemmers.matching.views import (
    find,
    offer_link,
    offers,
    placements,
    profile,
    questions,
    request_form,
    requests,
    shortlist,
    why_not,
)

urlpatterns = [
    path("behandelaars", find.professionals, name="professionals"),
    path("behandelaars/<professional_id>", profile.professional, name="professional"),
    path("behandelaars/<professional_id>/waarom-niet", why_not.why_not, name="why_not"),
    path("aanvragen/<request_id>/behandelaars", shortlist.request_shortlist, name="request_shortlist"),
    path("aanvragen", requests.request_list, name="requests"),
    path("aanvragen/nieuw", request_form.request_new, name="request_new"),
    path("aanvragen/nieuw/weg", request_form.request_forget, name="request_forget"),
    path("aanvragen/<request_id>", requests.request_detail, name="request"),
    path("aanvragen/<request_id>/wijzigen", request_form.request_edit, name="request_edit"),
    path("aanvragen/<request_id>/openen", requests.request_open, name="request_open"),
    path("aanvragen/<request_id>/sluiten", requests.request_close, name="request_close"),
    path("aanvragen/<request_id>/vragen", questions.request_ask, name="request_ask"),
    path("aanvragen/<request_id>/client-wil-niet", questions.client_declined, name="client_declined"),
    path("vragen/<question_id>/ja", questions.question_accept, name="question_accept"),
    path("vragen/<question_id>/vasthouden", questions.question_hold, name="question_hold"),
    path("vragen/<question_id>/nee", questions.question_decline, name="question_decline"),
    path("vragen/<question_id>/intrekken", questions.question_withdraw, name="question_withdraw"),
    path("vragen/<question_id>/opnieuw", questions.question_again, name="question_again"),
    path("vragen/<question_id>/bevestigen", placements.question_confirm, name="question_confirm"),
    path("plaatsingen/<placement_id>/begin", placements.placement_start, name="placement_start"),
    path("plaatsingen/<placement_id>/verder", placements.placement_continue, name="placement_continue"),
    path("plaatsingen/<placement_id>/einde", placements.placement_end, name="placement_end"),
    path("mijn/aanbod", offers.offer_page, name="offer"),
    path("mijn/aanbod/klopt", offers.offer_confirm, name="offer_confirm"),
    path("mijn/aanbod/dicht", offers.offer_close, name="offer_close"),
    path("mijn/aanbod/open", offers.offer_reopen, name="offer_reopen"),
    path("plek/<token>", offer_link.offer_link, name="offer_link"),
]
