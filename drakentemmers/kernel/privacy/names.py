"""Names of people in Dutch text: first names, titles, initials and family words, weighed by where the word stands.

A word with a capital inside a sentence is a proper name in Dutch. What remains is to tell people from places, methods
and organisations (lists), and names from ordinary words at the start of a sentence (lists and neighbours).
"""

from collections.abc import Iterator

from drakentemmers.kernel.privacy.finding import Kind, Span
from drakentemmers.kernel.privacy.tokens import Word, fold, tokens
from drakentemmers.kernel.privacy.words import words

DOUBTFUL = frozenset(map(fold, words("names_and_words")))
FIRST_NAMES = frozenset(map(fold, words("first_names"))) | DOUBTFUL
SURNAMES = frozenset(map(fold, words("surnames")))
NOT_NAMES = frozenset(map(fold, words("not_names")))
STARTERS = frozenset(map(fold, words("sentence_words")))
TITLES = words("titles")
RELATIONS = words("relations")
PEOPLE_AT_WORK = words("people_at_work")
HOUSES = words("houses")
PERSON_VERBS = words("person_verbs")
BETWEEN = words("between_names")
NAMING = words("naming")
HOUSE_ENDINGS = (
    "straat",
    "laan",
    "plein",
    "gracht",
    "school",
    "college",
    "ziekenhuis",
    "huis",
    "stichting",
    "kliniek",
    "methode",
    "instituut",
)
CUES = TITLES | RELATIONS | PEOPLE_AT_WORK | NAMING
NO_SURNAME = STARTERS | BETWEEN
SHORTEST_WITHOUT_CAPITAL = 5
SHORTEST_IN_CAPITALS = 5


def names(text: str) -> Iterator[Span]:
    """Yield every piece of `text` that is probably the name of a person."""
    line = tokens(text)
    place = 0
    while place < len(line):
        last = _name_at(line, place)
        if last is None:
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
    before = line[place - 1] if place and line[place].joined else None
    if before is None and place and _is_set_apart(line, place):
        return place
    if before is not None and before.key == "en" and place > 1 and _is_second_of_two(line, place):
        return place
    if before is not None and before.key in CUES:
        return _after_cue(line, place, before)
    if before is not None and before.key in {"is", "was"} and _says_name(line, place):
        return place if _may_be_name(word) else None
    if not word.has_capital:
        return place if _is_plain_lower_name(word) else None
    if _is_first_name(line, place) or _is_surname(line, place) or _is_full_unknown_name(line, place):
        return place
    if word.key in BETWEEN and not word.begins_sentence:  # "met De Vries gebeld"
        return _after_between(line, place)
    if (
        _may_be_name(word)
        and word.key not in STARTERS
        and (word.has_age or _is_explained(line, place) or _stands_beside_a_name(line, place))
    ):
        return place
    return None


def _may_be_name(word: Word) -> bool:
    if not word.has_capital or word.key in NOT_NAMES or word.followed_by_digit:
        return False
    return not word.is_upper or (word.key in FIRST_NAMES and len(word.key) >= SHORTEST_IN_CAPITALS)


def _says_name(line: list[Word], place: int) -> bool:
    return place > 1 and line[place - 2].key in {"naam", "voornaam", "achternaam", "roepnaam"}


def _stands_beside_a_name(line: list[Word], place: int) -> bool:
    """Begins a sentence as one of two: "Sofiya en Maksym"."""
    if not line[place].begins_sentence or len(line) < place + 3 or line[place + 1].key != "en":
        return False
    other = line[place + 2]
    return other.has_capital and other.joined and other.key in FIRST_NAMES - DOUBTFUL and _may_be_name(other)


def _is_set_apart(line: list[Word], place: int) -> bool:
    """ "Het jongetje, Seppe, praat": named between commas, behind a family word."""
    word = line[place]
    return (
        line[place - 1].key in RELATIONS
        and word.between_commas
        and _may_be_name(word)
        and word.key not in NO_SURNAME
    )


def _is_second_of_two(line: list[Word], place: int) -> bool:
    """ "Finn en Evi": a name no list holds, beside one that stands there."""
    word, other = line[place], line[place - 2]
    known = other.has_capital and other.key in FIRST_NAMES - DOUBTFUL and _may_be_name(other)
    return known and line[place - 1].joined and _may_be_name(word) and word.key not in NO_SURNAME


