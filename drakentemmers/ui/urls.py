"""Addresses of this app."""

from django.urls import path

from drakentemmers.ui import views

urlpatterns = [
    path("weergave", views.set_theme, name="set_theme"),
    path("stijlgids", views.style_guide, name="styleguide"),
]
