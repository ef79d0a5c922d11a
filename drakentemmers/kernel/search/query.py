"""What somebody asks: the words typed, every way in which a page may answer each, and what was probably meant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from drakentemmers.kernel.search.analysis import WORD, Terms, Word, as_written, fold, terms_of, tidy, words_of

MOST_CHARACTERS = 200
MOST_WORDS = 12
MOST_WAYS = 24  # of one clause; a list of synonyms may be long
LONGEST_PHRASE = 6  # words of one synonym
FEWEST_LETTERS = 4  # a shorter word is never taken for another one

Way = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing asked for. A page answers it in any of the `ways`; a way holds terms that must all be there.

    The first `own` ways are of the word itself, the others of its synonyms.
    """

    typed: str
    ways: tuple[Way, ...]
    own: int = 1
    begins: str = ""  # instead, for a word not finished yet: any word of a title that begins so

    def literally(self) -> "Clause":
        """Return the same thing asked for without synonyms."""
        return replace(self, ways=self.ways[: self.own])

    def loosened(self) -> "Clause":
        """Return the same thing asked for less strictly: of a compound or a phrase one part is enough."""
        single = ((term,) for way in self.ways[: self.own] for term in way)
        return replace(self, ways=tuple(dict.fromkeys((*self.ways, *single))))


@dataclass(frozen=True, slots=True)
class Query:
    """All that is asked for."""

    clauses: tuple[Clause, ...]

    @property
    def terms(self) -> frozenset[str]:
        """Every term that a page is marked for."""
        return frozenset(term for clause in self.clauses for way in clause.ways for term in way)

    @property
    def beginnings(self) -> tuple[str, ...]:
        """Beginnings of words that a page is marked for."""
        return tuple(clause.begins for clause in self.clauses if clause.begins)

    def __bool__(self) -> bool:
        return bool(self.clauses)

    def but(self, corrections: Mapping[str, str]) -> "Query":
        """Return the same query with some typed words read as others."""
        return Query(
            tuple(
                _corrected(clause, terms_of(corrections[clause.typed]))
                if clause.typed in corrections
                else clause
                for clause in self.clauses
            )
        )


class Synonyms:
    """Groups of words and phrases that mean the same to who searches."""

    def __init__(self, groups: Iterable[Iterable[str]] = ()) -> None:
        self._by_first: dict[str, list[tuple[Way, tuple[Way, ...]]]] = {}
        for group in groups:
            phrases = [phrase for phrase in (_phrase(text) for text in group) if phrase]
            ways = tuple(dict.fromkeys(way for phrase in phrases for way in _phrase_ways(phrase)))
            for phrase in phrases:
                key = tuple(terms.whole for terms in phrase)
                self._by_first.setdefault(key[0], []).append((key, ways))

    def at(self, wholes: Sequence[str]) -> tuple[int, tuple[Way, ...]]:
        """Return how many words from the beginning form a phrase of the list, and what else may be said for it."""
        longest = 0
        ways: tuple[Way, ...] = ()
        for key, others in self._by_first.get(wholes[0], ()):
            if tuple(wholes[: len(key)]) == key:
                if len(key) > longest:
                    longest, ways = len(key), others
                elif len(key) == longest:
                    ways = tuple(dict.fromkeys((*ways, *others)))  # it stands in two groups
        return longest, ways


NO_SYNONYMS = Synonyms()


def read_query(text: str, synonyms: Synonyms = NO_SYNONYMS, *, unfinished: bool = False) -> Query:
    """Return what `text` asks for; of the first 200 characters at most twelve words count.

    `unfinished`: somebody is still typing the last word.
    """
    kept = tidy(text[:MOST_CHARACTERS])
    words = (list(words_of(kept)) or _words_that_tell_nothing(kept))[:MOST_WORDS]
    clauses: list[Clause] = []
    at = 0
    while at < len(words):
        length, ways = synonyms.at([word.terms.whole for word in words[at:]])
        here = words[at : at + max(length, 1)]
        own = _ways(here[0].terms) if len(here) == 1 else _phrase_ways([word.terms for word in here])
        every = tuple(dict.fromkeys((*own, *ways)))[:MOST_WAYS]
        clauses.append(Clause(" ".join(word.folded for word in here), every, len(own)))
        at += len(here)
    if unfinished and words and words[-1].end == len(kept) and not text[-1:].isspace():
        clauses[-1] = Clause(clauses[-1].typed, (), begins=as_written(words[-1].folded))
    return Query(tuple(dict.fromkeys(clauses)))


def slips_in(word: str) -> int:
    """Return how many slips a word may hold; 0: it is never taken for another one.

    One in a short word, two from seven letters on, three from twelve. A slip (`rapidfuzz.distance.OSA`) is a letter
    missing, too much, another one, or two the wrong way round.
    """
    if len(word) < FEWEST_LETTERS or word.isdigit():
        return 0
    return 1 + (len(word) >= 7) + (len(word) >= 12)


def nearest(word: str, vocabulary: Mapping[int, Sequence[str]], most: int) -> list[str]:
    """Return known words that `word` may be a slip of, the nearest first. `vocabulary`: known words by their length."""
    slips = slips_in(word)
    if not slips:
        return []
    found: list[tuple[int, int, str]] = []
    for length in range(len(word) - slips, len(word) + slips + 1):
        choices = vocabulary.get(length, ())
        for other, distance, _ in process.extract(
            word, choices, scorer=OSA.distance, score_cutoff=slips, limit=most * 4
        ):
            if distance:
                found.append((distance, -_same_beginning(word, other), other))
    return [other for _, _, other in sorted(found)[:most]]


def _same_beginning(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _words_that_tell_nothing(text: str) -> list[Word]:
    """When somebody asks for nothing but such words, they are what is asked for."""
    found = [(match, fold(match.group())) for match in WORD.finditer(text)]
    return [Word(match.start(), match.end(), word, terms_of(word)) for match, word in found if word]


def _corrected(clause: Clause, terms: Terms) -> Clause:
    ways = _ways(terms)
    return replace(clause, ways=ways, own=len(ways))


def _ways(terms: Terms) -> tuple[Way, ...]:
    return ((terms.whole,), terms.parts) if len(terms.parts) > 1 else ((terms.whole,),)


def _phrase(text: str) -> list[Terms]:
    return [word.terms for word in words_of(tidy(text[:MOST_CHARACTERS]))][:LONGEST_PHRASE]


def _phrase_ways(phrase: Sequence[Terms]) -> tuple[Way, ...]:
    """Return a phrase with its compounds whole, and with them in parts."""
    whole = tuple(dict.fromkeys(terms.whole for terms in phrase))
    apart = tuple(dict.fromkeys(part for terms in phrase for part in (terms.parts or (terms.whole,))))
    return (whole,) if whole == apart else (whole, apart)
