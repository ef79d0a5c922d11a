from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Offers, treatment requests, questions to therapists, placements and what follows."""

    name = "drakentemmers.matching"
    label = "matching"

    def ready(self) -> None:
        from drakentemmers.matching import permissions  # noqa: F401
