"""Documents to keep: HTML becomes a tagged PDF on A4, in our own letters, without asking anything of another host.

The work is done by a process of its own with limits of its own (press.py): what a text does to it, it does not do to
the site. Style and letters come from `/static/ui/css/paper.css`; a picture stands in the HTML itself, as data.
"""

import subprocess
import sys
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec

PRESS = "drakentemmers.ui.press"
LIBRARIES = ("gobject-2.0", "pango-1.0", "pangoft2-1.0", "harfbuzz", "fontconfig")  # of the system
LONGEST_HTML = 8_000_000  # characters; pictures stand in it
PATIENCE = 30  # seconds by the clock


class NoPaperError(Exception):
    """The document could not be made: it is too long, or this machine lacks the libraries for it."""


@cache
def is_possible() -> bool:
    """Tell whether this machine has what the press needs; looked at once."""
    return find_spec("weasyprint") is not None and all(map(find_library, LIBRARIES))


def as_pdf(html: str) -> bytes:
    """Return a whole HTML page, with its language and its title, as a PDF; raises NoPaperError."""
    if len(html) > LONGEST_HTML:
        raise NoPaperError
    try:
        done = _alone(["-m", PRESS], html.encode())
    except subprocess.TimeoutExpired as error:
        raise NoPaperError from error
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        raise NoPaperError
    return done.stdout


def _alone(arguments: list[str], sent: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Run Python apart, with none of our settings and keys in its surroundings."""
    return subprocess.run(  # noqa: S603 - nothing of it comes from outside
        [sys.executable, "-I", *arguments],
        input=sent,
        capture_output=True,
        timeout=PATIENCE,
        env={"LANG": "C.UTF-8"},
        check=False,
    )
