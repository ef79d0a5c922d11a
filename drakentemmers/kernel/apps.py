from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Ground floor: base model, ids, clock, geography, sets, text checks."""

    name = "drakentemmers.kernel"
    label = "kernel"
