"""The compiled scan, as a function of Python. It reads the arrays of a roster where they are."""

import ctypes
import shutil
import subprocess
from pathlib import Path

import numpy as np

from drakentemmers.matching.roster import Roster
from drakentemmers.matching.roster.columns import OPEN
from drakentemmers.matching.roster.locations import BAND_M
from drakentemmers.matching.roster.seeking import reaches
from drakentemmers.matching.rules.asked import Asked
from drakentemmers.matching.rules.decisions import KM_BOUNDS

SOURCE = Path(__file__).with_name("scan.c")
POINTERS = (
    *(("locations", name) for name in ("owner", "x", "y", "z", "radius", "number", "gate")),
    *(("", name) for name in ("size", "sorted", "keys")),
    *(("therapists", name) for name in ("client_roles", "problems", "settings", "gender", "fundings")),
    *(("therapists", name) for name in ("interpreter", "marked", "methods", "languages", "max_sessions")),
    *(
        ("therapists", name)
        for name in ("confirmed", "lately", "key", "first_week", "places_per_month", "ids")
    ),
)


def compiled(folder: Path) -> ctypes.CDLL | None:
    """Return the compiled scan; None without a compiler."""
    if not shutil.which("gcc"):
        return None
    library = folder / "scan.so"
    command = [
        "gcc",
        f"-DBAND={BAND_M}",
        "-O3",
        "-march=native",
        "-shared",
        "-fPIC",
        "-o",
        str(library),
        str(SOURCE),
        "-lm",
    ]
    subprocess.run(command, check=True)
    return ctypes.CDLL(str(library))


class Scan:
    """The same question as `seek` with the first twenty, in C."""

    def __init__(self, library: ctypes.CDLL, roster: Roster, most: int) -> None:
        self.run, self.most, self.query = library.shortlist, most, 0
        self.run.restype = ctypes.c_int64
        count = len(roster.therapists)
        self.stamp, self.best = np.zeros(count, np.int32), np.zeros(count, np.int32)
        self.reach = reaches(np.arange(-1, 1024))
        self.km = np.array(KM_BOUNDS, np.int64)
        values: list[int] = []
        for table, name in POINTERS:
            if name == "size":
                values.append(len(roster.locations))
            elif name == "sorted":
                values.append(len(roster.locations.sorted_keys))
            elif name == "keys":
                values.append(roster.locations.sorted_keys.ctypes.data)
            else:
                values.append(getattr(roster, table).arrays[name].ctypes.data)
        arrays = (self.reach, self.km, self.stamp, self.best)
        values += [array.ctypes.data for array in arrays]
        self.columns = (ctypes.c_int64 * len(values))(*values)
        self.owners = np.zeros(64, np.int32)
        self.bits, self.points = np.zeros(64, np.int16), np.zeros(64, np.int16)
        self.totals, self.together = np.zeros(3, np.int64), np.zeros(8192, np.int64)

    def prepared(self, asked: Asked) -> ctypes.Array:
        values = [
            *(
                OPEN | asked.group,
                asked.client_role,
                asked.problems,
                asked.setting,
                asked.methods,
                asked.language,
            ),
            *(asked.interpreter_is_fine, asked.gender, asked.sessions, asked.funding, asked.quality_mark),
            *(asked.places_per_month, asked.point.x, asked.point.y, asked.point.z),
            *(-2 if asked.within is None else asked.within, asked.comes),
            *(-1 if asked.sight is None else asked.sight, asked.is_online, asked.latest_week, asked.wishes),
            *(asked.hard, asked.week, asked.stale_before, *asked.cubic),
        ]
        return (ctypes.c_int64 * len(values))(*(int(value) for value in values))

    def __call__(self, asked: ctypes.Array) -> int:
        self.query += 1
        return self.run(
            ctypes.byref(self.columns),
            ctypes.byref(asked),
            ctypes.c_int64(self.most),
            ctypes.c_int32(self.query),
            *(
                ctypes.c_void_p(array.ctypes.data)
                for array in (self.owners, self.bits, self.points, self.totals, self.together)
            ),
        )
