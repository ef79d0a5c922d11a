"""What is said of a step that does not follow, wherever two people decide. Pure."""


class MoveRefused(Exception):  # noqa: N818 - reads as the sentence it is
    """This does not follow from where it stands, or not by this person."""
