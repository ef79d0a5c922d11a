"""Addresses of this app."""

from django.urls import path

from drakentemmers.insight.views import log, printed, reporting, reviews, seen

urlpatterns = [
    path("logboek", log.log, name="log"),
    path("logboek/export.<extension>", log.log_export, name="log_export"),
    path("logboek/afgedrukt", printed.printed, name="printed"),
    path("logboek/controle", reviews.reviews, name="log_reviews"),
    path("logboek/controle/<review_id>", reviews.review_sign_off, name="review_sign_off"),
    path("logboek/wie/<kind>/<record_id>", seen.seen, name="who_saw"),
    path("logboek/wie/<kind>/<record_id>/melden/<int:event_id>", reporting.look_report, name="look_report"),
]
