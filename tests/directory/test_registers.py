"""Asking the BIG register: what an answer means, and that nothing it does harms anybody's work."""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client

from drakentemmers.accounts.rules import Role
from drakentemmers.directory.actions.applications_office import say_yes
from drakentemmers.directory.actions.applications_steps import NotReady
from drakentemmers.directory.actions.registers import ask_register, check_registers
from drakentemmers.directory.joining import ApplicationState, JoiningStepRefused
from drakentemmers.directory.models import Application, RegisterAnswer, RegisterRound
from drakentemmers.directory.read.registers import to_look_at
from drakentemmers.directory.registers.answers import (
    Entry,
    Measure,
    Outcome,
    Verdict,
    names_agree,
    verdict_on,
)
from drakentemmers.directory.registers.big import RegisterSilent, ask_big
from drakentemmers.directory.rules import Register, RegistrationState
from drakentemmers.kernel.clock import AMSTERDAM
from tests.directory.register_server import (
    BOMB,
    ENVELOPE,
    FAULT,
    LIMITATION,
    NESTED,
    OUTSIDE,
    PROVISION,
    person,
    running,
)
from tests.factories.accounts import UserFactory, person_with
from tests.factories.directory import ProfessionalFactory, RegistrationFactory
from tests.factories.joining import BIG, confirmed, officers

TODAY = date(2026, 11, 18)


@pytest.fixture
def register(settings) -> Iterator[object]:
    """The register on this machine, switched on."""
    with running() as server:
        settings.BIG_REGISTER_URL = server.address
        server.people[BIG] = person(BIG)
        yield server


def entry(**changes: object) -> Entry:
    given = {
        "number": BIG,
        "surname": "Voorbeeldsma",
        "mailing_name": "N. de Vries-Voorbeeldsma",
        "profession_code": "25",
        "since": date(2010, 2, 6),
        "until": date(1, 1, 1),
    }
    return Entry(**(given | changes))


def test_an_entry_without_an_end_is_found():
    assert verdict_on(BIG, [entry()], on=TODAY) == Verdict(
        Outcome.FOUND,
        name="N. de Vries-Voorbeeldsma",
        surname="Voorbeeldsma",
        profession="gz-psycholoog",
        since=date(2010, 2, 6),
    )


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"until": TODAY - timedelta(days=1)}, Outcome.STRUCK_OFF),
        ({"until": TODAY}, Outcome.FOUND),
        ({"measures": (Measure("Berisping", None),)}, Outcome.MEASURE),
        ({"measures": (Measure("Berisping", TODAY - timedelta(days=1)),)}, Outcome.FOUND),
        ({"measures": (Measure("Berisping", date(1, 1, 1)),)}, Outcome.MEASURE),
        ({"number": "19000000001"}, Outcome.NOT_FOUND),
    ],
)
def test_what_an_entry_means(changes: dict[str, object], outcome: Outcome):
    assert verdict_on(BIG, [entry(**changes)], on=TODAY).outcome == outcome


@pytest.mark.parametrize(
    ("given", "agrees"),
    [
        ("Noor Voorbeeldsma", True),
        ("N. van Voorbeeldsma", True),
        ("Noor de Vries", False),
        ("Noor de Vries-Voorbeeldsma", True),
        ("NOOR VOORBEELDSMA", True),
        ("Voorbeeldsmà", True),
        ("Jan Jansen", False),
    ],
)
def test_names_are_compared_without_particles_accents_and_capitals(given: str, agrees: bool):
    verdict = verdict_on(BIG, [entry()], on=TODAY)
    assert names_agree(given, verdict) is agrees


def test_a_register_without_a_name_says_nothing_about_names():
    assert names_agree("Noor", Verdict(Outcome.NOT_FOUND)) is None


def test_the_question_is_the_documented_one_and_the_answer_is_read(register):
    entries = ask_big(BIG)
    assert register.asked == [("http://services.cibg.nl/ExternalUser/ListHcpApprox4", "Ribiz", BIG)]
    (found,) = entries
    assert (found.number, found.surname, found.profession_code) == (BIG, "Voorbeeldsma", "25")
    assert (found.since, found.until, found.measures) == (date(2010, 2, 6), date(1, 1, 1), ())


def test_a_number_that_starts_with_a_nought_stays_eleven_digits(register):
    register.people["09012345625"] = person("9012345625")
    assert [found.number for found in ask_big("09012345625")] == ["09012345625"]


def test_nobody_found_is_an_answer(register):
    assert ask_big("19099999925") == []


@pytest.mark.parametrize(
    ("more", "measure"),
    [
        (PROVISION, Measure("Berisping", date(1, 1, 1))),
        (LIMITATION, Measure("Alleen onder toezicht", None)),
    ],
)
def test_measures_and_limitations_are_read(more: str, measure: Measure, register):
    register.people[BIG] = person(BIG, more=more)
    assert ask_big(BIG)[0].measures == (measure,)


