"""The directory as a spreadsheet: in through a dry run, out with the same columns. For the network's office."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from drakentemmers.accounts.known import demand_known
from drakentemmers.accounts.models import Organisation
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.audit.actions import Rows, record_read
from drakentemmers.directory.actions.imports import ImportReport, import_sheet, keep_draft
from drakentemmers.directory.forms.sheets import SheetForm
from drakentemmers.directory.models import ImportDraft, Professional
from drakentemmers.directory.read.export import file_name, sheet_rows
from drakentemmers.directory.sheets.columns import COLUMNS, SheetKind
from drakentemmers.directory.sheets.reading import SheetError, SheetProblem, read_sheet
from drakentemmers.directory.sheets.writing import CSV_TYPE, XLSX_TYPE, FileKind, write_sheet
from drakentemmers.kernel.clock import local_date

TYPES = {FileKind.XLSX: XLSX_TYPE, FileKind.CSV: CSV_TYPE}
PROBLEMS_SHOWN = 200
MODELS = {SheetKind.ORGANISATIONS: Organisation, SheetKind.PROFESSIONALS: Professional}


@require_http_methods(["GET", "POST"])
def directory_import(http: HttpRequest) -> HttpResponse:
    """Try a file, look at what it would do, bring it in."""
    demand_known(http.user, Permission.IMPORT_DIRECTORY)
    demand_fresh(http, Freshness.EXPORT, deed=_("Bring in the file"))
    if http.method == "GET":
        return _show(http, SheetForm())
    if http.POST.get("draft"):
        return _bring_in(http, http.POST["draft"])
    form = SheetForm(http.POST, http.FILES)
    if not form.is_valid():
        return _show(http, form, status=400)
    upload, now = form.cleaned_data["file"], timezone.now()
    content = upload.read()
    try:
        report = import_sheet(sheet=read_sheet(content), apply=False, by=http.user, now=now)
    except SheetError as error:
        return _show(http, form, status=400, problems=error.problems)
    if report.problems:
        return _show(http, form, status=400, problems=report.problems)
    draft = keep_draft(file_name=upload.name, content=content, by=http.user, now=now)
    return _show(http, SheetForm(), report=report, draft=draft)


def _bring_in(http: HttpRequest, draft_id: str) -> HttpResponse:
    """Bring in the very file that was tried; it is checked again, the network may have changed since."""
    draft = ImportDraft.objects.filter(pk=draft_id, owner=http.user).first()
    if draft is None:
        messages.error(http, _("This file is no longer here. Choose it once more."))
        return redirect("directory_import")
    sheet = read_sheet(draft.content)
    report = import_sheet(sheet=sheet, apply=True, by=http.user, now=timezone.now())
    if report.problems:
        return _show(http, SheetForm(), status=400, problems=report.problems)
    draft.delete()
    said = _("Done: %(added)s added, %(changed)s changed.")
    messages.success(http, said % {"added": len(report.added), "changed": len(report.changed)})
    return redirect("directory_import")


def _show(
    http: HttpRequest,
    form: SheetForm,
    *,
    status: int = 200,
    report: ImportReport | None = None,
    draft: ImportDraft | None = None,
    problems: list[SheetProblem] | None = None,
) -> HttpResponse:
    problems = problems or []
    context = {
        "form": form,
        "report": report,
        "draft": draft,
        "problems": problems[:PROBLEMS_SHOWN],
        "problem_count": len(problems),
        "sheets": [(kind.value, COLUMNS[kind]) for kind in SheetKind],
    }
    return render(http, "directory/import.html", context, status=status)


@require_safe
def directory_template(http: HttpRequest, kind: str, extension: str) -> HttpResponse:
    """An empty sheet with the right columns; the XLSX has a second sheet that explains them."""
    demand_known(http.user, Permission.IMPORT_DIRECTORY)
    sheet, file = _chosen(kind, extension)
    template = _("template")
    return _download(write_sheet(sheet, [], file), f"{template}-{sheet.value}.{file.value}", file)


@require_safe
def directory_export(http: HttpRequest, kind: str, extension: str) -> HttpResponse:
    """Everything in the columns of the template; secret addresses are not in it. Who took it is logged."""
    demand_known(http.user, Permission.IMPORT_DIRECTORY)
    demand_fresh(http, Freshness.EXPORT)
    sheet, file = _chosen(kind, extension)
    now = timezone.now()
    rows = list(sheet_rows(sheet))
    content = write_sheet(sheet, rows, file)
    details = {"sheet": sheet.value, "file": file.value, "count": len(rows)}
    record_read(Rows(MODELS[sheet], []), by=http.user, now=now, action="directory.exported", **details)
    return _download(content, file_name(sheet, file.value, local_date(now)), file)


def _chosen(kind: str, extension: str) -> tuple[SheetKind, FileKind]:
    try:
        return SheetKind(kind), FileKind(extension)
    except ValueError as error:
        raise Http404 from error


def _download(content: bytes, name: str, file: FileKind) -> HttpResponse:
    answer = HttpResponse(content, content_type=TYPES[file])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
