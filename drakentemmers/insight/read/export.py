"""A selection of the log as a file for a spreadsheet program."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from drakentemmers.audit.models import Event
from drakentemmers.directory.sheets.writing import Cell, FileKind, harmless
from drakentemmers.insight.labels import action_label, type_label
from drakentemmers.insight.read.lines import roles_in_words, who_did
from drakentemmers.kernel.clock import AMSTERDAM

MOST_ROWS = 10_000


def header() -> list[str]:
    return [
        _("Number"),
        _("Moment"),
        _("Who"),
        _("Who (number)"),
        _("Role"),
        _("On behalf of (id)"),
        _("What"),
        _("Action"),
        _("Record"),
        _("Record (id)"),
        _("Outcome"),
        _("Purpose"),
        _("Network address"),
        _("Route"),
        _("Request (id)"),
    ]


def log_sheet(events: Iterable[Event], file: FileKind) -> bytes:
    """Return the file; a cell never becomes a formula."""
    rows: list[list[Cell]] = [list(header()), *_rows(events)]
    return _xlsx(rows) if file == FileKind.XLSX else _csv(rows)


def _rows(events: Iterable[Event]) -> Iterator[list[Cell]]:
    for event in events:
        yield [
            event.pk,
            _local(event.at),
            who_did(event),
            event.actor_id,
            roles_in_words(event.actor_roles),
            event.on_behalf_of,
            action_label(event.action),
            event.action,
            type_label(event.subject_type),
            event.subject_id or ", ".join(event.details.get("ids", [])),
            event.outcome,
            event.purpose,
            event.address,
            event.route,
            event.request_id,
        ]


def _local(moment: datetime) -> datetime:
    """Without a zone: spreadsheet programs know none. Times are Dutch, as on screen."""
    return moment.astimezone(AMSTERDAM).replace(tzinfo=None, microsecond=0)


def _csv(rows: list[list[Cell]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(
        ["" if cell is None else harmless(cell) for cell in row] for row in rows
    )
    return out.getvalue().encode("utf-8-sig")


def _xlsx(rows: list[list[Cell]]) -> bytes:
    from openpyxl import Workbook  # heavy, and only needed here

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Log"))
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
