from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, the organisations they act for, their roles and rights, sign-in, notifications."""

    name = "drakentemmers.accounts"
    label = "accounts"

    def ready(self) -> None:
        from drakentemmers.accounts import permissions  # noqa: F401
