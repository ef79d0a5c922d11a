"""The part of the demonstration about rounds: people who wait, a proposal for a region, one for the whole country."""

from datetime import timedelta

from drakentemmers.accounts.models import User
from drakentemmers.directory.rules import Language
from drakentemmers.matching.actions.rounds import make_round
from drakentemmers.matching.actions.working_out import set_to_work
from drakentemmers.matching.demo.stage import Stage
from drakentemmers.matching.demo.tales import Tale
from drakentemmers.matching.rounds import EVERYWHERE
from drakentemmers.matching.rules import Urgency

WAIT = 6  # of how many requests one waits for a round: nobody was asked for it
LANGUAGES = (
    Language.DUTCH,
    Language.DUTCH,
    Language.ARABIC,
    Language.DUTCH,
    Language.TURKISH,
    Language.POLISH,
)
URGENCIES = (Urgency.REGULAR, Urgency.WITHIN_4_WEEKS, Urgency.REGULAR, Urgency.ACUTE)


def hold_rounds(stage: Stage, waiting: int, *, lead: User, office: User) -> None:
    """Let so many people wait, `lead` hold a round for the own region and `office` one for everybody."""
    for turn in range(waiting):
        tale = Tale(stage, stage.asker(turn), 1000 + turn)
        days_ago = 3 + turn * 2.5
        fields = {
            "urgency": URGENCIES[turn % len(URGENCIES)],
            "language": LANGUAGES[turn % len(LANGUAGES)],
            "start_by": None,
        }
        for _moment in tale.opened(days_ago, **fields):
            pass
    yesterday = stage.now - timedelta(hours=20)
    for scope, by, moment in (
        (EVERYWHERE, office, yesterday),
        (lead.current_memberships[0].region, lead, stage.now - timedelta(hours=2)),
    ):
        held = make_round(scope=scope, by=by, now=moment)
        set_to_work(held, now=moment)
