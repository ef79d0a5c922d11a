"""What a page says when a change of people and roles is refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.actions.refusals import (
    AlreadyHeld,
    AlreadyOver,
    LastOwner,
    NotTheirsToGive,
    OwnRole,
    Refused,
    RolesExclude,
    TooLong,
)
from drakentemmers.accounts.labels import label

WORDS: dict[type[Refused], Promise] = {
    LastOwner: gettext_lazy(
        "This is the last owner. Hand the organisation over first; then this can be done."
    ),
    OwnRole: gettext_lazy(
        "Nobody changes a role of his or her own. Ask another owner, or the project office."
    ),
    NotTheirsToGive: gettext_lazy("The project office gives this role, by two people."),
    AlreadyHeld: gettext_lazy("This person holds that role already."),
    AlreadyOver: gettext_lazy("This role had ended in the meantime. This is how it stands now."),
    TooLong: gettext_lazy("Choose a day from today up to how long this role may last."),
}


def in_words(refusal: Refused) -> str:
    """Return what the page says of a refusal."""
    if isinstance(refusal, RolesExclude):
        return _("This may not go together with the role %(role)s.") % {"role": label(refusal.held)}
    return str(WORDS[type(refusal)])
