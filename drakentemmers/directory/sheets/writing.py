"""Writes rows as XLSX (real dates) or CSV (UTF-8 with mark, ;). A cell never becomes a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from drakentemmers.directory.labels import label
from drakentemmers.directory.sheets.columns import COLUMNS, SheetKind

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"

Cell = str | int | date | None


class FileKind(StrEnum):
    """As which kind of file a sheet goes out."""

    XLSX = "xlsx"
    CSV = "csv"


def harmless(value: Cell) -> Cell:
    """Return a cell that no spreadsheet program takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def plain(text: str) -> str:
    """Return the text that `harmless` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def write_sheet(kind: SheetKind, rows: Iterable[Sequence[Cell]], file: FileKind) -> bytes:
    """Return a file with the columns of `kind` and these rows; without rows it is the template."""
    header = [column.name for column in COLUMNS[kind]]
    return _xlsx(kind, header, rows) if file == FileKind.XLSX else _csv(header, rows)


def _csv(header: list[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([["" if cell is None else harmless(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _xlsx(kind: SheetKind, header: list[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    from openpyxl import Workbook  # heavy, and only needed here
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = kind.capitalize()
    sheet.append(header)
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    sheet.freeze_panes = "A2"
    explained = book.create_sheet(_("Explanation"))
    _explain(explained, kind)
    for page in (sheet, explained):
        for cell in page[1]:
            cell.font = Font(bold=True)
        for column in page.columns:
            page.column_dimensions[column[0].column_letter].width = 28
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _explain(page: Any, kind: SheetKind) -> None:
    page.append([_("Column"), _("Needed"), _("What to fill in"), _("Allowed values")])
    for column in COLUMNS[kind]:
        words = [label(member) for member in column.words] if column.words else [""]
        for number, word in enumerate(words):
            first = [column.name, _("yes") if column.required else "", str(column.about)]
            page.append([*(first if number == 0 else ["", "", ""]), word])
