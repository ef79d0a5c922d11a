"""How long a page takes to read."""

WORDS_PER_MINUTE = 180  # calm reading of information in B1; an assumption of the project, not a finding


def minutes_to_read(words: int) -> int:
    """Return whole minutes for a number of words, rounded up, at least one."""
    return max(1, -(-words // WORDS_PER_MINUTE))


def count_words(text: str) -> int:
    """Return how many words stand in plain text."""
    return sum(any(letter.isalnum() for letter in part) for part in text.split())
