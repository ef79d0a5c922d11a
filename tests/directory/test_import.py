"""Spreadsheets come in whole or not at all, and go out in the same shape without a secret."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl import Workbook, load_workbook

from drakentemmers.accounts.models import Organisation
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.actions.imports import import_sheet
from drakentemmers.directory.models import ImportDraft, Location, OrganisationProfile, Professional
from drakentemmers.directory.read.export import sheet_rows
from drakentemmers.directory.rules import ClientGroup, Language, Method, ProfessionalKind
from drakentemmers.directory.sheets.columns import SheetKind
from drakentemmers.directory.sheets.reading import SheetError, read_sheet
from drakentemmers.directory.sheets.writing import FileKind, write_sheet
from tests.factories.accounts import OrganisationFactory, person_with
from tests.factories.directory import (
    LocationFactory,
    MunicipalityFactory,
    OrganisationProfileFactory,
    PlaceFactory,
    ProfessionalFactory,
    RegionFactory,
    RegistrationFactory,
    WorkLocationFactory,
)

pytestmark = pytest.mark.django_db
CANARY = "Kanariestraat 13"

ORGANISATIONS = (
    "naam;soort;kvk;over;plaats;straat;adres geheim\r\n"
    "Opvang De Haven;Vrouwenopvang;12345678;Wij vangen op;Almere;Kanariestraat 13;\r\n"
    "Praktijk De Linde;Praktijk;87654321;;Almere;Lindelaan 1;nee\r\n"
)
PROFESSIONALS = (
    "naam,e-mail,soort,praktijk,supervisor,groepen,methoden,talen,tolk,werkplekken,regio's,keurmerk tot,big\n"
    "Leerling Twee,twee@voorbeeld.example,aankomend behandelaar,Praktijk De Linde,een@voorbeeld.example,"
    "Volwassene,EMDR,Nederlands,nee,Almere,,,\n"
    "Anna Een,een@voorbeeld.example,Behandelaar,praktijk de linde,,Volwassene; Gezin,"
    "EMDR; Traumagerichte CGT,nederlands; Arabisch,ja,1315 Almere (30 km),Flevoland,31-12-2027,1901 2345 625\n"
)


@pytest.fixture(autouse=True)
def areas():
    MunicipalityFactory()
    PlaceFactory()
    RegionFactory(name="Flevoland")


@pytest.fixture
def practice():
    return OrganisationFactory(name="Praktijk De Linde", kind=OrganisationKind.PRACTICE)


def bring(text, now, *, apply=True):
    content = text if isinstance(text, bytes) else text.encode()
    return import_sheet(sheet=read_sheet(content), apply=apply, by=None, now=now)


def problems(text, now):
    return [(p.row, p.column, p.value) for p in bring(text, now).problems]


def test_organisations_come_in_and_the_same_file_changes_nothing(now):
    report = bring(ORGANISATIONS, now)
    assert report.problems == []
    assert report.added == ["Opvang De Haven", "Praktijk De Linde"]
    assert Organisation.objects.get(name="Opvang De Haven").kind == OrganisationKind.WOMENS_SHELTER
    events = Event.objects.count()
    again = bring(ORGANISATIONS, now)
    assert (again.added, again.changed, len(again.unchanged)) == ([], [], 2)
    assert Event.objects.count() == events


def test_the_address_of_a_shelter_comes_in_secret(now):
    bring(ORGANISATIONS, now)
    assert dict(Location.objects.values_list("organisation__name", "is_confidential")) == {
        "Opvang De Haven": True,
        "Praktijk De Linde": False,
    }


def test_professionals_come_in_whatever_the_order_of_the_rows(now, practice):
    report = bring(PROFESSIONALS, now)
    assert report.problems == []
    anna = Professional.objects.get(email="een@voorbeeld.example")
    assert anna.groups == {ClientGroup.ADULT, ClientGroup.FAMILY}
    assert anna.methods == {Method.EMDR, Method.TF_CBT}
    assert anna.languages == {Language.DUTCH, Language.ARABIC}
    assert anna.practice == practice
    assert anna.quality_mark_until == date(2027, 12, 31)
    assert anna.works_with_interpreter
    assert [region.name for region in anna.regions.all()] == ["Flevoland"]
    assert anna.registrations.get().number == "19012345625"
    assert anna.work_locations.get().radius_km == 30
    trainee = Professional.objects.get(email="twee@voorbeeld.example")
    assert (trainee.kind, trainee.supervised_by) == (ProfessionalKind.TRAINEE, anna)
    again = bring(PROFESSIONALS, now)
    assert (again.added, again.changed, len(again.unchanged)) == ([], [], 2)


def test_a_column_that_is_left_out_stays_as_it_is(now):
    professional = ProfessionalFactory(email="een@voorbeeld.example", about="Blijft staan")
    report = bring("naam;e-mail\nNieuwe Naam;een@voorbeeld.example\n", now)
    professional.refresh_from_db()
    assert report.changed == ["Nieuwe Naam"]
    assert (professional.name, professional.about) == ("Nieuwe Naam", "Blijft staan")


def test_trying_changes_nothing_and_says_what_it_would_do(now):
    report = bring(ORGANISATIONS, now, apply=False)
    assert report.does_something
    assert len(report.added) == 2
    assert not Organisation.objects.exists()
    assert not Event.objects.exists()


def test_one_bad_row_and_nothing_comes_in(now):
    text = ORGANISATIONS + "Fout;Kasteel;123;;Nergens;;misschien\n"
    assert problems(text, now) == [
        (4, "soort", "Kasteel"),
        (4, "kvk", "123"),
        (4, "plaats", "Nergens"),
        (4, "adres geheim", "misschien"),
    ]
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (";een@voorbeeld.example;;;;;;;;;;", "naam"),
        ("Anna;geen adres;;;;;;;;;;", "e-mail"),
        ("Anna;een@voorbeeld.example;;Onbekende praktijk;;;;;;;;", "praktijk"),
        ("Anna;een@voorbeeld.example;;;een@voorbeeld.example;;;;;;;", "supervisor"),
        ("Anna;een@voorbeeld.example;;;weg@voorbeeld.example;;;;;;;", "supervisor"),
        ("Anna;een@voorbeeld.example;;;;Klingon;;;;;;", "talen"),
        ("Anna;een@voorbeeld.example;;;;;9999 (20 km);;;;;", "werkplekken"),
        ("Anna;een@voorbeeld.example;;;;;;Utopia;;;;", "regio's"),
        ("Anna;een@voorbeeld.example;;;;;;;31-02-2027;;;", "keurmerk tot"),
        ("Anna;een@voorbeeld.example;;;;;;;;123;;", "big"),
        ("Anna;een@voorbeeld.example;;;;;;;;;111222333;", "skj"),
        ("Anna;een@voorbeeld.example;;;;;;;;;;" + "0" * 21, "telefoon"),
    ],
)
def test_every_wrong_cell_is_named_with_what_to_do(now, row, column):
    header = "naam;e-mail;soort;praktijk;supervisor;talen;werkplekken;regio's;keurmerk tot;big;skj;telefoon\n"
    (problem,) = bring(header + row + "\n", now).problems
    assert (problem.row, problem.column) == (2, column)
    assert problem.advice
    assert not Professional.objects.exists()


def test_a_number_of_somebody_else_is_refused(now):
    RegistrationFactory(number="19012345625")
    header = "naam;e-mail;big\n"
    assert problems(header + "Anna;een@voorbeeld.example;19012345625\n", now) == [(2, "big", "19012345625")]


def test_a_person_twice_in_a_file_is_refused(now):
    rows = "naam;e-mail\nAnna;een@voorbeeld.example\nAnna;EEN@voorbeeld.example\n"
    assert problems(rows, now) == [(3, "e-mail", "EEN@voorbeeld.example")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"PK\x03\x04 but no spreadsheet",
        b"a;b\n1;2\n",
        b"naam;naam;soort\n",
        b"naam\n",
        b"\x00\x01\x02",
        b"x" * (5 * 1024 * 1024 + 1),
    ],
)
def test_a_file_that_is_no_sheet_says_what_to_do(content):
    with pytest.raises(SheetError) as error:
        read_sheet(content)
    assert all(problem.advice for problem in error.value.problems)


def test_a_sheet_saved_by_an_older_program_is_read():
    sheet = read_sheet("naam;soort\nPraktijk Geduld één;Praktijk\n".encode("cp1252"))
    assert sheet.rows[0].cells["naam"] == "Praktijk Geduld één"


def test_an_xlsx_with_real_dates_and_numbers_is_read(now):
    book = Workbook()
    book.active.append(["naam", "e-mail", "keurmerk tot", "agb"])
    book.active.append(["Anna", "een@voorbeeld.example", date(2027, 12, 31), 94012345])
    out = io.BytesIO()
    book.save(out)
    assert bring(out.getvalue(), now).problems == []
    anna = Professional.objects.get()
    assert anna.quality_mark_until == date(2027, 12, 31)
    assert anna.registrations.get().number == "94012345"


def full_directory(now):
    bring(ORGANISATIONS, now)
    bring(PROFESSIONALS, now)
    ProfessionalFactory(name="=1+1", email="formule@voorbeeld.example", phone="+31600000000", about="-x")


@pytest.mark.parametrize("kind", SheetKind)
@pytest.mark.parametrize("file", FileKind)
def test_what_goes_out_comes_in_again_and_changes_nothing(now, kind, file):
    full_directory(now)
    report = bring(write_sheet(kind, sheet_rows(kind), file), now)
    assert report.problems == []
    assert (report.added, report.changed) == ([], [])
    assert report.unchanged


@pytest.mark.parametrize("kind", SheetKind)
def test_no_cell_is_a_formula(now, kind):
    full_directory(now)
    book = load_workbook(io.BytesIO(write_sheet(kind, sheet_rows(kind), FileKind.XLSX)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    text = write_sheet(kind, sheet_rows(kind), FileKind.CSV).decode("utf-8-sig")
    assert not [part for line in text.splitlines() for part in line.split(";") if part[:1] in ("=", "+", "@")]


def test_the_export_has_real_dates_and_a_mark_for_utf_8(now):
    full_directory(now)
    kind = SheetKind.PROFESSIONALS
    book = load_workbook(io.BytesIO(write_sheet(kind, sheet_rows(kind), FileKind.XLSX)))
    header = [cell.value for cell in book.worksheets[0][1]]
    column = header.index("keurmerk tot")
    dates = [row[column].value for row in book.worksheets[0].iter_rows(min_row=2)]
    assert date(2027, 12, 31) in [value.date() for value in dates if value]
    assert write_sheet(kind, [], FileKind.CSV).startswith(b"\xef\xbb\xbf")


def test_the_template_explains_every_column_and_value():
    book = load_workbook(io.BytesIO(write_sheet(SheetKind.PROFESSIONALS, [], FileKind.XLSX)))
    said = [cell.value for row in book.worksheets[1].iter_rows() for cell in row]
    assert {"werkplekken", "Traumagerichte CGT", "Arabisch"} <= set(said)


def client_of(role):
    client = Client()
    client.force_login(person_with(role))
    return client


def upload(client, text, name="lijst.csv"):
    return client.post("/organisaties/import", {"file": SimpleUploadedFile(name, text.encode())})


def test_the_office_tries_a_file_looks_and_brings_it_in():
    client = client_of(Role.PROJECT_LEAD)
    before = Organisation.objects.count()
    page = upload(client, ORGANISATIONS)
    assert page.status_code == 200
    assert "2 rijen zijn nieuw" in page.content.decode()
    assert Organisation.objects.count() == before
    draft = ImportDraft.objects.get()
    assert client.post("/organisaties/import", {"draft": draft.pk}).status_code == 302
    assert Organisation.objects.count() == before + 2
    assert not ImportDraft.objects.exists()
    assert client.post("/organisaties/import", {"draft": draft.pk}).status_code == 302
    assert "Alles uit dit bestand staat hier al" in upload(client, ORGANISATIONS).content.decode()


def test_the_file_of_somebody_else_cannot_be_brought_in():
    upload(client_of(Role.PROJECT_LEAD), ORGANISATIONS)
    before = Organisation.objects.count()
    client_of(Role.ADMINISTRATOR).post("/organisaties/import", {"draft": ImportDraft.objects.get().pk})
    assert Organisation.objects.count() == before + 1  # the administrator's own


def test_a_bad_file_is_explained_on_the_page():
    page = upload(client_of(Role.PROJECT_LEAD), "naam;soort\nKasteelheer;<b>Kasteel</b>\n")
    assert page.status_code == 400
    text = page.content.decode()
    assert "1 cel om te herstellen" in text
    assert "&lt;b&gt;Kasteel" in text


@pytest.mark.parametrize(
    "path",
    [
        "/organisaties/import",
        "/organisaties/sjabloon/behandelaars.xlsx",
        "/organisaties/export/organisaties.csv",
    ],
)
def test_only_the_office_may_import_and_export(path):
    assert Client().get(path).status_code == 302
    assert client_of(Role.OWNER).get(path).status_code == 404
    assert client_of(Role.PROJECT_LEAD).get(path).status_code == 200


def test_a_sheet_that_does_not_exist_is_not_found():
    client = client_of(Role.PROJECT_LEAD)
    assert client.get("/organisaties/export/clienten.csv").status_code == 404
    assert client.get("/organisaties/export/organisaties.pdf").status_code == 404


def test_a_secret_address_leaks_nowhere(now):
    shelter = OrganisationFactory(name="Opvang Geheim")
    OrganisationProfileFactory(organisation=shelter)
    LocationFactory(organisation=shelter, street=CANARY, place_name="Geheimdorp", name="Huis Kanarie")
    client = client_of(Role.PROJECT_LEAD)
    paths = [
        *(f"/organisaties/export/{kind.value}.csv" for kind in SheetKind),
        f"/organisaties/{shelter.pk}",
        "/organisaties/import",
        "/behandelaars",
        f"/api/v1/organisations/{shelter.pk}",
        "/api/v1/professionals",
        "/api/v1/openapi.json",
    ]
    for path in paths:
        answer = client.get(path)
        text = answer.content.decode()
        assert answer.status_code == 200, path
        for secret in (CANARY, "Geheimdorp", "Huis Kanarie"):
            assert secret not in text, path
    for kind in SheetKind:
        assert CANARY not in str(list(sheet_rows(kind)))
    assert not Event.objects.filter(details__icontains="Kanarie").exists()


def test_the_export_needs_no_more_queries_for_more_rows(now, assert_queries_constant):
    full_directory(now)

    def add():
        professional = ProfessionalFactory(practice=OrganisationFactory())
        WorkLocationFactory(professional=professional)
        RegistrationFactory(professional=professional)
        OrganisationProfileFactory(organisation=professional.practice)
        LocationFactory(organisation=professional.practice)

    add()
    with assert_queries_constant(lambda: [list(sheet_rows(kind)) for kind in SheetKind]):
        add()
        add()


def test_the_terminal_tries_first_and_brings_in_when_told(tmp_path):
    path = tmp_path / "lijst.csv"
    path.write_text(ORGANISATIONS)
    out = io.StringIO()
    call_command("import_directory", str(path), stdout=out)
    assert "2 new, 0 changed, 0 unchanged (tried" in out.getvalue()
    assert not OrganisationProfile.objects.exists()
    call_command("import_directory", str(path), "--apply", stdout=out)
    assert OrganisationProfile.objects.count() == 2


def test_the_terminal_names_the_bad_cell(tmp_path):
    path = tmp_path / "lijst.csv"
    path.write_text("naam;soort\nHaven;Kasteel\n")
    with pytest.raises(CommandError, match="row 2, soort: 'Kasteel'"):
        call_command("import_directory", str(path))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_directory", str(tmp_path / "weg.csv"))
