"""What a word tells alone: whether it may be a name, and looks like one."""

from drakentemmers.kernel.privacy.lists import (
    DOUBTFUL,
    FIRST_NAMES,
    LIKE_NAMES,
    NOT_NAMES,
    STARTERS,
    THING_ENDINGS,
)
from drakentemmers.kernel.privacy.tokens import Word

SHORTEST_WITHOUT_CAPITAL = 4
SHORTEST_THAT_LOOKS = 4
SHORTEST_IN_CAPITALS = 5


def may_be_name(word: Word) -> bool:
    if not word.has_capital or word.key in NOT_NAMES or word.followed_by_digit:
        return False
    return not word.is_upper or (word.key in FIRST_NAMES and len(word.key) >= SHORTEST_IN_CAPITALS)


def looks_like_a_name(word: Word, endings: tuple[str, ...]) -> bool:
    return (
        len(word.key) >= SHORTEST_THAT_LOOKS
        and word.key.endswith(endings)
        and not word.key.endswith(THING_ENDINGS)
        and word.key not in LIKE_NAMES
    )


def is_plain_lower_name(word: Word, shortest: int = SHORTEST_WITHOUT_CAPITAL) -> bool:
    """Somebody who types without capitals still types names."""
    return (
        not word.has_capital
        and len(word.key) >= shortest
        and word.key in FIRST_NAMES
        and word.key not in DOUBTFUL
        and word.key not in NOT_NAMES
        and word.key not in STARTERS
        and word.key not in LIKE_NAMES
    )


def is_surname_of_a_place(word: Word) -> bool:
    """ "mevrouw Van Delft", and not "mevrouw van Turkse afkomst"."""
    return (
        word.has_capital and not word.is_upper and not word.is_initial and not word.key.endswith(("se", "s"))
    )


def is_first_name_key(word: Word) -> bool:
    if word.key in FIRST_NAMES:
        return True
    if "-" in word.key:
        return all(part in FIRST_NAMES for part in word.key.split("-"))
    return word.key.endswith("s") and len(word.key) > 4 and word.key[:-1] in FIRST_NAMES  # "Kevins"
