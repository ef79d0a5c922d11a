"""Choosing a password by the link of a mail."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.signals import password_reset
from allauth.account.views import PasswordResetFromKeyView
from django.http import HttpResponse


class ChoosePassword(PasswordResetFromKeyView):
    """A password for whoever opened the link.

    Somebody who never had a way to sign in goes straight on: the link proved the address, and signing in once more
    would prove nothing beside it. Everybody else comes in by the door, with a second step.
    """

    def form_valid(self, form: Any) -> HttpResponse:
        if self.reset_user.has_begun:
            return super().form_valid(form)
        form.save()
        password_reset.send(sender=type(self.reset_user), request=self.request, user=self.reset_user)
        get_adapter().send_notification_mail("account/email/password_set", self.reset_user)
        return perform_login(self.request, Login(user=self.reset_user))

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)
