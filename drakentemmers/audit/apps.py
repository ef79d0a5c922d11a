from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who did what, when, to which record: without foreign keys, so that it outlives its subjects."""

    name = "drakentemmers.audit"
    label = "audit"

    def ready(self) -> None:
        from drakentemmers.audit import checks  # noqa: F401
