"""What a round reaches, why not, and what a change costs: as sentences, for the pages and the terminal."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drakentemmers.matching.labels import label
from drakentemmers.matching.rounds import URGENCIES, Difference, Figures
from drakentemmers.matching.rules import NeedName
from drakentemmers.matching.wording import needs_text


def figures_text(figures: Figures, where: str = "") -> str:
    """Return in one sentence how many of those who wait (in the scope called `where`) get a place."""
    if not figures.all_asked:
        return _("Nobody waits in %(where)s.") % {"where": where} if where else _("Nobody waits.")
    return _("%(placed)s of the %(asked)s who wait get a proposal.") % {
        "placed": number_format(figures.total),
        "asked": number_format(sum(figures.asked)),
    }


def proof_text(figures: Figures) -> str:
    """Return what is proven of the proposal."""
    if figures.is_best:
        return _("Proven: no division is better.")
    if figures.was_stopped:
        return _("Stopped: this is the best found so far. A better division may exist.")
    return _("A good division that keeps families together. A slightly better one may exist.")


def changed_text() -> str:
    """Return what somebody reads who comes from a proposal that is there no more."""
    return _("This round changed in the meantime. Here you see how it stands now.")


def change_text(change: Difference) -> str:
    """Return what a change costs or brings, in words."""
    parts = [
        _placed(label(urgency), count)
        for urgency, count in zip(URGENCIES, change.placed, strict=True)
        if count
    ]
    if change.km:
        km = number_format(abs(change.km))
        parts.append(
            _("%(km)s km more travel in all") % {"km": km}
            if change.km > 0
            else _("%(km)s km less travel in all") % {"km": km}
        )
    if not any(change.placed) and change.weeks:
        parts.append(
            _("people who wait longer come first")
            if change.weeks > 0
            else _("people who wait longer come later")
        )
    if change.moved:
        parts.append(
            ngettext(
                "%(n)s request gets another proposal", "%(n)s requests get another proposal", change.moved
            )
            % {"n": number_format(change.moved)}
        )
    return _("Nothing else changes.") if not parts else f"{'; '.join(parts)}."


def _placed(urgency: str, count: int) -> str:
    words = {"n": number_format(abs(count)), "urgency": urgency.lower()}
    if count > 0:
        return ngettext("%(n)s more placed (%(urgency)s)", "%(n)s more placed (%(urgency)s)", count) % words
    return ngettext("%(n)s less placed (%(urgency)s)", "%(n)s less placed (%(urgency)s)", -count) % words


def change_of(stored: Sequence[Any] | None) -> Difference | None:
    """Return the change as it was stored."""
    return Difference(tuple(stored[0]), *stored[1:]) if stored else None


def ways_text(ways: Iterable[tuple[Sequence[str], int]]) -> list[str]:
    """Return what would let somebody fit: "Zonder Afstand: 3 behandelaars"."""
    return [
        ngettext("without %(needs)s: %(n)s therapist", "without %(needs)s: %(n)s therapists", more)
        % {"needs": needs_text([NeedName(name) for name in needs]), "n": number_format(more)}
        for needs, more in ways
    ]
