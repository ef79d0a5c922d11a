"""Links that lead nowhere: which addresses are asked, how, and what the editors read of it."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from threading import Thread

import pytest
from django.core.management import call_command
from django.utils import timezone

from drakentemmers.knowledge.actions.links import check_outside_links, is_public
from drakentemmers.knowledge.models import EventPage, OutsideLink, ResearchSummary
from drakentemmers.knowledge.read.links import broken_links, outside_addresses
from tests.factories import knowledge as made

pytestmark = pytest.mark.django_db


class Site:
    """Another site on this machine: 200 below /goed, a redirect at /verhuisd, 404 elsewhere."""

    def __init__(self) -> None:
        asked = self.asked = []

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(
                    200 if self.path.startswith("/goed") else 301 if self.path == "/verhuisd" else 404
                )
                self.send_header("Location", "/goed")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def site() -> Iterator[Site]:
    there = Site()
    Thread(target=there.server.serve_forever, daemon=True).start()
    yield there
    there.server.shutdown()
    there.server.server_close()


def link(address: str) -> dict:
    return made.text(f'<p><a href="{address}">lees</a></p>')


def check(**options) -> int:
    return check_outside_links(now=timezone.now(), tell=lambda line: None, **options)


def test_an_address_is_asked_as_it_is_and_not_as_it_stands_in_html(site):
    made.page(body=[link(f"{site.address}/goed?a=1&amp;b=2")])
    assert check(is_allowed=lambda address: True) == 0
    assert site.asked == ["/goed?a=1&b=2"]


def test_what_does_not_answer_well_is_told_with_its_page_and_a_redirect_is_followed_nowhere(site):
    page = made.page(body=[link(f"{site.address}/weg"), link(f"{site.address}/verhuisd")])
    assert check(is_allowed=lambda address: True) == 1
    assert site.asked == ["/verhuisd", "/weg"]
    [broken] = broken_links()
    assert (broken.page.pk, broken.to, broken.why) == (page.pk, f"{site.address}/weg", "Antwoordt met 404")


def test_every_field_that_leads_out_is_looked_at():
    study = made.page(ResearchSummary, source_url="https://onderzoek.example/a", doi="10.1000/182")
    study.sources = study.sources.stream_block.to_python(
        [{"type": "source", "value": {"name": "Wie", "year": "2020", "url": "https://bron.example/b"}}]
    )
    study.save_revision().publish()
    made.event(sign_up_url="https://aanmelden.example/c")
    made.page(live=False, body=[link("https://concept.example/d")])
    assert outside_addresses() == {
        "https://onderzoek.example/a",
        "https://doi.org/10.1000/182",
        "https://bron.example/b",
        "https://aanmelden.example/c",
    }


def test_the_command_asks_no_machine_beside_this_one(site):
    EventPage.objects.all().delete()
    made.page(body=[link(f"{site.address}/goed")])
    out = StringIO()
    call_command("check_links", outside=True, stdout=out)
    assert site.asked == []
    assert out.getvalue().splitlines()[0] == f"- {site.address}/goed"
    assert OutsideLink.objects.get().answer is None


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("8.8.8.8", True),
    ],
)
def test_only_the_open_internet_is_asked(address, public):
    assert is_public(address) is public


def test_an_address_no_page_leads_to_is_forgotten(site):
    page = made.page(body=[link(f"{site.address}/weg")])
    check(is_allowed=lambda address: True)
    page.unpublish()
    check(is_allowed=lambda address: True)
    assert OutsideLink.objects.count() == 0
