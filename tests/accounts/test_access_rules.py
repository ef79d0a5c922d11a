"""May it open now? The rules of the door, on examples and on whatever may come."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drakentemmers.accounts.access import (
    Answer,
    Budget,
    Facts,
    Level,
    Verdict,
    WhyFrozen,
    budget_of,
    judge,
    level_after,
    may_be_second,
)

BUDGET = Budget(day=40, hour=30)
DECOY = Verdict(Answer.FROZEN, level=Level.FREEZE, freezes=WhyFrozen.DECOY)
OWN = Facts(BUDGET, is_own_work=True)

facts = st.builds(
    Facts,
    budget=st.builds(Budget, day=st.integers(1, 200), hour=st.integers(1, 200)),
    spent_today=st.integers(0, 400),
    spent_this_hour=st.integers(0, 400),
)


@pytest.mark.parametrize(
    ("given_facts", "verdict"),
    [
        (OWN, Verdict(Answer.OPEN, costs=True)),
        (replace(OWN, is_counted=True, spent_today=400), Verdict(Answer.OPEN)),
        (Facts(BUDGET), Verdict(Answer.ASK_REASON)),
        (Facts(BUDGET, has_reason=True), Verdict(Answer.OPEN, costs=True)),
        (Facts(BUDGET, is_emergency=True), Verdict(Answer.OPEN, costs=True)),
        (replace(OWN, is_kept_apart=True), Verdict(Answer.UNKNOWN)),
        (Facts(BUDGET, is_emergency=True, has_reason=True, is_kept_apart=True), Verdict(Answer.UNKNOWN)),
        (replace(OWN, is_frozen=True), Verdict(Answer.FROZEN)),
        (replace(OWN, is_decoy=True), DECOY),
        (replace(OWN, is_decoy=True, is_kept_apart=True), DECOY),
        (replace(OWN, spent_today=30), Verdict(Answer.OPEN, costs=True)),
        (replace(OWN, spent_today=31), Verdict(Answer.OPEN, costs=True, level=Level.NOTE)),
        (replace(OWN, spent_today=39), Verdict(Answer.OPEN, costs=True, level=Level.ALERT)),
        (replace(OWN, spent_today=58), Verdict(Answer.OPEN, costs=True, level=Level.ALERT)),
        (replace(OWN, spent_today=59), Verdict(Answer.FROZEN, level=Level.FREEZE, freezes=WhyFrozen.BUDGET)),
        (replace(OWN, spent_this_hour=30), Verdict(Answer.WAIT, level=Level.ALERT)),
    ],
)
def test_what_comes_of_it(given_facts: Facts, verdict: Verdict):
    assert judge(given_facts) == verdict


@given(facts)
def test_what_is_not_the_own_work_never_opens_without_a_reason(found: Facts):
    assert judge(found).answer != Answer.OPEN


@given(facts, st.booleans(), st.booleans(), st.booleans())
def test_another_interest_and_a_frozen_account_win_from_everything(found, own, emergency, reason):
    anyhow = replace(found, is_own_work=own, is_emergency=emergency, has_reason=reason)
    assert judge(replace(anyhow, is_kept_apart=True)).answer in {Answer.UNKNOWN, Answer.FROZEN}
    assert judge(replace(anyhow, is_kept_apart=True)).answer == Answer.UNKNOWN
    assert judge(replace(anyhow, is_frozen=True)).answer == Answer.FROZEN
    assert judge(replace(anyhow, is_decoy=True)).answer == Answer.FROZEN


@given(st.integers(1, 300), st.integers(0, 900))
def test_a_day_never_opens_more_than_half_more_than_the_budget(per_day: int, tries: int):
    spent, found = 0, Facts(Budget(per_day, 10_000), is_own_work=True)
    for _ in range(tries):
        verdict = judge(replace(found, spent_today=spent))
        if verdict.answer != Answer.OPEN:
            break
        spent += 1
    assert spent * 100 < per_day * 150


@given(st.integers(1, 300), st.integers(0, 600))
def test_more_never_tells_fewer(per_day: int, spent: int):
    assert level_after(spent, per_day) <= level_after(spent + 1, per_day)


def test_the_budget_is_that_of_the_widest_role():
    per_day = {"therapist": 40, "coordinator": 80}
    assert budget_of(["therapist", "coordinator"], per_day, 10, 75) == Budget(80, 60)
    assert budget_of(["editor"], per_day, 10, 75) == Budget(10, 7)
    assert budget_of([], per_day, 1, 50) == Budget(1, 1)


@pytest.mark.parametrize(
    ("second", "may"),
    [(1, False), (2, True), (3, False), (None, False)],
    ids=["first", "other", "self", "nobody"],
)
def test_the_second_is_neither_the_first_nor_the_one_it_is_about(second, may):
    assert may_be_second(first=1, second=second, concerned=3) is may
