"""Reads a spreadsheet (XLSX or CSV) into rows of text. Knows nothing of what is already in the network."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _

from drakentemmers.directory.sheets.columns import COLUMNS, Column, SheetKind
from drakentemmers.directory.sheets.writing import plain
from drakentemmers.kernel.uploads import Refusal, UploadRefused
from drakentemmers.kernel.uploads.archives import check_archive

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """One thing that is wrong: where, what stands there, and what to do. Row 1 holds the names of the columns."""

    row: int
    column: str
    value: str
    advice: str


class SheetError(Exception):
    """The file cannot be used as it is; nothing was changed."""

    def __init__(self, problems: list[SheetProblem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of text by name of column; `number` is what the spreadsheet program shows."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file, and what they are about."""

    kind: SheetKind
    columns: tuple[Column, ...]  # those the file has, in our order
    rows: list[SheetRow]


def read_sheet(content: bytes) -> Sheet:
    """Return the rows of an XLSX or CSV file; SheetError says what is wrong with the file as a whole."""
    if len(content) > MOST_BYTES:
        raise _wrong(_("This file is larger than 5 MB. Split it into smaller files."))
    table = _xlsx_table(content) if content.startswith(b"PK") else _csv_table(content)
    if len(table) > MOST_ROWS + 1:
        raise _wrong(_("This file has more than 20,000 rows. Split it into smaller files."))
    if not table:
        raise _wrong(_("This file is empty. Download the template and fill that in."))
    header = [name.strip().lower() for name in table[0]]
    kind, columns = _recognise(header)
    rows = []
    for number, values in enumerate(table[1:], start=2):
        cells = {name: plain(value.strip()) for name, value in zip(header, values, strict=False) if name}
        if any(cells.values()):
            rows.append(SheetRow(number, cells))
    return Sheet(kind, columns, rows)


def _wrong(advice: str, column: str = "", value: str = "") -> SheetError:
    return SheetError([SheetProblem(1, column, value, advice)])


def _recognise(header: list[str]) -> tuple[SheetKind, tuple[Column, ...]]:
    given = [name for name in header if name]
    double = sorted({name for name in given if given.count(name) > 1})
    if double:
        raise _wrong(_("This column stands in the file twice. Take one away."), double[0])
    kind = max(SheetKind, key=lambda kind: _likeness(kind, set(given)))
    columns = COLUMNS[kind]
    known = {column.name for column in columns}
    problems = [
        SheetProblem(
            1, name, name, _("This column is not known. Take it away or use a name of the template.")
        )
        for name in given
        if name not in known
    ]
    problems += [
        SheetProblem(
            1, column.name, "", _("This column is missing. Download the template to see all columns.")
        )
        for column in columns
        if column.required and column.name not in given
    ]
    if problems:
        raise SheetError(problems)
    return kind, tuple(column for column in columns if column.name in given)


def _likeness(kind: SheetKind, given: set[str]) -> tuple[bool, int]:
    """Return how much a header looks like that of `kind`: the needed columns first, then how many are known."""
    columns = COLUMNS[kind]
    needed = {column.name for column in columns if column.required}
    return needed <= given, len(given & {column.name for column in columns})


def _csv_table(content: bytes) -> list[list[str]]:
    if b"\0" in content:
        raise _wrong(_("This is not a spreadsheet. Save it as .xlsx or as CSV."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # what older spreadsheet programs save
    first = text.split("\n", 1)[0]
    try:
        return list(
            csv.reader(io.StringIO(text), delimiter=";" if first.count(";") >= first.count(",") else ",")
        )
    except csv.Error as error:
        raise _wrong(
            _("This CSV file cannot be read. Save it again from your spreadsheet program.")
        ) from error


def _xlsx_table(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # heavy, and only needed here
    from openpyxl.utils.exceptions import InvalidFileException

    _refuse_bomb(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
        table = [[_text(value) for value in row] for row in rows]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, TypeError) as error:
        raise _wrong(_("This spreadsheet cannot be opened. Save it again as .xlsx.")) from error
    while table and not any(table[-1]):
        table.pop()
    return table


def _refuse_bomb(content: bytes) -> None:
    try:
        check_archive(content)
    except UploadRefused as refused:
        if refused.why == Refusal.UNPACKS_TOO_LARGE:
            raise _wrong(_("This spreadsheet is too large. Split it into smaller files.")) from refused
        raise _wrong(_("This spreadsheet cannot be opened. Save it again as .xlsx.")) from refused


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
