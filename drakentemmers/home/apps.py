from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Front page, "mijn", navigation, the demonstration."""

    name = "drakentemmers.home"
    label = "home"
