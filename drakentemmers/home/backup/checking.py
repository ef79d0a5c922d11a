"""Whether what came back from a backup is whole: rows, keys, sealed values, the log."""

from drakentemmers.accounts.sealed_factors import SealedFactors
from drakentemmers.audit.models import Seal
from drakentemmers.audit.read.verification import verify
from drakentemmers.home.backup.archive import Contents
from drakentemmers.home.backup.databases import standing_now
from drakentemmers.kernel.key_proofs import wrong_keys
from drakentemmers.kernel.rotation import SealedColumn, secret_columns

SHOWN = 5


def troubles(contents: Contents) -> list[str]:
    """Return in sentences what is wrong with the database of this process, held against the list of the backup."""
    found = rows_that_differ(contents)
    if keys := wrong_keys():
        return found + keys  # without its key no value opens
    return found + closed_values() + what_the_log_says(contents)


def rows_that_differ(contents: Contents) -> list[str]:
    """Return the tables that hold another number of rows than the backup says."""
    now = standing_now()["rows"]
    return [
        f"{table}: {now.get(table, 'no table')} rows in place of {count}."
        for table, count in contents.rows.items()
        if now.get(table) != count
    ]


def closed_values() -> list[str]:
    """Return how many sealed values do not open, and where the first of them are."""
    places = [*map(SealedColumn, secret_columns()), SealedFactors()]
    closed = [place for column in places for place in column.closed()]
    return [f"{len(closed)} values do not open with any key: {', '.join(closed[:SHOWN])}."] if closed else []


def what_the_log_says(contents: Contents) -> list[str]:
    """Verify the chain on its own: the file with anchors may be ahead of a backup, and its end is in the list."""
    report = verify(with_anchors=False)
    found = [f"the log is not whole: {report.finding}."] if report.finding else []
    head = Seal.objects.order_by("-position").values_list("position", "seal").first() or (0, "")
    if tuple(head) != tuple(contents.log_head):
        found.append(f"the log ends at {head[0]} in place of {contents.log_head[0]}.")
    if report.guards_missing:
        found.append(f"triggers of the log are missing: {', '.join(report.guards_missing)}.")
    return found
