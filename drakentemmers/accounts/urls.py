"""Signing in and out."""

from allauth.account import views
from django.urls import path, re_path

urlpatterns = [
    path("inloggen", views.login, name="account_login"),
    path("account-krijgen", views.signup, name="account_signup"),  # closed: tells how to get an account
    path("uitloggen", views.logout, name="account_logout"),
    path("account-gesloten", views.account_inactive, name="account_inactive"),
    path("wachtwoord-vergeten", views.password_reset, name="account_reset_password"),
    path("wachtwoord-vergeten/verstuurd", views.password_reset_done, name="account_reset_password_done"),
    re_path(  # the key holds a dash of its own: the number before it does not
        r"^wachtwoord-kiezen/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "wachtwoord-gekozen",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