def _is_explained(line: list[Word], place: int) -> bool:
    """ "... is haar achternaam"."""
    after = [word.key for word in line[place + 1 : place + 4]]
    return (
        len(after) == 3
        and after[0] == "is"
        and after[1] in {"haar", "zijn", "de", "mijn"}
        and after[2].endswith("naam")
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
        return place if is_surname or _is_plain_lower_name(word) else None
    if last > place and before.key not in TITLES and word.key not in SURNAMES:
        return None if line[place].key in BETWEEN and not line[place].has_capital else _or_name(line, place)
    return last if _may_be_name(word) and word.key not in NO_SURNAME else None


def _or_name(line: list[Word], place: int) -> int | None:
    return place if _may_be_name(line[place]) and line[place].key not in BETWEEN else None


def _is_plain_lower_name(word: Word) -> bool:
    """Somebody who types without capitals still types names."""
    return (
        not word.has_capital
        and len(word.key) >= SHORTEST_WITHOUT_CAPITAL
        and word.key in FIRST_NAMES
        and word.key not in DOUBTFUL
        and word.key not in NOT_NAMES
        and word.key not in STARTERS
    )


def _first_name_key(word: Word) -> bool:
    parts = word.key.split("-")
    if word.key in FIRST_NAMES or (len(parts) > 1 and all(part in FIRST_NAMES for part in parts)):
        return True
    return word.key.endswith("s") and len(word.key) > 4 and word.key[:-1] in FIRST_NAMES  # "Kevins"


def _is_first_name(line: list[Word], place: int) -> bool:
    word = line[place]
    if not _may_be_name(word) or not _first_name_key(word):
        return False
    if not word.begins_sentence:
        return True
    if word.key in STARTERS or word.key in DOUBTFUL:
        return _is_followed_like_a_person(line, place)
    return True


def _is_followed_like_a_person(line: list[Word], place: int) -> bool:
    if place + 1 >= len(line) or not line[place + 1].joined:
        return False
    after = line[place + 1]
    if after.has_capital and after.key in SURNAMES:
        return True
    if after.key == "is" and after.followed_by_digit:  # "Bo is 10"
        return line[place].key not in STARTERS
    if after.key in BETWEEN and place + 2 < len(line) and after.key in {"de", "van", "der", "den", "el"}:
        following = [word for word in line[place + 2 : place + 4] if word.joined and word.has_capital]
        return bool(following) and following[0].key in SURNAMES
    return after.key in PERSON_VERBS and line[place].key not in STARTERS


def _is_surname(line: list[Word], place: int) -> bool:
    word = line[place]
    return not word.begins_sentence and word.key in SURNAMES and _may_be_name(word) and not word.is_upper


def _is_full_unknown_name(line: list[Word], place: int) -> bool:
    """Two unknown words with a capital inside a sentence: a first name and a surname that no list holds."""
    word = line[place]
    if word.begins_sentence or place + 1 >= len(line) or not line[place + 1].joined:
        return False
    before, after = line[place - 1], line[place + 1]
    if before.key in HOUSES or before.key in {"bij", "via", "door", "van", "de", "het"} or before.has_capital:
        return False
    return all(_may_be_name(w) and not w.is_upper and w.key not in NO_SURNAME for w in (word, after))


def _after_initials(line: list[Word], place: int) -> int | None:
    """ "J. de Vries", "A.B. Jansen": initials, what stands between, and a word with a capital."""
    last, count = place, 0
    while last < len(line) and line[last].is_initial and last - place < 5:
        last, count = last + 1, count + 1
    between = last
    while last < len(line) and line[last].key in BETWEEN and last - between < 3:
        last += 1
    if last >= len(line) or not line[last].near:
        return None
    word = line[last]
    if not _may_be_name(word) or word.is_upper or word.is_initial:
        return None
    if word.key in SURNAMES or (last > between and not line[between].has_capital):
        return last
    return last if word.key not in NO_SURNAME and (count > 1 or not line[place].follows_word) else None


def _after_between(line: list[Word], place: int) -> int | None:
    last = place
    while last + 1 < len(line) and line[last].key in BETWEEN and last - place < 3 and line[last + 1].joined:
        last += 1
    word = line[last]
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
    if not _may_be_name(word) or word.is_upper or word.is_initial:
        return last
    if ahead > last + 1 and word.key not in SURNAMES and line[last + 1].key in {"van", "de", "het", "te"}:
        return last if line[last].key not in FIRST_NAMES else ahead
    return ahead


def _is_house(line: list[Word], place: int, last: int) -> bool:
    """A street, school or house that bears somebody's name: "praktijk De Linde", "Jan van Galenstraat"."""
    if place and line[place].joined and line[place - 1].key in HOUSES:
        return True
    tail = line[last + 1] if last + 1 < len(line) and line[last + 1].joined else None
    if tail is not None and tail.key in {
        "groep",
        "stichting",
        "huis",
        "fonds",
        "instituut",
        "school",
        "college",
        "kliniek",
        "methode",
    }:
        return True
    return line[last].key.endswith(HOUSE_ENDINGS)
