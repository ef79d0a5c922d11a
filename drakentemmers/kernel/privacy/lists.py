"""The lists of words the search for names weighs by, read once from the files in data/."""

from drakentemmers.kernel.privacy.tokens import fold
from drakentemmers.kernel.privacy.words import words


def folded(name: str) -> frozenset[str]:
    """Return the words of one list without their accents."""
    return frozenset(map(fold, words(name)))


def endings(*names: str) -> tuple[str, ...]:
    """Return the endings of some lists, as `str.endswith` wants them."""
    return tuple(sorted(ending for name in names for ending in words(name)))


# Names
MORE_THAN_WORDS = folded("names_more_than_words")
DOUBTFUL = folded("names_and_words") | MORE_THAN_WORDS
SURE_NAMES = folded("first_names") - DOUBTFUL
FIRST_NAMES = SURE_NAMES | DOUBTFUL
NAMES_AND_PLACES = words("names_and_places")
SURNAMES = folded("surnames")
BETWEEN = words("between_names")

# No names
NOT_NAMES = folded("not_names")
STARTERS = folded("sentence_words")
NO_SURNAME = STARTERS | BETWEEN
LIKE_NAMES = folded("like_names")
NO_PERSON = {tuple(phrase.split("_")) for phrase in words("no_person")}
BEGINS_NO_PERSON = frozenset(phrase[0] for phrase in NO_PERSON)
LONGEST_PHRASE = max(map(len, NO_PERSON))
HOUSES = words("houses")
HOUSES_BEHIND = words("houses_behind")
NO_PERSON_AFTER = words("no_person_after")

# Endings
HOUSE_ENDINGS = endings("house_endings")
THING_ENDINGS = endings("house_endings", "thing_endings")
NAME_ENDINGS = endings("name_endings")
SURE_ENDINGS = endings("sure_endings")

# What stands beside a name
TITLES = words("titles")
RELATIONS = words("relations")
PEOPLE_AT_WORK = words("people_at_work")
NAMING = words("naming")
GREETINGS = words("greetings")
CUES = TITLES | RELATIONS | PEOPLE_AT_WORK | NAMING | GREETINGS
SURE_LABELS = PEOPLE_AT_WORK | NAMING | TITLES | {"naam", "verwijzer"}
LABELS = CUES | words("labels")
RELATIONS_OF = RELATIONS | words("people_of_people")
WHOM = words("whom")
WITH_PEOPLE = words("with_people")
BEFORE_NAMES = words("before_names")
ASKS_FIRST = words("asks_first")
PERSON_VERBS = words("person_verbs")
ANY_VERBS = words("any_verbs")
FEELINGS = words("feelings")
BEFORE_INITIALS = (
    PEOPLE_AT_WORK
    | TITLES
    | frozenset({"voor", "van", "door", "namens", "tegen", "met", "is", "volgens", "bij", "aan"})
)
WHERE = frozenset({"in", "uit", "naar", "te", "rond", "richting"})
ARTICLES = frozenset({"het", "'t"})
