from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    """Ground floor: base model, ids, clock, geography, sets, keys and secret fields, text checks."""

    name = "drakentemmers.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Watch the keys: proven after migrating, checked before. Look at the settings."""
        from drakentemmers.kernel import checks  # noqa: F401
        from drakentemmers.kernel.key_proofs import check_keys, prove_current_key

        register(check_keys, Tags.database)
        post_migrate.connect(prove_current_key, sender=self)
