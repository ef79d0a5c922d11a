"""What the words of the knowledge base are called on screen."""

from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drakentemmers.accounts.labels import Labels, find_label
from drakentemmers.directory import labels as directory_labels
from drakentemmers.knowledge.rules import Audience, Due, EventForm, Kind, ReaderRole, Tone
from drakentemmers.knowledge.rules.newsletter import MailingState

LABELS: Labels = {
    Audience: {
        Audience.EVERYONE: pgettext_lazy("audience", "Everybody"),
        Audience.MEMBERS: pgettext_lazy("audience", "Only members of the network"),
        Audience.THERAPISTS: pgettext_lazy("audience", "Only therapists of the network"),
    },
    Kind: {
        Kind.ARTICLE: _("Article"),
        Kind.RESEARCH: _("Research"),
        Kind.PRACTICE: _("Example from practice"),
        Kind.INSTRUMENT: _("Instrument"),
        Kind.VIDEO: _("Video"),
        Kind.THEME: _("Theme"),
        Kind.NEWS: _("News"),
        Kind.EVENT: _("Meeting"),
        Kind.PLAIN: pgettext_lazy("kind of page", "Explanation"),
        Kind.NEWSLETTER: _("Newsletter"),
    },
    ReaderRole: {
        ReaderRole.THERAPIST: _("Therapists"),
        ReaderRole.SHELTER: _("Shelters"),
        ReaderRole.MUNICIPALITY: _("Municipalities"),
        ReaderRole.SCHOOL: _("Schools and day care"),
        ReaderRole.PARTNER: _("Partners"),
    },
    Tone: {
        Tone.INFO: pgettext_lazy("box", "Good to know"),
        Tone.WARNING: pgettext_lazy("box", "Mind this"),
        Tone.DONE: pgettext_lazy("box", "Do this"),
    },
    EventForm: {
        EventForm.ON_SITE: _("On site"),
        EventForm.ONLINE: pgettext_lazy("event", "Online"),
        EventForm.BOTH: _("On site and online"),
    },
    MailingState: {
        MailingState.SENDING: pgettext_lazy("newsletter", "Being sent"),
        MailingState.STOPPED: pgettext_lazy("newsletter", "Stopped"),
        MailingState.DONE: pgettext_lazy("newsletter", "Sent"),
    },
    Due: {
        Due.NOT_YET: pgettext_lazy("review of a page", "Not yet"),
        Due.SOON: pgettext_lazy("review of a page", "Within a month"),
        Due.NOW: pgettext_lazy("review of a page", "Over time"),
    },
}


def label(member: StrEnum) -> str:
    """Return what `member` is called; client groups and methods have their words in the directory."""
    found = find_label(LABELS, member)
    return directory_labels.label(member) if found is None else str(found)


def choices_of(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the choices of a field, in the order of the enum."""
    return [(member.value, label(member)) for member in kind]


def joined(members: Iterable[StrEnum], kind: type[StrEnum]) -> str:
    """Return the words of some members, in the order of the enum."""
    held = set(members)
    return ", ".join(label(member) for member in kind if member in held)
