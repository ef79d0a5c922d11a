"""Names of people in Dutch text: first names, titles, initials and family words, weighed by where the word stands.

A word with a capital inside a sentence is a proper name in Dutch. What remains is to tell people from places, methods
and organisations (lists), and names from ordinary words at the start of a sentence (lists and neighbours).
"""

from collections.abc import Iterator

from drakentemmers.kernel.privacy.finding import Kind, Span
from drakentemmers.kernel.privacy.lists import (
    ARTICLES,
    BEFORE_INITIALS,
    BETWEEN,
    CUES,
    FIRST_NAMES,
    HOUSE_ENDINGS,
    HOUSES,
    HOUSES_BEHIND,
    NO_SURNAME,
    PEOPLE_AT_WORK,
    RELATIONS,
    STARTERS,
    SURNAMES,
    TITLES,
    WITH_PEOPLE,
)
from drakentemmers.kernel.privacy.neighbours import (
    acts_like_a_person,
    begins_surname,
    has_family,
    is_called,
    is_explained,
    is_first_name,
    is_full_unknown_name,
    is_labelled,
    is_met,
    is_place,
    is_second_of_two,
    is_set_apart,
    is_surname,
    no_person,
    says_name,
    stands_beside_a_name,
)
from drakentemmers.kernel.privacy.shapes import (
    SHORTEST_WITHOUT_CAPITAL,
    is_plain_lower_name,
    is_surname_of_a_place,
    may_be_name,
)
from drakentemmers.kernel.privacy.tokens import Word

SHORTEST_BEHIND_A_CUE = 3


def names(line: list[Word]) -> Iterator[Span]:
    """Yield every piece of the text with the words `line` that is probably the name of a person."""
    place = 0
    while place < len(line):
        if line[place].has_capital and (length := no_person(line, place)):
            place += length
            continue
        last = _name_at(line, place)
        if last is None or is_place(line, place, last):
            place += 1
            continue
        last = _surname_after(line, last)
        if not _is_house(line, place, last):
            yield Kind.NAME, line[place].start, line[last].end
        place = last + 1


def _name_at(line: list[Word], place: int) -> int | None:
    """Return the place of the last word of a name that begins at `place`, without what follows a first name."""
    word = line[place]
    if word.is_initial:
        return _after_initials(line, place)
    if not place or not word.joined:
        is_announced = place and (is_set_apart(line, place) or is_labelled(line, place))
        return place if is_announced else _name_alone(line, place)
    before = line[place - 1]
    if before.key == "en" and place > 1 and is_second_of_two(line, place):
        return place
    if before.key in CUES:
        return _after_cue(line, place, before)
    if is_called(line, place) or says_name(line, place):
        return place if may_be_name(word) and word.key not in NO_SURNAME else None
    return _name_alone(line, place)


def _name_alone(line: list[Word], place: int) -> int | None:
    """The same where nothing right before it announces a name."""
    word = line[place]
    if not word.has_capital:
        is_met_here = place > 0 and word.joined and line[place - 1].key in WITH_PEOPLE
        shortest = SHORTEST_BEHIND_A_CUE if is_met_here else SHORTEST_WITHOUT_CAPITAL
        return place if is_plain_lower_name(word, shortest) else None
    if place > 1 and line[place - 1].key == "d" and line[place - 2].key == "v":  # "v.d. Zwet", "v/d Zwet"
        return place
    if is_first_name(line, place) or is_surname(line, place) or is_full_unknown_name(line, place):
        return place
    if word.key in BETWEEN and (not word.begins_sentence or begins_surname(line, place)):
        return _after_between(line, place)  # "met De Vries gebeld"
    is_unlisted = word.key not in STARTERS and may_be_name(word)
    return place if is_unlisted and _is_told_a_person(line, place) else None


def _is_told_a_person(line: list[Word], place: int) -> bool:
    """Whether the words around a word that no list holds make it a person."""
    return (
        line[place].has_age
        or is_met(line, place)
        or acts_like_a_person(line, place)
        or has_family(line, place)
        or stands_beside_a_name(line, place)
        or is_explained(line, place)
    )


