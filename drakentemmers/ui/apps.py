from django.apps import AppConfig


class UiConfig(AppConfig):
    """Components, base templates, icons, tokens, maps."""

    name = "drakentemmers.ui"
    label = "ui"
