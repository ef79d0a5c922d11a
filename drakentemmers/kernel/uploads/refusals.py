"""Why a file is not taken in. The words for on the screen stand in `ui.upload_texts`."""

from enum import StrEnum


class Refusal(StrEnum):
    """What is wrong with a file."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_KIND = "wrong_kind"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"


class UploadRefused(Exception):  # noqa: N818 - reads as the sentence it is
    """The file is not taken in; nothing of it is kept."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why
