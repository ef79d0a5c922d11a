"""Words that everybody tries first, as people who live in the Netherlands choose them. Plain Python."""

import re
from collections.abc import Collection

# Dutch words and names of the kind that stand in lists of leaked passwords, and a few English ones.
WORDS = """
    wachtwoord welkom geheim inloggen toegang beheer beheerder gebruiker account computer internet
    januari februari maart april juni juli augustus september oktober november december
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag lente voorjaar zomer herfst najaar winter
    kerst kerstmis pasen sinterklaas vakantie weekend feest verjaardag
    nederland holland amsterdam rotterdam utrecht eindhoven groningen tilburg breda nijmegen arnhem haarlem
    enschede zwolle maastricht leeuwarden almere denhaag friesland limburg brabant zeeland drenthe
    ajax feyenoord oranje voetbal hockey schaatsen fiets
    hallo goedemorgen dankjewel liefde liefje schatje lieverd knuffel poes hond katten paard vogel vlinder
    bloem bloemen roos tulp zonnebloem regenboog sterren zonnetje aarde water
    kaas stroopwafel chocolade koffie appel banaan aardbei pannenkoek
    mama papa oma opa mijn baby kinderen familie school werk kantoor huis thuis hulp zorg veilig veiligheid
    draak draken drakentemmer drakentemmers
    password welcome secret login admin administrator summer spring autumn love dragon monkey letmein hello
"""
KNOWN_WORDS = frozenset(WORDS.split())
MOST_WORDS = 3  # from four words on there are too many ways to go through them all
INSTEAD = str.maketrans("013457@$!", "oieastasi")  # what people write for a letter


def letters_of(password: str) -> set[str]:
    """Return what is left of a password without digits and signs, also when some stand for letters ("w@chtw00rd")."""
    small = password.lower()
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", small).translate(INSTEAD)
    return {re.sub(r"[\W\d_]", "", text) for text in (small, core)} - {""}


def is_made_of(text: str, words: Collection[str], most: int = MOST_WORDS) -> bool:
    """Tell whether `text` is at most `most` of `words` in a row."""
    if not text:
        return True
    return most > 0 and any(
        text.startswith(word) and is_made_of(text[len(word) :], words, most - 1) for word in words
    )
