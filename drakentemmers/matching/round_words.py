"""What a round reaches, why not, and what a change costs: as sentences, for the pages and the terminal."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drakentemmers.matching.labels import label
from drakentemmers.matching.rounds import URGENCIES, Difference, Figures, Outcome, Since
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


def proof_text(figures: Figures, *, by_hand: int = 0) -> str:
    """Return what is proven of the proposal; `by_hand`: how many choices of people it had to keep."""
    if figures.is_best and by_hand:
        return _("Proven: with what was decided by hand, no division is better.")
    if figures.is_best:
        return _("Proven: no division is better.")
    if figures.was_stopped:
        return _("Stopped: this is the best found so far. A better division may exist.")
    return _("A good division that keeps families together. A slightly better one may exist.")


def outcome_text(outcome: Outcome) -> tuple[str, str]:
    """Return what happened when there is nothing to look through, and what a lead can do next; else two empty texts."""
    return {
        Outcome.TO_LOOK_THROUGH: ("", ""),
        Outcome.ALL_SENT: (
            _("All proposals are sent."),
            _(
                "The organisations hear what the therapists answer. Does somebody still wait, then work it out again."
            ),
        ),
        Outcome.ALL_GONE: (
            _("Nothing of this proposal can be sent any more: something changed in the meantime."),
            _("Work it out again for a new proposal."),
        ),
        Outcome.NOBODY_WAITS: (
            _("There is nobody to find a place for."),
            _(
                "A round is about open requests for which nobody is being asked now. "
                "Does such a request come in, then work it out again."
            ),
        ),
        Outcome.ALL_FULL: (
            _("There are therapists who fit, but they have no free place."),
            _(
                "Without a place shows where one more place helps. Ask those therapists for one, "
                "and try it out first with What if. Then work it out again."
            ),
        ),
        Outcome.NOBODY_FITS: (
            _("No therapist meets all that is asked."),
            _(
                "Without a place shows per request what stands in the way. Ask the organisation whether it can be "
                "done another way. Did the request change, then work it out again."
            ),
        ),
        Outcome.NO_PLACE: (
            _("There is no place now for anybody who waits."),
            _("Without a place shows per request why, and what would help. Then work it out again."),
        ),
    }[outcome]


def dropped_text(names: Sequence[tuple[str, str]], others: int) -> str:
    """Return which choices by hand are gone (request, therapist), and how many more about requests without a name."""
    if not names and not others:
        return ""
    said = [_("%(name)s to %(who)s") % {"name": name, "who": who} for name, who in names]
    if others:
        said.append(ngettext("%(n)s other", "%(n)s others", others) % {"n": number_format(others)})
    return ngettext(
        "A choice by hand is gone, for it does not fit any more or the place went to somebody else: %(which)s.",
        "Choices by hand are gone, for they do not fit any more or the place went to somebody else: %(which)s.",
        len(names) + others,
    ) % {"which": "; ".join(said)}


def changed_text() -> str:
    """Return what somebody reads who comes from a proposal that is there no more."""
    return _("This round changed in the meantime. Here you see how it stands now.")


def since_text(since: Since) -> str:
    """Return what happened apart from any choice, and what that does."""
    parts = []
    if since.came:
        parts.append(
            ngettext(
                "%(n)s request came in (%(placed)s with a proposal)",
                "%(n)s requests came in (%(placed)s with a proposal)",
                since.came,
            )
            % {"n": number_format(since.came), "placed": number_format(since.came_placed)}
        )
    if since.left:
        parts.append(
            ngettext(
                "%(n)s request is in it no more: sent, or no longer open",
                "%(n)s requests are in it no more: sent, or no longer open",
                since.left,
            )
            % {"n": number_format(since.left)}
        )
    parts += [*_all_placed(since.placed), *_moved(since.moved)]
    return f"{'; '.join(parts)}."


def change_text(change: Difference) -> str:
    """Return what a change costs or brings, in words."""
    parts = _all_placed(change.placed)
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
    parts += _moved(change.moved)
    return _("Nothing else changes.") if not parts else f"{'; '.join(parts)}."


def _moved(count: int) -> list[str]:
    if not count:
        return []
    words = ngettext("%(n)s request gets another proposal", "%(n)s requests get another proposal", count)
    return [words % {"n": number_format(count)}]


def _all_placed(placed: Sequence[int]) -> list[str]:
    return [_placed(label(urgency), count) for urgency, count in zip(URGENCIES, placed, strict=True) if count]


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
