"""One short sentence in own words, that stays readable for years and points to nobody."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from drakentemmers.accounts.access import LONGEST_LINE, SHORTEST_LINE
from drakentemmers.kernel.privacy import find_personal_data


def one_line(text: str, *, name: str, error: type[ValidationError] = ValidationError) -> str:
    """Return `text` with its spaces put right; raise `error`, under the field `name`, for what may not stand there."""
    line = " ".join(text.split())
    if not SHORTEST_LINE <= len(line) <= LONGEST_LINE:
        raise error({name: _("Write one short sentence, of at least 10 characters.")})
    if find_personal_data(line):
        raise error({name: _("Write it without names, numbers or addresses.")})
    return line
