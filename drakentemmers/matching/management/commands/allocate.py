"""`drakentemmers allocate`: a round from the terminal, on paper or as a proposal for the lead to look through."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from io import StringIO
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from drakentemmers.directory.models import Professional
from drakentemmers.directory.read.regions import programme_regions
from drakentemmers.matching.actions.errors import RoundRefused
from drakentemmers.matching.actions.rounds import make_round
from drakentemmers.matching.actions.working_out import last_proposal, work_out
from drakentemmers.matching.allocation import CostsTooLarge, Progress
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Round, TreatmentRequest
from drakentemmers.matching.read.ground import gather
from drakentemmers.matching.read.proposals import Proposal, propose
from drakentemmers.matching.read.round_pages import scope_name
from drakentemmers.matching.read.urgency import HOW_URGENT, urgency_tag
from drakentemmers.matching.round_words import figures_text, proof_text
from drakentemmers.matching.rounds import EVERYWHERE, URGENCIES, RoundState

STOPPED = 130  # what a shell says of a command that Ctrl-C ended
TOO_LARGE = "the numbers do not fit in 64 bits: hold the round region by region (--region)"


class Command(BaseCommand):
    """Propose a place for everybody who waits."""

    help = (
        "Divide all free places among all requests that wait. Nobody is asked: the lead looks through the proposal "
        "and sends. Without --dry-run a proposal that lay there is put away. Ctrl-C stops with the best so far (exit "
        "code 130), a second one at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        one = parser.add_argument
        one("--region", help="code or name of a programme region; without it the whole country")
        one("--dry-run", action="store_true", help="only print; keep nothing")
        one("--apart", action="store_true", help="people of one family may go to different places")
        one("--json", action="store_true", help="print JSON instead of tables")

    def handle(self, *_args: Any, **options: Any) -> None:
        scope = _scope(options["region"])
        with self._stopping() as asked:
            proposal, held = self._proposal(scope, options, asked)
        if options["json"]:
            found = {"round": held.pk if held else None, "region": scope or None} | _as_json(proposal)
            self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
        else:
            if proposal.figures.all_asked:
                self.stdout.write(_table(proposal, self.stdout.isatty()))
            self.stdout.write(_reached(proposal, scope))
            self.stdout.write(_where(held, scope))
        if proposal.figures.was_stopped:
            sys.exit(STOPPED)

    def _proposal(
        self, scope: str, options: dict[str, Any], asked: list[bool]
    ) -> tuple[Proposal, Round | None]:
        now = timezone.now()
        families = not options["apart"]
        tell = self._tell if sys.stderr.isatty() else None

        def stop() -> bool:
            return bool(asked)

        if options["dry_run"]:
            ground = gather(scope, now=now, families=families, yesterday=last_proposal(scope))
            try:
                return propose(ground, stop=stop, tell=tell, now=now), None
            except CostsTooLarge:
                raise CommandError(TOO_LARGE) from None
        try:
            held = make_round(scope=scope, families=families, by=None, now=now)
        except RoundRefused:
            raise CommandError(
                f"a round for {scope or 'the whole country'} is being worked out at this moment. "
                "See how far it is, or stop it, at /rondes; or try again later.",
                returncode=1,
            ) from None
        version = held.version
        made = work_out(held, version=version, stop=stop, tell=tell, now=now)
        if made is None:
            raise CommandError(TOO_LARGE)
        held.refresh_from_db()
        if (held.state, held.version) != (RoundState.READY, version):
            raise CommandError(
                "somebody changed or put away this round meanwhile, so nothing is kept. Look at /rondes."
            )
        return made, held

    def _tell(self, progress: Progress) -> None:
        gap = f", {progress.certificate.gap} from proven" if progress.certificate else ""
        self.stderr.write(f"{progress.stage}: {progress.placed} placed{gap}")

    @contextmanager
    def _stopping(self) -> Iterator[list[bool]]:
        """Let the first Ctrl-C ask for the best so far; the second one ends the command as always."""
        asked: list[bool] = []

        def ask(number: int, frame: Any) -> None:
            asked.append(True)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self.stderr.write(
                "Stopping with the best so far. Ctrl-C once more stops at once, without a proposal."
            )

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
    """Return the code behind a code or a name; other divisions have regions of the same name, without rounds."""
    if region is None:
        return EVERYWHERE
    known = programme_regions()
    wanted = region.strip().casefold()
    for code, name in known:
        if wanted in {code.casefold(), name.casefold()}:
            return code
    names = {spelled.casefold(): code for code, name in known for spelled in (code, name)}
    near = dict.fromkeys(names[word] for word in get_close_matches(wanted, names, n=3, cutoff=0.75))
    choose = ", ".join(code for code, _name in sorted(known)) or (
        "none: load the regions first (drakentemmers load_base_areas)"
    )
    hint = f"did you mean {' or '.join(near)}? Else " if near else ""
    raise CommandError(f"--region {region}: unknown; {hint}choose from {choose}", returncode=2)


def _where(held: Round | None, scope: str) -> str:
    """Say where the proposal is, or that it is nowhere."""
    if held is None:
        return _("On paper: nothing is kept and nobody is asked.")
    words = {"where": scope_name(scope), "path": reverse("round", args=[held.pk])}
    return _("The proposal for %(where)s lies ready at %(path)s. Nobody is asked yet.") % words


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


def _table(proposal: Proposal, is_terminal: bool) -> str:
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
    return out.getvalue()


def _reached(proposal: Proposal, scope: str) -> str:
    said = figures_text(proposal.figures, scope_name(scope))
    return f"{said}\n{proof_text(proposal.figures)}" if proposal.figures.all_asked else said
