"""What a page says about a file that was not taken in: what is wrong and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drakentemmers.kernel.uploads import Refusal

TEXTS: dict[Refusal, str | Promise] = {
    Refusal.EMPTY: _("This file is empty. Choose another one."),
    Refusal.TOO_LARGE: _("This file is too large. Make it smaller or split it."),
    Refusal.WRONG_KIND: _("This kind of file cannot be used here. Save it as one of the kinds named below."),
    Refusal.TOO_MANY_PIXELS: _("This picture is too large. Make it at most 40 million pixels."),
    Refusal.BROKEN: _("This file cannot be opened. Save it again and try once more."),
    Refusal.ENCRYPTED: _("This file is locked with a password. Save it without one."),
    Refusal.UNPACKS_TOO_LARGE: _(
        "This file is much larger inside than it looks. Save it again as a plain file."
    ),
    Refusal.INFECTED: _("Our scanner found something harmful in this file. It was not kept."),
    Refusal.NOT_SCANNED: _("Files cannot be checked at this moment, so none is taken in. Try again later."),
}