def _after_cue(line: list[Word], place: int, before: Word) -> int | None:
    """A title, a family word or "heet" stands before: the next word with a capital is a name."""
    last = place
    if before.key not in PEOPLE_AT_WORK and before.key not in {"ex", "kind"}:
        while (
            last + 1 < len(line) and line[last].key in BETWEEN and line[last + 1].joined and last - place < 3
        ):
            last += 1
    word = line[last]
    if last > place and not word.has_capital:
        return last if before.key in TITLES and word.key in SURNAMES else None  # "meneer de groot"
    if not word.has_capital:
        is_surname = before.key in TITLES and word.key in SURNAMES and word.key not in STARTERS
        return place if is_surname or is_plain_lower_name(word, SHORTEST_BEHIND_A_CUE) else None
    if last > place and before.key in TITLES and is_surname_of_a_place(word):
        return last
    if last > place and before.key not in TITLES and word.key not in SURNAMES:
        return None if line[place].key in BETWEEN and not line[place].has_capital else _or_name(line, place)
    is_known = before.key in TITLES and word.key in SURNAMES  # "mevrouw Jansen 2 keer gebeld"
    return last if (may_be_name(word) or is_known) and word.key not in NO_SURNAME else None


def _or_name(line: list[Word], place: int) -> int | None:
    return place if may_be_name(line[place]) and line[place].key not in BETWEEN else None


def _after_initials(line: list[Word], place: int) -> int | None:
    """ "J. de Vries", "A.B. Jansen": initials, what stands between, and a word with a capital."""
    last, count = place, 0
    while last < len(line) and line[last].is_initial and last - place < 5:
        last, count = last + 1, count + 1
    between = last
    while last < len(line) and line[last].key in BETWEEN and last - between < 3:
        last += 1
    is_told = count > 1 and place > 0 and line[place].joined and line[place - 1].key in TITLES | RELATIONS
    if last >= len(line) or not line[last].near:
        return between - 1 if is_told else None  # "mevrouw A.K."
    word = line[last]
    is_between = last > between and not line[between].has_capital
    if is_between and (word.is_initial or is_surname_of_a_place(word)):  # "S. de V.", "J.W. ter Horst"
        return last
    if not may_be_name(word) or word.is_upper or word.is_initial:
        return None
    if (
        line[place].follows_word
        and count == 1
        and word.key not in NO_SURNAME
        and line[place - 1].key in BEFORE_INITIALS
    ):
        return last  # "een huisverbod voor R. Sitaldin"
    if word.key in SURNAMES or is_between:
        return last
    return last if word.key not in NO_SURNAME and (count > 1 or not line[place].follows_word) else None


def _after_between(line: list[Word], place: int) -> int | None:
    last = place
    while last + 1 < len(line) and line[last].key in BETWEEN and last - place < 3 and line[last + 1].joined:
        last += 1
    word = line[last]
    if line[place].begins_sentence:
        return last if may_be_name(word) and word.key not in NO_SURNAME else None
    return (
        last if word.has_capital and word.key in SURNAMES and not word.key.endswith(HOUSE_ENDINGS) else None
    )


def _surname_after(line: list[Word], last: int) -> int:
    """Stretch a name over what belongs to it: "Fatima el Idrissi" is one finding."""
    ahead = last + 1
    while ahead < len(line) and line[ahead].joined and line[ahead].key in BETWEEN and ahead - last <= 3:
        ahead += 1
    if ahead >= len(line) or not line[ahead].joined:
        return last
    word = line[ahead]
    if not may_be_name(word) or word.is_upper or word.is_initial:
        return last
    if ahead > last + 1 and word.key not in SURNAMES and line[last + 1].key in {"van", "de", "het", "te"}:
        return last if line[last].key not in FIRST_NAMES else ahead
    return ahead


def _is_house(line: list[Word], place: int, last: int) -> bool:
    """A street, school or house that bears somebody's name: "praktijk De Linde", "Jan van Galenstraat"."""
    if place and line[place].joined and line[place - 1].key in HOUSES:
        return True
    if place and line[place].joined and _has_article(line, place):
        return True
    is_known = line[last].key in SURNAMES or line[last].key in FIRST_NAMES
    return (line[last].key.endswith(HOUSE_ENDINGS) and not is_known) or any(
        tail.key in HOUSES_BEHIND or (tail.has_capital and tail.key.endswith(HOUSE_ENDINGS))
        for tail in _tail(line, last)
    )


def _has_article(line: list[Word], place: int) -> bool:
    """ "Op het Johan de Witt", "werkt bij de Dirk", and not "belt de Boer"."""
    article, key = line[place - 1].key, line[place].key
    return article in ARTICLES or (article == "de" and key in FIRST_NAMES and key not in SURNAMES)


def _tail(line: list[Word], last: int) -> list[Word]:
    """Return the word behind a name, and the next too while capitals go on: "Jeroen Bosch Ziekenhuis"."""
    tail = [word for word in line[last + 1 : last + 2] if word.joined]
    if tail and tail[0].has_capital:
        tail += [word for word in line[last + 2 : last + 3] if word.joined]
    return tail
