"""Addresses of this app."""

from django.urls import path

from drakentemmers.ui import views

urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("weergave", views.set_look, name="set_look"),
    path("stijlgids", views.style_guide, name="styleguide"),
]
