"""Forms around the second factor and the password: labels above the fields, nothing between two fields."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import SetPasswordForm as AllauthSetPasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.actions.lockout import Door, Gate, give_back, take_try
from drakentemmers.accounts.actions.second_factor import WrongCode, first_step, use_code
from drakentemmers.accounts.actions.sign_in import Tried, write_failed
from drakentemmers.accounts.forms.door import quiet
from drakentemmers.accounts.locked import locked_step
from drakentemmers.accounts.models import User
from drakentemmers.accounts.read.second_factor import Ways
from drakentemmers.kernel.encryption import Unreadable, seal, unseal
from drakentemmers.kernel.fields import field_keyring

WRONG_CODE = _("This code is not right, or it was used before. Wait for the next one.")
CODE_BOX = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


def spend(user: User, code: str, gate: Gate) -> Authenticator:
    """Use up a code that was typed. Raises ValidationError: wrong, used before, or tried too often."""
    now, doors = timezone.now(), [Door(gate, str(user.pk))]
    if until := take_try(doors, now=now):
        raise ValidationError(locked_step(until))
    try:
        used = use_code(user=user, code=code, now=now)
    except WrongCode:
        write_failed(user=user, tried=Tried.CODE, now=now, by=user if gate == Gate.CONFIRM else None)
        raise ValidationError(WRONG_CODE) from None
    give_back(doors, now=now)
    return used


def prove_password(user: User, password: str) -> None:
    """Look at the password of somebody who is signed in. Raises ValidationError: wrong, or tried too often."""
    now, doors = timezone.now(), [Door(Gate.CONFIRM, f"password:{user.pk}")]
    if until := take_try(doors, now=now):
        raise ValidationError(locked_step(until))
    if not user.check_password(password):
        write_failed(user=user, tried=Tried.PASSWORD, now=now, by=user)
        raise ValidationError(_("This is not your password. Try again."))
    give_back(doors, now=now)


class CodeForm(AuthenticateForm):
    """The second step of signing in: a code."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        quiet(self)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs.update(CODE_BOX)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        self.authenticator = spend(self.user, code, Gate.CODE)
        return code


class ConfirmForm(forms.Form):
    """Confirming to be there without a passkey: whatever this person has."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )
    code = forms.CharField(label=_("Code"), widget=forms.TextInput(attrs=CODE_BOX))

    def __init__(self, *args: Any, user: User, ways: Ways, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        if ways.app:
            self.fields["code"].help_text = _("The code of your app, or a recovery code.")
        else:
            self.fields["code"].label = _("Recovery code")
        if not ways.has_second_factor:
            del self.fields["code"]
        if ways.app or not ways.password:
            del self.fields["password"]

    def clean(self) -> dict[str, Any]:
        """Look at the password first; a code is not used up by a wrong password."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if "password" in self.fields:
            try:
                prove_password(self.user, cleaned["password"])
            except ValidationError as wrong:
                self.add_error("password", wrong)
        if "code" in self.fields and not self.errors:
            try:
                spend(self.user, cleaned["code"], Gate.CONFIRM)
            except ValidationError as wrong:
                self.add_error("code", wrong)
        return cleaned


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey that was just made. It always asks its owner first, and tells by itself whose it is."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["passwordless"]
        self.fields["name"].label = _("Name of this passkey")
        self.fields["name"].max_length = 60


class StartAppForm(ActivateTOTPForm):
    """The first code of an app. Until then its secret waits in the session, sealed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.user = options.pop("user")
        super(ActivateTOTPForm, self).__init__(*args, **options)
        self.secret = (
            waiting_secret()
        )  # the same after a reload: a phone reloads when one comes back from the app
        quiet(self)
        self.fields["code"].label = _("Code in the app")
        self.fields["code"].widget.attrs.update(CODE_BOX)

    def clean_code(self) -> str:
        """The first code counts as used; it is kept for whoever makes the row."""
        now, doors = timezone.now(), [Door(Gate.CODE, str(self.user.pk))]
        code = self.cleaned_data["code"]
        if until := take_try(doors, now=now):
            raise ValidationError(locked_step(until))
        self.step = first_step(self.secret, code, now=now)
        if self.step is None:
            write_failed(user=self.user, tried=Tried.CODE, now=now, by=self.user)
            raise ValidationError(WRONG_CODE)
        give_back(doors, now=now)
        return code


def waiting_secret() -> str:
    """Return the secret that waits in this session for its first code; a new one when there is none."""
    session = context.request.session
    place = f"session:{SECRET_SESSION_KEY}:{context.request.user.pk}"
    if SECRET_SESSION_KEY not in session:
        secret = generate_totp_secret()
        session[SECRET_SESSION_KEY] = seal(secret, keyring=field_keyring(), context=place)
    try:
        return unseal(session[SECRET_SESSION_KEY], keyring=field_keyring(), context=place)
    except Unreadable:  # the keys were changed meanwhile: begin again
        del session[SECRET_SESSION_KEY]
        return waiting_secret()


class NamePasskeyForm(forms.Form):
    """What its owner calls a passkey."""

    name = forms.CharField(label=_("Name of this passkey"), max_length=60)


class ChangePasswordForm(AllauthChangePasswordForm):
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        quiet(self)

    def clean_oldpassword(self) -> str:
        """Whoever sits at an open screen cannot go on guessing here either."""
        password = self.cleaned_data["oldpassword"]
        prove_password(self.user, password)
        return password


class SetPasswordForm(AllauthSetPasswordForm):
    """A first password, twice."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        quiet(self)
