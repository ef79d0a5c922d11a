"""`drakentemmers allocate`: on paper and for real, as JSON and as a table."""

import json
import os
import signal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from drakentemmers.directory.rules import RegionModel
from drakentemmers.matching.actions import working_out
from drakentemmers.matching.actions.rounds import close_round, make_round
from drakentemmers.matching.management.commands import allocate
from drakentemmers.matching.models import Question, Round, Suggestion, TreatmentRequest
from drakentemmers.matching.rules import Urgency
from tests.factories.directory import RegionFactory
from tests.matching.round_stage import region, shelter, therapist, waiting

pytestmark = pytest.mark.django_db


def run(*options: str) -> str:
    out = StringIO()
    call_command("allocate", *options, stdout=out)
    return out.getvalue()


def test_on_paper_it_prints_who_goes_where_and_keeps_nothing():
    asker = shelter()
    (acute,) = waiting(asker, 1, urgency=Urgency.ACUTE)
    (regular,) = waiting(asker, 1)
    only = therapist()
    found = json.loads(run("--dry-run", "--json"))
    (placed,), (unplaced,) = found["placed"], found["unplaced"]
    assert (placed["request"], placed["therapist"]) == (acute.pk, only.pk)
    assert (unplaced["request"], unplaced["reason"]) == (regular.pk, "lost")
    assert unplaced["lost_to"] == [acute.pk]
    assert found["objective"] == found["bound"]
    assert found["optimal"]
    assert found["placed_by_urgency"] == {"acute": 1, "within_4_weeks": 0, "regular": 0}
    assert found["seconds"] >= 0
    assert (Round.objects.count(), Suggestion.objects.count(), Question.objects.count()) == (0, 0, 0)


def test_without_anybody_it_prints_an_empty_proposal():
    found = json.loads(run("--dry-run", "--json"))
    assert (found["placed"], found["unplaced"], found["objective"], found["optimal"]) == ([], [], 0, True)


def test_where_nobody_waits_it_says_so_without_an_empty_table():
    region()
    said = run("--dry-run", "--region", "flevoland")
    assert said.splitlines() == [
        "Niemand wacht in Flevoland.",
        "Op papier: er is niets bewaard en niemand gevraagd.",
    ]


def test_for_real_it_leaves_a_proposal_for_the_lead_and_asks_nobody():
    (request,) = waiting(shelter(), 1)
    found = therapist("Behandelaar Een")
    said = run("--region", "flevoland")
    held = Round.objects.get()
    assert (held.scope, held.suggestions.get().professional) == ("pr-flevoland", found)
    assert request.pseudonym in said
    assert "Behandelaar Een" in said
    assert Question.objects.count() == 0


def test_an_unknown_region_is_one_clear_line_with_what_is_allowed():
    region()
    with pytest.raises(CommandError, match="--region atlantis: unknown; choose from pr-flevoland") as refused:
        run("--region", "atlantis")
    assert refused.value.returncode == 2


def test_a_slip_in_a_region_is_answered_with_what_was_meant():
    region()
    region("pr-zeeland", "Zeeland")
    with pytest.raises(
        CommandError, match=r"did you mean pr-flevoland\? Else choose from pr-flevoland, pr-zeeland"
    ):
        run("--region", "Flevolnd")


def test_a_name_that_other_divisions_have_too_is_the_region_of_the_programme():
    RegionFactory(code="aa-flevoland", name="Flevoland", model=RegionModel.VEILIG_THUIS)
    waiting(shelter(), 1)
    therapist()
    run("--region", "FLEVOLAND")
    assert Round.objects.get().scope == "pr-flevoland"
    with pytest.raises(CommandError, match="--region aa-flevoland: unknown"):
        run("--region", "aa-flevoland")


def test_before_regions_are_loaded_it_says_how_to_load_them():
    with pytest.raises(CommandError, match="drakentemmers load_base_areas"):
        run("--region", "flevoland")


def test_it_says_where_the_proposal_is_or_that_nothing_is_kept():
    waiting(shelter(), 1)
    therapist()
    assert "er is niets bewaard en niemand gevraagd." in run("--dry-run")
    assert json.loads(run("--dry-run", "--json"))["round"] is None
    said = run("--region", "flevoland")
    held = Round.objects.get()
    assert f"Het voorstel voor Flevoland ligt klaar op /rondes/{held.pk}." in said
    found = json.loads(run("--region", "flevoland", "--json"))
    assert (found["round"], found["region"]) == (Round.objects.running().get().pk, "pr-flevoland")


def test_two_requests_with_one_pseudonym_are_told_apart():
    for name in ("Opvang De Brug", "Opvang Twee"):
        waiting(shelter(RegionFactory(), name), 1)
    TreatmentRequest.objects.update(pseudonym="Wilg 12")
    said = run("--dry-run")
    assert "Wilg 12 (Opvang De Brug)" in said and "Wilg 12 (Opvang Twee)" in said


def test_where_one_is_being_worked_out_it_says_where_to_look():
    region()
    make_round(scope="pr-flevoland", by=None, now=timezone.now())
    with pytest.raises(CommandError, match="pr-flevoland is being worked out at this moment") as busy:
        run("--region", "flevoland")
    assert busy.value.returncode == 1


def test_ctrl_c_gives_the_best_so_far_and_the_exit_code_of_a_stop(monkeypatch):
    waiting(shelter(), 2)
    therapist()
    gathered, before = allocate.gather, signal.getsignal(signal.SIGINT)

    def pressed(*args, **options):
        os.kill(os.getpid(), signal.SIGINT)
        return gathered(*args, **options)

    monkeypatch.setattr(allocate, "gather", pressed)
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("allocate", "--dry-run", "--json", stdout=out, stderr=err)
    found = json.loads(out.getvalue())
    assert (ended.value.code, found["stopped"], len(found["placed"])) == (130, True, 1)
    assert "Stopping with the best so far." in err.getvalue()
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_leaves_no_round_in_the_way_of_the_next(monkeypatch):
    waiting(shelter(), 1)
    therapist()

    def pressed(*_args, **_options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(working_out, "propose", pressed)
        with pytest.raises(KeyboardInterrupt):
            run("--region", "flevoland")
    assert Round.objects.get().state == "failed"
    run("--region", "flevoland")
    assert Round.objects.running().get().state == "ready"


def test_a_round_that_was_put_away_meanwhile_is_not_said_to_lie_ready(monkeypatch):
    waiting(shelter(), 1)
    therapist()
    kept = working_out._keep

    def put_away(held, version, worked, *, now):
        close_round(held=held, by=None, now=now)
        kept(held, version, worked, now=now)

    monkeypatch.setattr(working_out, "_keep", put_away)
    with pytest.raises(CommandError, match="somebody changed or put away this round meanwhile"):
        run("--region", "flevoland")
