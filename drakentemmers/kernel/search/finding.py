"""Finding: from what somebody typed to the documents he or she may see, best first, with the words marked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import Any

from django.db.models import Count, Max
from django.utils.safestring import SafeString, mark_safe

from drakentemmers.kernel.search.analysis import Terms, terms_of
from drakentemmers.kernel.search.engines import Asked, Counted, Engine, engine
from drakentemmers.kernel.search.kinds import SearchKind, kinds
from drakentemmers.kernel.search.models import SearchDocument, SearchSynonyms, SearchWord
from drakentemmers.kernel.search.passages import marked, passage
from drakentemmers.kernel.search.query import Clause, Query, Synonyms, nearest, read_query

PER_PAGE = 10
LAST_PAGE = 50
ENOUGH = 10  # with fewer that answer everything, those that answer a part come after them
MOST_CLAUSES_TO_LEAVE_ONE_OUT = 6
CANDIDATES = 5  # words that one slip may stand for
SUGGESTIONS = 6

Groups = tuple[tuple[Clause, ...], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One document as the page shows it. `title` and `passage` are safe HTML with the words asked for marked."""

    kind: SearchKind
    id: str
    url: str
    title: SafeString
    passage: SafeString
    day: date | None
    answers_all: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What there is for somebody."""

    hits: list[Hit]
    total: int
    answering_all: int  # of the total
    by_kind: Mapping[str, int]  # also of kinds that were not asked for
    by_facet: Mapping[str, Mapping[str, int]]  # within the kind asked for
    corrections: Mapping[str, str]  # what was typed -> what was looked for in its place
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Step:
    """One question to the engine, how much answers it, and whether that answers all that was asked."""

    asked: Asked
    counted: list[Counted]
    answers_all: bool


@dataclass(slots=True)
class _Vocabulary:
    """The words known to this process, by length; grows with the table."""

    last: int = 0
    by_length: dict[int, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class _SynonymsRead:
    stamp: Any = None
    synonyms: Synonyms = field(default_factory=Synonyms)


_vocabulary = _Vocabulary()
_read = _SynonymsRead()


def find(
    user: Any,
    text: str,
    *,
    kind: str = "",
    facets: Mapping[str, Sequence[str]] | None = None,
    page: int = 1,
    per_page: int = PER_PAGE,
    of_each: int = 0,
) -> Found:
    """Return what `user` may see of what answers `text`, of one kind or of all, page by page from 1 on.

    With `of_each` there is one page: the best so many of every kind, kind after kind.
    """
    keeper, allowed = engine(), {each.name: each.scopes(user) for each in kinds()}
    query = read_query(text, synonyms())
    everything = Asked((), allowed, kind, {name: list(values) for name, values in (facets or {}).items()})
    if not query:
        return Found([], 0, 0, {}, {}, {}, 1, 1)
    corrections: dict[str, str] = {}
    steps = _steps(keeper, query, everything)
    anywhere = replace(everything, groups=_all(query.clauses), kind="", facets={})
    if not any(step.counted for step in steps if step.answers_all) and not (
        everything.facets and keeper.exists(anywhere)
    ):
        corrections = _corrections(keeper, query, anywhere)
        if corrections:
            query = query.but(corrections)
            steps = _steps(keeper, query, everything)
    total = sum(_of_kind(step.counted, kind) for step in steps)
    pages = 1 if of_each else min(max(1, -(-total // per_page)), LAST_PAGE)
    page = min(max(page, 1), pages)
    answering_all = sum(_of_kind(step.counted, kind) for step in steps if step.answers_all)
    if of_each:
        places = [
            place for each in kinds() for place in _places(keeper, steps, each.name, first=0, most=of_each)
        ]
    else:
        places = _places(keeper, steps, kind, first=(page - 1) * per_page, most=per_page)
    hits, hidden = _shown(user, places, query)
    by_kind = Counter[str]()
    for step in steps:
        for each in step.counted:
            by_kind[each.kind] += each.count
    by_kind.subtract(hidden)
    gone = sum(hidden.values())
    return Found(
        hits=hits,
        total=total - gone,
        answering_all=max(0, min(answering_all, total - gone)),
        by_kind={name: count for name, count in by_kind.items() if count > 0},
        by_facet=_by_facet(steps, kind),
        corrections=corrections,
        page=page,
        pages=pages,
    )


def suggest(user: Any, text: str, *, most: int = SUGGESTIONS) -> list[Hit]:
    """Return what `user` probably looks for while still typing the last word."""
    query = read_query(text, synonyms(), unfinished=True)
    if not query:
        return []
    allowed = {each.name: each.scopes(user) for each in kinds()}
    ids = engine().find(Asked(_all(query.clauses), allowed), first=0, most=most)
    return _shown(user, [(pk, True) for pk in ids], query)[0]


def synonyms() -> Synonyms:
    """Return the list of the editors, read anew after a change."""
    stamp = SearchSynonyms.objects.aggregate(Max("changed_at"), Count("pk"))
    if stamp != _read.stamp:
        groups = [row.phrases for row in SearchSynonyms.objects.all()]
        _read.synonyms, _read.stamp = Synonyms(groups), stamp
    return _read.synonyms


def _all(clauses: Sequence[Clause]) -> Groups:
    return tuple((clause,) for clause in clauses)


def _all_but_one(clauses: Sequence[Clause]) -> Groups:
    """Of every two clauses at least one: at most one may be missing."""
    return tuple(combinations(clauses, 2))


def _steps(keeper: Engine, query: Query, asked: Asked) -> list[Step]:
    """Return the questions to ask, from strict to mild, until there is enough; each leaves out what came before.

    What holds every word itself comes first, then what holds a synonym: a rare synonym must not outrank the word.
    """
    clauses = query.clauses
    literally = tuple(clause.literally() for clause in clauses)
    ways: list[Groups] = [_all(literally), _all(clauses)] if literally != clauses else [_all(clauses)]
    strict = len(ways)
    if 2 < len(clauses) <= MOST_CLAUSES_TO_LEAVE_ONE_OUT:
        ways.append(_all_but_one(clauses))
    loosened = tuple(clause.loosened() for clause in clauses)
    if len(clauses) > 1 or loosened != clauses:
        ways.append((loosened,))
    steps: list[Step] = []
    for number, groups in enumerate(ways):
        if number >= strict and sum(_of_kind(step.counted, asked.kind) for step in steps) >= ENOUGH:
            break
        narrower = replace(asked, groups=groups, without=tuple(ways[number - 1 : number]) if number else ())
        steps.append(Step(narrower, keeper.count(replace(narrower, kind="")), number < strict))
    return steps


def _of_kind(counted: Sequence[Counted], kind: str) -> int:
    return sum(each.count for each in counted if kind in {"", each.kind})


def _places(
    keeper: Engine, steps: Sequence[Step], kind: str, *, first: int, most: int
) -> list[tuple[int, bool]]:
    """Return the ids of one page of all steps after each other, each with whether it answers everything."""
    places: list[tuple[int, bool]] = []
    for step in steps:
        size = _of_kind(step.counted, kind)
        if first < size and len(places) < most:
            ids = keeper.find(replace(step.asked, kind=kind), first=first, most=most - len(places))
            places += [(pk, step.answers_all) for pk in ids]
        first = max(0, first - size)
    return places


def _shown(user: Any, places: Sequence[tuple[int, bool]], query: Query) -> tuple[list[Hit], Counter[str]]:
    """Return the documents in this order, without those that their own kind does not let `user` see right now."""
    rows = SearchDocument.objects.in_bulk([pk for pk, _ in places])
    by_name = {each.name: each for each in kinds()}
    asked: dict[str, set[str]] = {}
    for row in rows.values():
        asked.setdefault(row.kind, set()).add(row.object_id)
    visible = {name: by_name[name].visible(user, wanted) for name, wanted in asked.items()}
    hits: list[Hit] = []
    hidden = Counter[str]()
    for row, answers_all in ((rows[pk], answers_all) for pk, answers_all in places if pk in rows):
        if row.object_id in visible[row.kind]:
            hits.append(_hit(row, by_name[row.kind], query, answers_all=answers_all))
        else:
            hidden[row.kind] += 1
    return hits, hidden


def _hit(row: SearchDocument, kind: SearchKind, query: Query, *, answers_all: bool) -> Hit:
    return Hit(
        kind=kind,
        id=row.object_id,
        url=row.url,
        title=mark_safe(marked(row.title, query.terms, query.beginnings)),
        passage=mark_safe(passage([row.summary, row.body], query.terms)),
        day=row.day,
        answers_all=answers_all,
    )


def _by_facet(steps: Sequence[Step], kind: str) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for step in steps:
        for each in step.counted:
            for pair in each.facets.strip("|").split("|") if kind in {"", each.kind} else ():
                name, _, value = pair.partition("=")
                if value:
                    found.setdefault(name, Counter())[value] += each.count
    return {name: dict(values) for name, values in found.items()}


def _corrections(keeper: Engine, query: Query, anywhere: Asked) -> dict[str, str]:
    """Return for every word that stands nowhere the known word that it is probably a slip of.

    A word is only ever offered after it was found in a document of a circle that the asker belongs to.
    """
    found: dict[str, str] = {}
    for clause in query.clauses:
        if " " not in clause.typed and not _occurs(keeper, clause, anywhere):
            for word in nearest(clause.typed, _words_known(), CANDIDATES):
                if _occurs(keeper, Clause(word, _whole(terms_of(word))), anywhere):
                    found[clause.typed] = word
                    break
    return found


def _whole(terms: Terms) -> tuple[tuple[str, ...], ...]:
    return ((terms.whole,),)


def _occurs(keeper: Engine, clause: Clause, anywhere: Asked) -> bool:
    return keeper.exists(replace(anywhere, groups=((clause,),)))


def _words_known() -> Mapping[int, Sequence[str]]:
    """Return the words that stand in documents, by length; only new ones are read."""
    for pk, word in (
        SearchWord.objects.filter(pk__gt=_vocabulary.last).order_by("pk").values_list("pk", "word")
    ):
        _vocabulary.by_length.setdefault(len(word), []).append(word)
        _vocabulary.last = pk
    return _vocabulary.by_length
