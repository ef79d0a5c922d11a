"""What somebody may agree to. Each agreement steers something; nothing here is needed to use the site.

A text that changes gets the next version, and who agreed to the words before is asked again.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Purpose(StrEnum):
    """What one agreement is for."""

    PUBLIC_CONTACT = "public_contact"  # directory.read.profiles: who is not signed in sees mail and phone too
    SEARCH_ENGINES = "search_engines"  # matching.views.profile: search engines may keep the profile page


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The words on the screen, of one version."""

    version: int
    since: date
    title: Promise
    text: Promise  # what is agreed to, for what
    without: Promise  # what happens when one does not agree


TEXTS: dict[Purpose, ConsentText] = {
    Purpose.PUBLIC_CONTACT: ConsentText(
        version=1,
        since=date(2026, 11, 22),
        title=_("Visitors see how to reach me"),
        text=_(
            "My e-mail address and telephone number stand on my profile, also for visitors who are not signed in. "
            "So somebody who looks for help can reach me directly."
        ),
        without=_("Without this, only people of the network see your e-mail address and telephone number."),
    ),
    Purpose.SEARCH_ENGINES: ConsentText(
        version=1,
        since=date(2026, 11, 22),
        title=_("Search engines may show my profile"),
        text=_(
            "Search engines such as Google may keep my profile page. Who searches for my name can find it there. "
            "A search engine may go on showing it for some time after I take this back."
        ),
        without=_("Without this, your profile page asks search engines to leave it out."),
    ),
}


def counts(purpose: Purpose, version: int) -> bool:
    """Tell whether an agreement to `version` still says yes to the words of today."""
    return version >= TEXTS[purpose].version
