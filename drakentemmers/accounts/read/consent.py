"""What somebody agreed to."""

from dataclasses import dataclass

from drakentemmers.accounts.consent import TEXTS, ConsentText, Purpose, counts
from drakentemmers.accounts.models import Consent, User


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One purpose with its words of today, whether it is agreed to, and all that was said before."""

    purpose: Purpose
    words: ConsentText
    is_given: bool
    is_outdated: bool  # agreed to earlier words only
    history: list[Consent]


def agreed(user: User | None, purpose: Purpose) -> bool:
    """Tell whether `user` agrees at this moment, in the words of today. Nobody agrees to nothing."""
    if user is None:
        return False
    versions = Consent.objects.filter(user=user, purpose=purpose, withdrawn_at__isnull=True)
    return any(counts(purpose, version) for version in versions.values_list("version", flat=True))


def consents_of(user: User) -> list[ConsentLine]:
    """Return every purpose, in one query."""
    rows = list(user.consents.all())
    lines = []
    for purpose, words in TEXTS.items():
        history = [row for row in rows if row.purpose == purpose]
        standing = [row for row in history if row.withdrawn_at is None]
        given = any(counts(purpose, row.version) for row in standing)
        lines.append(ConsentLine(purpose, words, given, bool(standing) and not given, history))
    return lines