@pytest.mark.parametrize(
    "body",
    [
        FAULT,
        BOMB,
        OUTSIDE,
        "",
        "geen xml",
        "<html><body>Onderhoud</body></html>",
        ENVELOPE.format(people=person(BIG))[:-80],
        ENVELOPE.format(people=person("geen nummer")),
        ENVELOPE.format(people=person(BIG, until="gisteren")),
        ENVELOPE.replace("ListHcpApprox4Result", "IetsAnders").format(people=""),
        b"\xff\xfe\x00\x01",
        "<a>" * 5000,
    ],
    ids=lambda body: repr(body[:12]),
)
def test_an_answer_that_cannot_be_read_is_silence(body, register):
    register.body = body
    with pytest.raises(RegisterSilent):
        ask_big(BIG)


def test_an_answer_that_never_ends_is_cut_off(register, settings):
    settings.BIG_REGISTER_LARGEST_ANSWER = 100_000
    register.body = ENVELOPE.format(people=person(BIG) * 2000)
    with pytest.raises(RegisterSilent):
        ask_big(BIG)


def test_a_slow_answer_is_cut_off(register, settings):
    settings.BIG_REGISTER_TIMEOUT, settings.BIG_REGISTER_PATIENCE = 1, 0.3
    register.drip = 0.01
    began = time.monotonic()
    with pytest.raises(RegisterSilent):
        ask_big(BIG)
    assert time.monotonic() - began < 5


def far_down(levels: int) -> list[Entry]:
    return far_down(levels - 1) if levels else ask_big(BIG)


def test_an_answer_deeper_than_python_goes_is_silence(register):
    register.body = ENVELOPE.format(people=NESTED)
    with pytest.raises(RegisterSilent):
        far_down(600)  # as far as a request may have gone; a usual answer is still read there
    register.body = None
    assert [found.number for found in far_down(600)] == [BIG]


def test_headers_that_come_in_one_byte_at_a_time_are_cut_off(register, settings):
    settings.BIG_REGISTER_TIMEOUT, settings.BIG_REGISTER_PATIENCE = 1, 0.3
    register.header_drip = 0.01
    began = time.monotonic()
    with pytest.raises(RegisterSilent):
        ask_big(BIG)
    assert time.monotonic() - began < 5


def test_a_silent_register_is_not_waited_for(register, settings):
    settings.BIG_REGISTER_TIMEOUT = 0.2
    register.drip = 1
    with pytest.raises(RegisterSilent):
        ask_big(BIG)


@pytest.mark.parametrize(
    ("status", "headers"), [(500, {}), (503, {}), (302, {"Location": "http://127.0.0.1:1/"})]
)
def test_errors_and_redirects_are_silence(status: int, headers: dict[str, str], register):
    register.status, register.headers, register.body = status, headers, "bezet"
    with pytest.raises(RegisterSilent):
        ask_big(BIG)


def test_a_register_that_is_gone_is_silence(settings):
    settings.BIG_REGISTER_URL = "http://127.0.0.1:9/"
    with pytest.raises(RegisterSilent):
        ask_big(BIG)


def test_a_number_never_goes_over_the_network_in_the_clear(settings):
    settings.BIG_REGISTER_URL = "http://register.example/soap"
    with pytest.raises(ImproperlyConfigured):
        ask_big(BIG)


def test_the_register_is_off_unless_an_address_is_set(settings):
    assert settings.BIG_REGISTER_URL == ""
    with pytest.raises(CommandError, match="DRAKENTEMMERS_BIG_REGISTER_URL"):
        call_command("check_registers")


@pytest.mark.django_db
def test_the_answer_stands_beside_the_number_and_approves_nothing(register, now: datetime):
    application = confirmed(now=now)
    officer = officers(1)[0]
    answer = ask_register(number=application.numbers.get(), by=officer, now=now)
    assert (answer.outcome, answer.name_agrees, answer.profession) == ("found", True, "gz-psycholoog")
    application.refresh_from_db()
    assert application.state == ApplicationState.CONFIRMED
    with pytest.raises(NotReady):
        say_yes(application=application, by=officer, now=now)
    client = Client()
    client.force_login(officer)
    html = client.get(f"/kantoor/aanmeldingen/{application.pk}").content.decode()
    assert "N. Voorbeeldsma" in html and "sinds 6 februari 2010" in html and "naam klopt" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (person(BIG, surname="Anders"), "een andere naam"),
        (person(BIG, until="2020-01-01T00:00:00"), "Inschrijving is beëindigd"),
        (person(BIG, more=PROVISION), "Berisping"),
        ("", "Niet in het register"),
    ],
)
def test_the_office_reads_what_is_not_as_it_should_be(row: str, shown: str, register, now: datetime):
    register.people[BIG] = row
    application = confirmed(now=now)
    client = Client()
    client.force_login(officers(1)[0])
    path = f"/kantoor/aanmeldingen/{application.pk}"
    assert client.post(f"{path}/nummers/{application.numbers.get().pk}/register").status_code == 302
    assert shown in client.get(path).content.decode()


