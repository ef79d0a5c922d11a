"""The counts of a round as tables that point to nobody."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from drakentemmers.directory.rules import ClientGroup, Language
from drakentemmers.matching.fairness import Share, guarded
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Round


@dataclass(frozen=True, slots=True)
class Table:
    """One way to divide people: who they are, what is counted, the rows."""

    title: str
    who: str
    size: str
    rows: list[Share]


def fairness_tables(held: Round) -> list[Table]:
    """Return who is asked by practice size and region, and who waits by language and client group."""
    sizes = {
        "1": _("One therapist"),
        "2-5": _("2 to 5 therapists"),
        "6-15": _("6 to 15 therapists"),
        "16+": _("16 therapists or more"),
    }
    return [
        Table(
            _("By size of the practice"),
            _("Practice"),
            _("Free places"),
            _rows(held, "practice", lambda kind: sizes.get(kind, kind)),
        ),
        Table(
            _("By region of the practice"),
            _("Region"),
            _("Free places"),
            _rows(held, "region", lambda name: name or _("No region known")),
        ),
        Table(
            _("By language"),
            _("Language"),
            _("Who wait"),
            _rows(held, "language", lambda x: label(Language(x))),
        ),
        Table(
            _("By client group"),
            _("Client group"),
            _("Who wait"),
            _rows(held, "group", lambda x: label(ClientGroup(x))),
        ),
    ]


def _rows(held: Round, kind: str, named: Callable[[str], str]) -> list[Share]:
    counts = held.fairness.get(kind, {})
    rows = [Share(named(name), *numbers[:3]) for name, numbers in sorted(counts.items())]
    return guarded(rows)
