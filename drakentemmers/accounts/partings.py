"""What else ends when somebody has no role at an organisation any more, or none in which one treats.

This floor does not know what stands on it: an app adds its part when it starts. A part runs inside the transaction
that ends the last role; it raises to stop it.
"""

from collections.abc import Callable
from datetime import datetime

from drakentemmers.accounts.models import Organisation, User

Parting = Callable[[User, Organisation, User | None, datetime], None]  # who, from where, by whom, when
PARTINGS: list[Parting] = []
StopsTreating = Callable[
    [User, datetime], None
]  # who, when; nobody's deed: it follows from the role that ended
STOPS_TREATING: list[StopsTreating] = []
