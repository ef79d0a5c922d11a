"""What all therapists offer, as columns in the memory of one process.

The database is the truth: a roster is built from it, asks it before every use what changed, and may be thrown away at
any moment. `columns` and `locations` hold the numbers, `rows` reads them, `changes` says what changed, `keeping` keeps
one roster per database fresh, `seeking` applies the rules, `pairs` does so for many needs at once.
"""

from drakentemmers.matching.roster.keeping import roster
from drakentemmers.matching.roster.roster import Roster

__all__ = ["Roster", "roster"]
