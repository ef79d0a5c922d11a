"""What a password must be, said in our own words: Django has the rules, but not all of its texts in Dutch."""

import re

from django.contrib.auth import password_validation as django_rules
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drakentemmers.accounts.known_words import KNOWN_WORDS, is_made_of, letters_of
from drakentemmers.accounts.models import User

SHORTEST = 3  # letters of a name that counts; shorter ones stand in every word


def _parts(*texts: str) -> frozenset[str]:
    words = [word for text in texts for word in re.split(r"[\W\d_]+", text.lower())]
    return frozenset(word for word in words if len(word) >= SHORTEST)


class LongEnough(django_rules.MinimumLengthValidator):
    """Long enough."""

    def get_error_message(self) -> str:
        least = self.min_length
        return ngettext(
            "This password is too short. Take at least %(least)d character.",
            "This password is too short. Take at least %(least)d characters.",
            least,
        ) % {"least": least}

    def get_help_text(self) -> str:
        least = self.min_length
        return ngettext("At least %(least)d character.", "At least %(least)d characters.", least) % {
            "least": least
        }


class NotCommon(django_rules.CommonPasswordValidator):
    """Not one of the twenty thousand that are tried first."""

    def get_error_message(self) -> str:
        return _("Many people use this password, so it is easy to guess. Take another one.")

    def get_help_text(self) -> str:
        return _("Not a password that many people use.")


class NotOverAndOver:
    """Not the same few characters again and again: "aaaaaaaaaaaa", "abababababab"."""

    def __init__(self, least_different: int) -> None:
        self.least_different = least_different

    def validate(self, password: str, user: User | None = None) -> None:
        if len(set(password.lower())) < min(self.least_different, len(password)):
            raise ValidationError(self.get_error_message(), code="password_over_and_over")

    def get_error_message(self) -> str:
        return _("This password is the same few characters over and over. Take more different ones.")

    def get_help_text(self) -> str:
        return _("Not the same few characters over and over.")


class NotKnownWords(django_rules.CommonPasswordValidator):
    """Not a word that everybody knows, or the name of the organisation, with digits and signs around it."""

    def validate(self, password: str, user: User | None = None) -> None:
        if password.lower().strip() in self.passwords:
            return  # `NotCommon` says so
        words = KNOWN_WORDS | _names_of_organisations(user)
        for letters in letters_of(password):
            if (len(letters) > SHORTEST and letters in self.passwords) or is_made_of(letters, words):
                raise ValidationError(self.get_error_message(), code="password_known_words")

    def get_error_message(self) -> str:
        return _(
            "This is a word or name that others can guess, with digits or signs around it. Take four words that "
            "have nothing to do with each other."
        )

    def get_help_text(self) -> str:
        return _("Not a known word or the name of your organisation with digits around it.")


def _names_of_organisations(user: User | None) -> frozenset[str]:
    if user is None or user.pk is None:
        return frozenset()
    return _parts(*user.memberships.values_list("organisation__name", flat=True))


class NotOnlyDigits(django_rules.NumericPasswordValidator):
    """Not digits alone."""

    def get_error_message(self) -> str:
        return _("This password is only digits. Add words.")

    def get_help_text(self) -> str:
        return _("Not only digits.")


class NotAboutYou(django_rules.UserAttributeSimilarityValidator):
    """Not the name or the address of whose password it is."""

    def __init__(self, max_similarity: float = 0.7) -> None:
        super().__init__(user_attributes=("name", "email"), max_similarity=max_similarity)

    def validate(self, password: str, user: User | None = None) -> None:
        super().validate(password, user)
        if user is None:
            return
        own = _parts(user.name, user.email)
        if any(is_made_of(letters, own) for letters in letters_of(password)):
            raise ValidationError(self.get_error_message(), code="password_too_similar")

    def get_error_message(self) -> str:
        return _("This password looks like your name or your e-mail address. Take another one.")

    def get_help_text(self) -> str:
        return _("Not your name and not your e-mail address.")
