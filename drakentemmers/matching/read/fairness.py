"""The counts of a round as one answer and tables that point to nobody."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drakentemmers.directory.rules import ClientGroup, Language
from drakentemmers.matching.fairness import IN_PROVINCE, Answer, Gap, Share, answer, gap, guarded, per_hundred
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Round


@dataclass(frozen=True, slots=True)
class Part:
    """What part of a group is served: of each hundred, and counted."""

    percent: int
    counted: str


@dataclass(frozen=True, slots=True)
class Row:
    """One group that may be shown: its name, how large it is in words, what part is served without and with."""

    name: str
    size: str
    before: Part
    after: Part


@dataclass(frozen=True, slots=True)
class Table:
    """One way to divide people: who they are, the groups that may be shown, the names of those that may not."""

    name: str
    who: str
    rows: list[Row]
    hidden: list[str]
    gap: Gap | None

    @property
    def turn(self) -> str:
        """Whether the round brings the shown groups closer together, in a few words."""
        if self.gap is None:
            return _("cannot be compared")
        words = {"after": self.gap.after, "before": self.gap.before}
        return {
            1: _("closer together: %(after)s of every 100 apart, without a round %(before)s"),
            0: _("as far apart as without a round: %(after)s of every 100"),
            -1: _("further apart: %(after)s of every 100 apart, without a round %(before)s"),
        }[self.gap.turn] % words

    @property
    def conclusion(self) -> str:
        """Who is served least and most with the round; why nothing can be compared when nothing can."""
        if self.gap is None:
            if self.rows:
                return _("Only one group may be shown. There is nothing to compare.")
            if self.hidden:
                return _(
                    "Each group here is smaller than 10, or too easy to guess. There is nothing to compare."
                )
            return _("Nothing to show yet.")
        if not self.gap.after:
            return _("With the round each group gets as much.")
        least, most = self.gap.least, self.gap.most
        return _("With the round least for %(least)s: %(few)s%%. Most for %(most)s: %(many)s%%.") % {
            "least": least.name,
            "few": per_hundred(least.after, least.size),
            "most": most.name,
            "many": per_hundred(most.after, most.size),
        }


@dataclass(frozen=True, slots=True)
class Question:
    """One question about fairness: what is counted, and the ways to divide people by which it is."""

    title: str
    unit: str
    tables: list[Table]


@dataclass(frozen=True, slots=True)
class Report:
    """Whether a round is fair: one answer, why, and what it rests on."""

    answer: Answer
    said: str
    why: str
    questions: list[Question]

    @property
    def tables(self) -> list[Table]:
        return [table for question in self.questions for table in question.tables]


def fairness_report(held: Round) -> Report:
    """Return who waits by client group and language, who is asked by practice size and region, and the one answer."""
    people = Question(
        _("Who gets a place?"),
        _("Of every 100 people who wait: for how many there is a proposal."),
        [
            _table(held, "group", _("By client group"), _("Client group"), _group, _people),
            _table(held, "language", _("By language"), _("Language"), _language, _people),
        ],
    )
    therapists = Question(
        _("Who gets the questions?"),
        _("Of every 100 free places: for how many a question would come."),
        [
            _table(held, "practice", _("By size of the practice"), _("Practice"), _practice, _places),
            _table(held, "region", _("By region of the practice"), _("Region"), _region, _places),
        ],
    )
    found = answer((table.gap for table in people.tables), (table.gap for table in therapists.tables))
    return Report(found, *_answer_in_words(found), [people, therapists])


def _answer_in_words(found: Answer) -> tuple[str, str]:
    return {
        Answer.FAIRER: (
            _("Yes, fairer than without a round."),
            _("Groups lie closer together, and nowhere further apart."),
        ),
        Answer.SAME: (
            _("As fair as without a round."),
            _("Groups lie nowhere closer together, and nowhere further apart."),
        ),
        Answer.PARTLY: (
            _("Partly: fairer on one point, less fair on another."),
            _("Who is most urgent and waits longest goes first. That can serve one group more than another."),
        ),
        Answer.LESS_FAIR: (
            _("No, groups lie further apart than without a round."),
            _("Who is most urgent and waits longest goes first. That can serve one group more than another."),
        ),
        Answer.UNKNOWN: (
            _("That cannot be said here."),
            _("Too few people wait to compare groups of them without somebody being recognised."),
        ),
    }[found]


def _table(
    held: Round,
    kind: str,
    name: str,
    who: str,
    named: Callable[[str], str],
    counted: Callable[[int], str],
) -> Table:
    counts = sorted(held.fairness.get(kind, {}).items(), key=lambda row: (_smallest_practice(row[0]), row[0]))
    shares = guarded([Share(named(of), *numbers[:3]) for of, numbers in counts])
    shown = [share for share in shares if share.size]
    hidden = [share.name for share in shares if share.is_hidden]
    return Table(name, who, [_row(share, counted) for share in shown], hidden, gap(shares))


def _row(share: Share, counted: Callable[[int], str]) -> Row:
    return Row(
        share.name,
        counted(share.size or 0),
        _part(share.before, share.size),
        _part(share.after, share.size),
    )


def _part(served: int | None, size: int | None) -> Part:
    words = {"part": number_format(served or 0), "all": number_format(size or 0)}
    return Part(per_hundred(served, size), _("%(part)s of %(all)s") % words)


def _group(name: str) -> str:
    return label(ClientGroup(name))


def _language(name: str) -> str:
    return label(Language(name))


def _people(count: int) -> str:
    return ngettext("%(n)s waits", "%(n)s wait", count) % {"n": number_format(count)}


def _places(count: int) -> str:
    return ngettext("%(n)s free place", "%(n)s free places", count) % {"n": number_format(count)}


def _practice(kind: str) -> str:
    sizes = {
        "1": _("One therapist"),
        "2-5": _("2 to 5 therapists"),
        "6-15": _("6 to 15 therapists"),
        "16+": _("16 therapists or more"),
    }
    return sizes.get(kind, kind)


def _smallest_practice(kind: str) -> int:
    """Return where a kind of practice stands, smallest first; all other kinds are sorted by their name."""
    digits = kind.removesuffix("+").partition("-")[0]
    return int(digits) if digits.isdecimal() else 0


def _region(name: str) -> str:
    if name.startswith(IN_PROVINCE):
        return _("Province %(name)s") % {"name": name.removeprefix(IN_PROVINCE)}
    return name or _("No region known")
