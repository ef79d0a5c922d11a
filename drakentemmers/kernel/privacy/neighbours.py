"""What the words around a word tell: whether it is the name of a person there."""

from drakentemmers.kernel.privacy.lists import (
    ANY_VERBS,
    ASKS_FIRST,
    BEFORE_NAMES,
    BEGINS_NO_PERSON,
    BETWEEN,
    CUES,
    DOUBTFUL,
    FEELINGS,
    GREETINGS,
    HOUSE_ENDINGS,
    HOUSES,
    LABELS,
    LONGEST_PHRASE,
    MORE_THAN_WORDS,
    NAME_ENDINGS,
    NAMES_AND_PLACES,
    NAMING,
    NO_PERSON,
    NO_PERSON_AFTER,
    NO_SURNAME,
    PERSON_VERBS,
    RELATIONS,
    RELATIONS_OF,
    STARTERS,
    SURE_ENDINGS,
    SURE_LABELS,
    SURE_NAMES,
    SURNAMES,
    THING_ENDINGS,
    WHERE,
    WHOM,
    WITH_PEOPLE,
)
from drakentemmers.kernel.privacy.shapes import is_first_name_key, looks_like_a_name, may_be_name
from drakentemmers.kernel.privacy.tokens import Word


def no_person(line: list[Word], place: int) -> int:
    """Return how many words from `place` on are the name of something that is made like that of a person, or 0."""
    if line[place].key not in BEGINS_NO_PERSON:
        return 0
    keys = tuple(word.key for word in line[place : place + LONGEST_PHRASE])
    return max((length for length in range(2, len(keys) + 1) if keys[:length] in NO_PERSON), default=0)


def is_place(line: list[Word], place: int, last: int) -> bool:
    """ "uit Sofia"."""
    is_both = place == last and place > 0 and line[place].key in NAMES_AND_PLACES
    return is_both and line[place].joined and line[place - 1].key in WHERE


def is_labelled(line: list[Word], place: int) -> bool:
    """ "Naam kind: Daoud", "Groet,\nYpkje": behind a colon or a comma, and behind a word that announces somebody."""
    word, before = line[place], line[place - 1]
    if word.after_colon and before.key in LABELS:
        announces = (
            before.key in SURE_LABELS
            or looks_like_a_name(word, NAME_ENDINGS)
            or _is_followed_by_capital(line, place)
        )
    else:
        announces = word.after_comma and before.key in GREETINGS
    return (
        announces
        and may_be_name(word)
        and word.key not in NO_SURNAME
        and not word.key.endswith(THING_ENDINGS)
    )


def _is_followed_by_capital(line: list[Word], place: int) -> bool:
    after = line[place + 1 : place + 2]
    return bool(after) and after[0].joined and may_be_name(after[0]) and after[0].key not in NO_SURNAME


def is_called(line: list[Word], place: int) -> bool:
    """ "We noemen hem Djosh"."""
    return (
        place > 1 and line[place - 1].key in WHOM and line[place - 1].joined and line[place - 2].key in NAMING
    )


def is_met(line: list[Word], place: int) -> bool:
    """ "Ik begeleid Ferdows": with a capital inside a sentence, behind what one does with people."""
    word = line[place]
    if not place or not (word.joined or word.follows_letter):
        return False
    before = line[place - 1]
    if before.key in WITH_PEOPLE or (
        before.key == "van" and place > 1 and line[place - 2].key in RELATIONS_OF
    ):
        return not word.key.endswith(THING_ENDINGS)
    may_precede = before.key in BEFORE_NAMES or (before.begins_sentence and before.key in ASKS_FIRST)
    return may_precede and looks_like_a_name(word, NAME_ENDINGS)


def acts_like_a_person(line: list[Word], place: int) -> bool:
    """ "Ypkje durft niet": no ordinary word of Dutch ends like this, and a person does what follows."""
    if place + 1 >= len(line) or not line[place + 1].joined:
        return False
    word, after = line[place], line[place + 1]
    if after.key in PERSON_VERBS:
        return not word.begins_sentence or word.key in SURNAMES or looks_like_a_name(word, NAME_ENDINGS)
    is_unlisted = word.begins_sentence and word.key not in DOUBTFUL
    return is_unlisted and after.key in ANY_VERBS and looks_like_a_name(word, SURE_ENDINGS)


