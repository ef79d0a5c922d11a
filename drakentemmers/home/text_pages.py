"""The pages that only explain: which template each has, and what it is filled with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drakentemmers.home.cookies import COOKIES
from drakentemmers.home.processing import ACTIVITIES
from drakentemmers.home.retention import KEPT
from drakentemmers.home.risks import RISKS


@dataclass(frozen=True, slots=True)
class TextPage:
    """One page, by the name of its route. The periods it tells are those that the site works with."""

    template: str
    title: str | Promise
    lead: str | Promise
    context: Callable[[], dict[str, Any]] = dict


def _contact() -> dict[str, Any]:
    contact = settings.SECURITY_CONTACT
    return {"contact": contact, "shown": contact.removeprefix("mailto:")}


def _privacy() -> dict[str, Any]:
    return {
        "kept": KEPT,
        "cookies": COOKIES,
        "controller": settings.DATA_CONTROLLER,
        "officer": settings.DATA_PROTECTION_OFFICER,
    }


TEXT_PAGES: Mapping[str, TextPage] = {
    "safe_use": TextPage(
        "home/safe_use.html",
        _("Using this site safely"),
        _("Is somebody looking over your shoulder? Read here what this site does, and what it cannot do."),
    ),
    "privacy": TextPage(
        "home/privacy.html",
        _("Privacy in plain words"),
        _("We keep as little as possible. This is what that means."),
        _privacy,
    ),
    "processing_register": TextPage(
        "home/processing_register.html",
        _("What we do with which data"),
        _("This is our register of processing activities. The law (AVG, article 30) asks for it."),
        lambda: {"activities": ACTIVITIES},
    ),
    "risks": TextPage(
        "home/risks.html",
        _("What could go wrong with your data"),
        _(
            "Before we began we thought about what could go wrong, and what we do about it. "
            "The law (AVG, article 35) asks for it: it is called a DPIA."
        ),
        lambda: {"risks": RISKS},
    ),
    "accessibility": TextPage(
        "home/accessibility.html",
        _("Accessibility"),
        _(
            "Everybody must be able to use this site: with a keyboard, a screen reader, on a small phone, "
            "or when reading is hard."
        ),
    ),
    "report_a_leak": TextPage(
        "home/report_a_leak.html",
        _("Report a weak spot"),
        _("Did you find something on this site that is not safe? Tell us. People depend on it."),
        _contact,
    ),
}
