from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, the organisations they act for, their roles and rights, sign-in, notifications."""

    name = "drakentemmers.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_reset, password_set
        from allauth.mfa.models import Authenticator
        from django.contrib.auth.signals import user_logged_in, user_logged_out
        from django.db.models.signals import post_init, pre_save

        from drakentemmers.accounts import permissions  # noqa: F401
        from drakentemmers.accounts.factor_changes import signed_out
        from drakentemmers.accounts.password_changes import trust_only_this_device
        from drakentemmers.accounts.placed_factors import settle, tell_places
        from drakentemmers.accounts.session_clock import begin_on_sign_in

        user_logged_in.connect(begin_on_sign_in, dispatch_uid="session_clock")
        user_logged_out.connect(signed_out, dispatch_uid="signed_out")
        for signal in (password_changed, password_reset, password_set):
            signal.connect(trust_only_this_device, dispatch_uid="known_devices")
        post_init.connect(tell_places, sender=Authenticator, dispatch_uid="places_of_secrets")
        pre_save.connect(settle, sender=Authenticator, dispatch_uid="places_of_secrets")
