"""What stands behind a line of a proposal: why not somebody nearer, from when, how far."""

import pytest
from django.utils import timezone

from drakentemmers.directory.rules import Language
from drakentemmers.kernel.clock import local_date, monday
from drakentemmers.matching.rounds import Figures
from drakentemmers.matching.rules import NeedName
from tests.matching.round_stage import LELYSTAD, held_round, proposal, shelter, therapist, waiting

pytestmark = pytest.mark.django_db
FIVE_KM_AWAY = (52.41, 5.25)


def test_the_nearer_therapist_is_kept_for_who_has_no_other_way():
    asker = shelter()
    (near_only,) = waiting(asker, 1, max_km=5)
    (anywhere,) = waiting(asker, 1)
    near, far = therapist("Dichtbij"), therapist("Verderop", at=LELYSTAD)
    held = held_round()
    assert proposal(held) == {near_only.pseudonym: "Dichtbij", anywhere.pseudonym: "Verderop"}
    facts = held.suggestions.get(request=anywhere).facts
    assert facts == {
        "first_place": monday(local_date(timezone.now())).isoformat(),
        "nearer": near.pk,
        "by_way": True,
        "kept_for": near_only.pk,
        "presses": False,
        "other_ways": 0,
    }
    assert far.pk == held.suggestions.get(request=anywhere).professional_id


def test_who_meets_more_wishes_is_not_called_nearer():
    asker = shelter()
    (must,) = waiting(asker, 1, language="ar", wishes=frozenset())
    (wish,) = waiting(asker, 1, language="ar", wishes=frozenset({NeedName.LANGUAGE}))
    speaks = therapist("Spreekt het", at=FIVE_KM_AWAY, languages=frozenset({Language.ARABIC}))
    therapist("Hiernaast", languages=frozenset({Language.DUTCH}))
    held = held_round()
    assert proposal(held) == {must.pseudonym: "Spreekt het", wish.pseudonym: "Hiernaast"}
    facts = held.suggestions.get(request=wish).facts
    assert (facts["nearer"], facts["by_way"], facts["kept_for"]) == (speaks.pk, False, must.pk)


def test_the_average_way_is_that_of_the_lines_and_holds_no_wishes():
    asker = shelter()
    waiting(asker, 2, language="ar", wishes=frozenset({NeedName.LANGUAGE}))
    therapist("Hier")
    therapist("Verderop", at=LELYSTAD)
    held = held_round()
    ways = list(held.suggestions.values_list("distance_m", flat=True))
    figures = Figures.of(held.figures["reached"])
    assert figures.km_each == round(sum(ways) / 2 / 1000) > 0
    assert (figures.metres, figures.with_way) == (sum(ways), 2)
