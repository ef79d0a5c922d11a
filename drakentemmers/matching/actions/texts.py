"""Free text passes here before it is saved."""

from drakentemmers.kernel.privacy import find_personal_data
from drakentemmers.matching.actions.errors import TextHoldsPersonalData


def refuse_personal_data(field: str, text: str) -> None:
    """Raise TextHoldsPersonalData when `text`, meant for `field`, probably points to a person."""
    if findings := find_personal_data(text):
        raise TextHoldsPersonalData(field, findings)
