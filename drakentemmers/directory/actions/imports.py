"""Bringing in therapists and organisations from a spreadsheet: all rows or none."""

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.directory.actions.import_organisations import OrganisationRows
from drakentemmers.directory.actions.import_professionals import ProfessionalRows
from drakentemmers.directory.actions.import_rows import Outcome, RowRefused
from drakentemmers.directory.models import ImportDraft
from drakentemmers.directory.sheets.cells import BadCell, value_of
from drakentemmers.directory.sheets.columns import SheetKind
from drakentemmers.directory.sheets.reading import Sheet, SheetProblem, SheetRow

DRAFT_LASTS = timedelta(days=1)


@dataclass
class ImportReport:
    """What an import did, or on a dry run would do. With a problem it does nothing."""

    kind: SheetKind
    outcomes: dict[Outcome, list[str]] = field(default_factory=lambda: {outcome: [] for outcome in Outcome})
    problems: list[SheetProblem] = field(default_factory=list)

    @property
    def added(self) -> list[str]:
        return self.outcomes[Outcome.ADDED]

    @property
    def changed(self) -> list[str]:
        return self.outcomes[Outcome.CHANGED]

    @property
    def unchanged(self) -> list[str]:
        return self.outcomes[Outcome.UNCHANGED]

    @property
    def does_something(self) -> bool:
        return not self.problems and bool(self.added or self.changed)


def import_sheet(*, sheet: Sheet, apply: bool, by: User | None, now: datetime) -> ImportReport:
    """Bring in every row of `sheet`, or with one bad row none. Without `apply` it is a dry run.

    The dry run does the very same work and takes it back, so that it cannot promise something else.
    """
    demand(by, Permission.IMPORT_DIRECTORY)
    report = ImportReport(sheet.kind)
    with transaction.atomic():
        _bring_in(sheet, report, by=by, now=now)
        if report.problems or not apply:
            transaction.set_rollback(True)
    report.problems.sort(key=lambda problem: problem.row)
    return report


def _bring_in(sheet: Sheet, report: ImportReport, *, by: User | None, now: datetime) -> None:
    values = [(row, _values(sheet, row, report.problems)) for row in sheet.rows]
    kinds: dict[SheetKind, type[OrganisationRows] | type[ProfessionalRows]] = {
        SheetKind.ORGANISATIONS: OrganisationRows,
        SheetKind.PROFESSIONALS: ProfessionalRows,
    }
    rows = kinds[sheet.kind](by=by, now=now)
    for row, cells in rows.in_order([(row, cells) for row, cells in values if cells is not None]):
        try:
            with transaction.atomic():
                outcome = rows.bring_in(cells)
        except RowRefused as refused:
            said = row.cells.get(refused.column, "")
            report.problems.append(SheetProblem(row.number, refused.column, said, refused.advice))
        else:
            report.outcomes[outcome].append(str(cells["name"]))


def _values(sheet: Sheet, row: SheetRow, problems: list[SheetProblem]) -> dict | None:
    """Return the values of a row by field; None when a cell is wrong, with every wrong cell among the problems."""
    values, before = {}, len(problems)
    for column in sheet.columns:
        text = row.cells.get(column.name, "")
        try:
            values[column.field] = value_of(column, text)
        except BadCell as bad:
            problems.append(SheetProblem(row.number, column.name, text, bad.advice))
    return values if len(problems) == before else None


@transaction.atomic
def keep_draft(*, file_name: str, content: bytes, by: User, now: datetime) -> ImportDraft:
    """Keep the file of a dry run for its owner; older files are thrown away."""
    demand(by, Permission.IMPORT_DIRECTORY)
    ImportDraft.objects.filter(created_at__lt=now - DRAFT_LASTS).delete()
    by.import_drafts.all().delete()
    draft = ImportDraft.objects.create(
        owner=by, file_name=file_name[:200], encoded=base64.b64encode(content).decode(), created_at=now
    )
    record("import.tried", draft, by=by, now=now)
    return draft
