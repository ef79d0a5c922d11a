"""The counts of a round as tables that point to nobody."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from drakentemmers.directory.rules import ClientGroup, Language
from drakentemmers.matching.fairness import IN_PROVINCE, Share, gap, guarded, per_hundred
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Round


@dataclass(frozen=True, slots=True)
class Table:
    """One way to divide people: who they are, what is counted, the rows."""

    title: str
    who: str
    size: str
    rows: list[Share]

    @property
    def is_hidden(self) -> bool:
        """Tell whether there are groups, and none of them may be shown."""
        return bool(self.rows) and all(row.is_hidden for row in self.rows)

    @property
    def conclusion(self) -> str:
        """What the shown rows say together, in words; empty when there is nothing to compare."""
        found = gap(self.rows)
        if found is None:
            return ""
        said = {
            1: _(
                "With the round the groups lie closer together: %(after)s of every 100 apart, without it %(before)s."
            ),
            0: _("With the round the groups lie as far apart as without it: %(after)s of every 100."),
            -1: _(
                "With the round the groups lie further apart: %(after)s of every 100, without it %(before)s."
            ),
        }[found.turn]
        told = said % {"after": found.after, "before": found.before}
        if not found.after:
            return told
        least, most = found.least, found.most
        return (
            told
            + " "
            + _("Least: %(least)s, %(few)s of 100. Most: %(most)s, %(many)s of 100.")
            % {
                "least": least.name,
                "few": per_hundred(least.after, least.size),
                "most": most.name,
                "many": per_hundred(most.after, most.size),
            }
        )


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
            _rows(held, "region", _region),
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


def _region(name: str) -> str:
    if name.startswith(IN_PROVINCE):
        return _("Province %(name)s") % {"name": name.removeprefix(IN_PROVINCE)}
    return name or _("No region known")


def _rows(held: Round, kind: str, named: Callable[[str], str]) -> list[Share]:
    counts = held.fairness.get(kind, {})
    rows = [Share(named(name), *numbers[:3]) for name, numbers in sorted(counts.items())]
    return guarded(rows)
