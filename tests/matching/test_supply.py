"""What is known of a few therapists is what is known of them among all."""

from datetime import timedelta

import pytest

from drakentemmers.accounts.rules import OrganisationKind
from drakentemmers.directory.models import Professional
from drakentemmers.directory.rules import ClientGroup
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.models import Offer
from drakentemmers.matching.read.supply import FEW, supplies
from tests.factories.accounts import OrganisationFactory
from tests.factories.directory import WorkLocationFactory
from tests.matching.fresh_rosters import hold
from tests.matching.test_shortlist import ask
from tests.matching.therapists import NOW, ON, THIS_WEEK

pytestmark = pytest.mark.django_db


def many() -> list[Professional]:
    """More than a page of therapists: in two practices or alone, with questions, places taken and without an offer."""
    practices = [OrganisationFactory(kind=OrganisationKind.PRACTICE) for _ in range(2)]
    people = Professional.objects.bulk_create(
        Professional(
            name=f"Behandelaar {n:03}",
            groups=frozenset({ClientGroup.ADULT}),
            practice=practices[n % 7] if n % 7 < 2 else None,
            is_active=n % 11 > 0,
        )
        for n in range(FEW + 10)
    )
    Offer.objects.bulk_create(
        Offer(
            professional=one,
            starts_on=THIS_WEEK,
            confirmed_at=NOW - timedelta(days=n % 60),
            state=OfferState.OPEN if n % 5 else OfferState.CLOSED,
            places=1 + n % 3,
        )
        for n, one in enumerate(people)
        if n % 13
    )
    for one in people[::6]:
        WorkLocationFactory(professional=one)
        ask(one)
    for offer in Offer.objects.select_related("professional")[:3]:
        hold(offer.professional, NOW + timedelta(days=1))
    return people


def test_a_few_are_told_as_they_are_among_all():
    people = many()
    among_all = supplies(Professional.objects.all(), ON, NOW)
    assert len(among_all) == len(people) > FEW
    some = [supply.id for supply in among_all]
    few = [
        supply
        for part in (some[:FEW], some[FEW:])
        for supply in supplies(Professional.objects.filter(pk__in=part), ON, NOW)
    ]
    assert few == among_all
    assert {supply.asked_lately > 0 for supply in among_all} == {True, False}
    assert any(supply.places for supply in among_all)


def test_one_of_a_practice_has_the_questions_of_all_its_colleagues():
    practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    quiet, asked = Professional.objects.bulk_create(
        Professional(name=name, groups=frozenset({ClientGroup.ADULT}), practice=practice)
        for name in ("A", "B")
    )
    ask(asked)
    (supply,) = supplies(Professional.objects.filter(pk=quiet.pk), ON, NOW)
    assert supply.asked_lately == 50


def test_the_same_number_of_queries_for_one_and_for_a_page(assert_queries_constant):
    practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    Professional.objects.create(name="Samen", groups=frozenset({ClientGroup.ADULT}), practice=practice)
    with assert_queries_constant(lambda: supplies(Professional.objects.all(), ON, NOW)):
        many()
