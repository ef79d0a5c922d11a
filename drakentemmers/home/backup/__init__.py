"""A backup as one file, and trying it.

`archive` is the file and the list in it, `databases` takes a database out and puts it back, `making` and `restoring`
are the two ways, `checking` says whether what came back is whole.
"""


class BackupRefused(Exception):  # noqa: N818 - reads as a sentence: `except BackupRefused`
    """Making or restoring was not begun or did not succeed. The text says why, in one line."""
