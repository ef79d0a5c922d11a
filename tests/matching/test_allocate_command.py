"""`drakentemmers allocate`: on paper and for real, as JSON and as a table."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from drakentemmers.matching.models import Question, Round, Suggestion
from drakentemmers.matching.rules import Urgency
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