def has_family(line: list[Word], place: int) -> bool:
    """ "Ypkjes moeder", "Ypkje haar vader"."""
    word, after = line[place], line[place + 1 : place + 3]
    if not after or not after[0].joined or after[0].has_capital:
        return False
    if word.is_possessive or (word.key.endswith("s") and not word.begins_sentence):
        return after[0].key in RELATIONS
    return (
        len(after) > 1
        and after[0].key in {"haar", "zijn"}
        and after[1].key in RELATIONS
        and looks_like_a_name(word, NAME_ENDINGS)
    )


def begins_surname(line: list[Word], place: int) -> bool:
    """ "Van der Zwet belde": two words that only surnames begin with."""
    return (
        line[place].key == "van"
        and place + 1 < len(line)
        and line[place + 1].key in {"der", "den", "'t", "vd"}
    )


def says_name(line: list[Word], place: int) -> bool:
    """ "Haar naam is ...", "contactpersoon is ..."."""
    if place < 2 or line[place - 1].key not in {"is", "was"} or not line[place - 1].joined:
        return False
    says, word = line[place - 2].key, line[place]
    return says in NAMING or says == "naam" or (says in CUES and not word.key.endswith(THING_ENDINGS))


def stands_beside_a_name(line: list[Word], place: int) -> bool:
    """Begins a sentence as one of two: "Sofiya en Maksym"."""
    if not line[place].begins_sentence or len(line) < place + 3 or line[place + 1].key != "en":
        return False
    other = line[place + 2]
    return other.has_capital and other.joined and other.key in SURE_NAMES and may_be_name(other)


def is_set_apart(line: list[Word], place: int) -> bool:
    """ "Het jongetje, Seppe, praat": named between commas, behind a family word."""
    word = line[place]
    return (
        line[place - 1].key in RELATIONS
        and word.between_commas
        and may_be_name(word)
        and word.key not in NO_SURNAME
    )


def is_second_of_two(line: list[Word], place: int) -> bool:
    """ "Finn en Evi": a name no list holds, beside one that stands there."""
    word, other = line[place], line[place - 2]
    known = other.has_capital and other.key in SURE_NAMES and may_be_name(other)
    return known and line[place - 1].joined and may_be_name(word) and word.key not in NO_SURNAME


def is_explained(line: list[Word], place: int) -> bool:
    """ "... is haar achternaam"."""
    if place + 3 >= len(line) or line[place + 1].key != "is":
        return False
    return line[place + 2].key in {"haar", "zijn", "de", "mijn"} and line[place + 3].key.endswith("naam")


def _feels(line: list[Word], place: int) -> bool:
    return place < len(line) and line[place].joined and line[place].key in FEELINGS


def _is_followed_like_a_person(line: list[Word], place: int) -> bool:
    if place + 1 >= len(line) or not line[place + 1].joined:
        return False
    after = line[place + 1]
    if after.has_capital and after.key in SURNAMES:
        return True
    if after.key == "is" and (
        after.followed_by_digit or _feels(line, place + 2)
    ):  # "Bo is 10", "Roos is bang"
        return line[place].key not in STARTERS
    if after.key in BETWEEN and place + 2 < len(line) and after.key in {"de", "van", "der", "den", "el"}:
        following = [word for word in line[place + 2 : place + 4] if word.joined and word.has_capital]
        return bool(following) and following[0].key in SURNAMES
    if line[place].key in MORE_THAN_WORDS and after.key in ANY_VERBS - {"is", "en"}:
        return True
    return after.key in PERSON_VERBS and line[place].key not in STARTERS


def is_first_name(line: list[Word], place: int) -> bool:
    word = line[place]
    if not may_be_name(word) or not is_first_name_key(word):
        return False
    if not word.begins_sentence:
        return True
    if word.key in STARTERS or word.key in DOUBTFUL:
        return _is_followed_like_a_person(line, place)
    return True


def is_surname(line: list[Word], place: int) -> bool:
    word = line[place]
    return not word.begins_sentence and word.key in SURNAMES and may_be_name(word) and not word.is_upper


def is_full_unknown_name(line: list[Word], place: int) -> bool:
    """Two unknown words with a capital inside a sentence: a first name and a surname that no list holds."""
    word = line[place]
    if word.begins_sentence or place + 1 >= len(line) or not line[place + 1].joined:
        return False
    before, after = line[place - 1], line[place + 1]
    if before.has_capital or before.key in HOUSES or before.key in NO_PERSON_AFTER:
        return False
    if word.key.endswith(THING_ENDINGS) or after.key.endswith(HOUSE_ENDINGS):
        return False
    return all(may_be_name(w) and not w.is_upper and w.key not in NO_SURNAME for w in (word, after))
