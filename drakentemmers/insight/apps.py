from django.apps import AppConfig


class InsightConfig(AppConfig):
    """The reading room of the log: searching it, looking at a sample of it, and who saw a record."""

    name = "drakentemmers.insight"
    label = "insight"

    def ready(self) -> None:
        from drakentemmers.insight import permissions  # noqa: F401  ties permissions to their predicates
