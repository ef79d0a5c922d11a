"""`drakentemmers allocate`: a round from the terminal, on paper or as a proposal for the lead to look through."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from drakentemmers.directory.models import Professional, Region
from drakentemmers.matching.actions.errors import RoundRefused
from drakentemmers.matching.actions.rounds import make_round
from drakentemmers.matching.actions.working_out import last_proposal, work_out
from drakentemmers.matching.allocation import CostsTooLarge, Progress
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.ground import gather
from drakentemmers.matching.read.proposals import Proposal, propose
from drakentemmers.matching.read.urgency import HOW_URGENT, urgency_tag
from drakentemmers.matching.round_words import figures_text, proof_text
from drakentemmers.matching.rounds import EVERYWHERE, URGENCIES


class Command(BaseCommand):
    """Propose a place for everybody who waits."""

    help = (
        "Divide all free places among all requests that wait. Nobody is asked: the lead looks through the proposal "
        "and sends. Ctrl-C stops with the best so far."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        one = parser.add_argument
        one("--region", help="code or name of a region; without it the whole country")
        one("--dry-run", action="store_true", help="only print; keep nothing")
        one("--apart", action="store_true", help="people of one family may go to different places")
        one("--json", action="store_true", help="print JSON instead of tables")

    def handle(self, *_args: Any, **options: Any) -> None:
        scope = _scope(options["region"])
        with _stopping() as asked:
            proposal = self._proposal(scope, options, asked)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(proposal), indent=2, ensure_ascii=False))
        else:
            self.stdout.write(_tables(proposal, self.stdout.isatty()))

    def _proposal(self, scope: str, options: dict[str, Any], asked: list[bool]) -> Proposal:
        now = timezone.now()
        families = not options["apart"]
        tell = self._tell if sys.stderr.isatty() else None

        def stop() -> bool:
            return bool(asked)

        if options["dry_run"]:
            ground = gather(scope, now=now, families=families, yesterday=last_proposal(scope))
            try:
                return propose(ground, stop=stop, tell=tell, now=now)
            except CostsTooLarge as large:
                raise CommandError(str(large)) from None
        try:
            held = make_round(scope=scope, families=families, by=None, now=now)
        except RoundRefused:
            raise CommandError("a round is being worked out there at this moment", returncode=2) from None
        made = work_out(held, version=held.version, stop=stop, tell=tell, now=now)
        if made is None:
            raise CommandError("the numbers do not fit in 64 bits: hold the round region by region")
        return made

    def _tell(self, progress: Progress) -> None:
        gap = f", {progress.certificate.gap} from proven" if progress.certificate else ""
        self.stderr.write(f"{progress.stage}: {progress.placed} placed{gap}")


@contextmanager
def _stopping() -> Iterator[list[bool]]:
    """Let the first Ctrl-C ask for the best so far; the second one ends the command as always."""
    asked: list[bool] = []

    def ask(number: int, frame: Any) -> None:
        asked.append(True)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    try:
        before = signal.signal(signal.SIGINT, ask)
    except ValueError:  # not in the main thread: nobody presses keys there
        yield asked
        return
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)


def _scope(region: str | None) -> str:
    if region is None:
        return EVERYWHERE
    found = Region.objects.filter(code=region).first() or Region.objects.filter(name__iexact=region).first()
    if found is None:
        known = ", ".join(Region.objects.order_by("code").values_list("code", flat=True)) or "none yet"
        raise CommandError(f"--region {region}: unknown; choose from {known}", returncode=2)
    return found.code


def _as_json(proposal: Proposal) -> dict[str, Any]:
    figures = proposal.figures
    return {
        "placed": [
            {
                "request": request,
                "therapist": proposal.pairs[request],
                "distance_m": proposal.distances[request],
                **proposal.facts.get(request, {}),
            }
            for request in proposal.order
            if request in proposal.pairs
        ],
        "unplaced": [
            {"request": line.request, "reason": str(line.reason), **proposal.facts.get(line.request, {})}
            for line in proposal.unplaced.values()
        ],
        "objective": figures.value,
        "bound": figures.bound,
        "optimal": figures.is_best,
        "stopped": figures.was_stopped,
        "placed_by_urgency": dict(zip(URGENCIES, figures.placed, strict=True)),
        "asked_by_urgency": dict(zip(URGENCIES, figures.asked, strict=True)),
        "seconds": figures.seconds,
    }


def _tables(proposal: Proposal, is_terminal: bool) -> str:
    requests = TreatmentRequest.objects.select_related("organisation").in_bulk(proposal.order)
    therapists = Professional.objects.in_bulk(set(proposal.pairs.values()))
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in (_("Request"), str(HOW_URGENT), _("Therapist"), "km", _("Why not")):
        table.add_column(heading, justify="right" if heading == "km" else "left")
    for request in proposal.order:
        therapist = therapists.get(proposal.pairs.get(request, ""))
        metres, missed = proposal.distances.get(request), proposal.unplaced.get(request)
        table.add_row(
            requests[request].full_pseudonym,
            urgency_tag(requests[request]).text,
            therapist.name if therapist else "",
            "" if metres is None else str(-(-metres // 1000)),
            label(missed.reason) if missed else "",
        )
    out = StringIO()
    Console(file=out, force_terminal=is_terminal, width=None if is_terminal else 160, highlight=False).print(
        table
    )
    return f"{out.getvalue()}{figures_text(proposal.figures)}\n{proof_text(proposal.figures)}"