@pytest.mark.django_db
def test_a_silence_is_said_kept_nowhere_and_blocks_nothing(register, now: datetime):
    register.body = FAULT
    application = confirmed(now=now)
    client = Client()
    client.force_login(officers(1)[0])
    path = f"/kantoor/aanmeldingen/{application.pk}"
    response = client.post(f"{path}/nummers/{application.numbers.get().pk}/register", follow=True)
    assert "Het register antwoordt nu niet" in response.content.decode()
    assert RegisterAnswer.objects.count() == 0


@pytest.mark.django_db
def test_only_who_may_judge_asks_and_only_while_it_is_judged(register, now: datetime):
    application = confirmed(now=now)
    number = application.numbers.get()
    with pytest.raises(PermissionDenied):
        ask_register(number=number, by=UserFactory(), now=now)
    Application.objects.update(state=ApplicationState.WITHDRAWN)
    number = type(number).objects.get()
    with pytest.raises(JoiningStepRefused):
        ask_register(number=number, by=officers(1)[0], now=now)
    assert register.asked == []


def network(register, count: int) -> list[str]:
    """As many therapists with a BIG number, all in the register under their own names."""
    numbers = []
    for place in range(count):
        number = f"{19_500_000_000 + place * 100 + 25}"
        professional = ProfessionalFactory(name=f"Behandelaar Voorbeeld{'abcdefghijkl'[place]}")
        RegistrationFactory(
            professional=professional,
            number=number,
            state=RegistrationState.VERIFIED,
            checked_at=datetime(2026, 1, 1, tzinfo=AMSTERDAM),
        )
        register.people[number] = person(number, surname=professional.name.split()[1])
        numbers.append(number)
    return numbers


@pytest.mark.django_db
def test_a_round_asks_every_number_and_tells_what_to_look_at(register, now: datetime):
    numbers = network(register, 4)
    register.people[numbers[1]] = person(numbers[1], until="2020-01-01T00:00:00", surname="Voorbeeldb")
    register.people[numbers[2]] = person(numbers[2], surname="Heel Anders")
    lead = officers(1)[0]
    done = check_registers(now=now, most=None, tell=lambda _: None)
    assert (done.asked, done.to_look_at, done.unanswered, done.is_finished) == (4, 2, 0, True)
    assert sorted(row.number for row in to_look_at()) == [numbers[1], numbers[2]]
    assert [n.path for n in lead.notifications.all()] == ["/kantoor/registers"]
    client = Client()
    client.force_login(lead)
    html = client.get("/kantoor/registers").content.decode()
    assert "Inschrijving is beëindigd" in html and numbers[0] not in html


@pytest.mark.django_db
def test_what_somebody_looked_at_goes_from_the_list(register, now: datetime):
    (number,) = network(register, 1)
    register.people[number] = ""
    check_registers(now=now, most=None, tell=lambda _: None)
    (row,) = to_look_at()
    client = Client()
    client.force_login(person_with(Role.PROJECT_LEAD))
    client.post(f"/registraties/{row.pk}/controle", {"state": "rejected"})
    assert list(to_look_at()) == []


@pytest.mark.django_db
def test_a_round_that_was_broken_off_goes_on_where_it_was(register, now: datetime):
    numbers = network(register, 5)
    first = check_registers(now=now, most=2, tell=lambda _: None)
    assert (first.asked, first.is_finished) == (2, False)
    second = check_registers(now=now, most=None, tell=lambda _: None)
    assert (second.asked, second.is_finished) == (5, True)
    assert sorted(number for *_, number in register.asked) == numbers
    assert RegisterRound.objects.count() == 1
    check_registers(now=now + timedelta(days=30), most=None, tell=lambda _: None)
    assert RegisterRound.objects.count() == 2


@pytest.mark.django_db
def test_a_number_without_an_answer_does_not_hold_up_the_others(register, now: datetime):
    numbers = network(register, 4)
    register.silent_for = {numbers[2]}
    done = check_registers(now=now, most=None, tell=lambda _: None)
    assert (done.asked, done.unanswered, done.is_finished) == (3, 1, True)


@pytest.mark.django_db
def test_a_register_that_is_down_ends_the_run_and_the_next_goes_on(register, now: datetime):
    network(register, 8)
    register.body = FAULT
    with pytest.raises(CommandError, match="not finished"):
        call_command("check_registers", stdout=StringIO())
    assert len(register.asked) == 5
    register.body, out = None, StringIO()
    call_command("check_registers", stdout=out)
    assert out.getvalue().strip() == "asked: 8, to look at: 0, without an answer: 0"


@pytest.mark.django_db
def test_another_register_is_never_asked(register, now: datetime):
    RegistrationFactory(register=Register.SKJ, number="123456")
    assert check_registers(now=now, most=None, tell=lambda _: None).asked == 0
    assert register.asked == []
