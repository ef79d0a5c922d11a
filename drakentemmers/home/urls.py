"""Addresses of this app."""

from django.urls import path

from drakentemmers.home.views import front, mine, texts

urlpatterns = [
    path("", front.front_page, name="home"),
    path("mijn", mine.my_work, name="my_work"),
    path("mijn/meldingen", mine.notifications, name="notifications"),
    path("toegankelijkheid", texts.accessibility, name="accessibility"),
    path("veilig-gebruik", texts.safe_use, name="safe_use"),
    path("privacy", texts.privacy, name="privacy"),
]
