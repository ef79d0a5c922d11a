"""Numbers in registers are written one way, and a BSN is never taken for one."""

import pytest

from drakentemmers.directory.labels import label
from drakentemmers.directory.numbers import (
    NumberProblem,
    big_profession,
    kvk_problem,
    looks_like_bsn,
    normalised,
    register_number_problem,
)
from drakentemmers.directory.rules import Register

A_BSN = "111222333"  # passes the check, and is never given out


@pytest.mark.parametrize("text", ["19012345625", "1901 2345 625", "BIG-1901.2345.625", " big 19012345625 "])
def test_a_number_is_kept_as_digits(text):
    assert normalised(text, Register.BIG) == "19012345625"


@pytest.mark.parametrize(
    ("register", "number"),
    [
        (Register.BIG, "19012345625"),
        (Register.BIG, "09012345699"),
        (Register.AGB, "94012345"),
        (Register.SKJ, "100012345"),
        (Register.NIP, "00123456"),
        (Register.NVO, "12345"),
    ],
)
def test_a_number_of_the_right_shape_is_accepted(register, number):
    assert register_number_problem(register, number) is None


@pytest.mark.parametrize(
    ("register", "number", "problem"),
    [
        (Register.BIG, "1901234562", NumberProblem.BIG_SHAPE),
        (Register.BIG, "1901234562A", NumberProblem.BIG_SHAPE),
        (Register.AGB, "9401234", NumberProblem.AGB_SHAPE),
        (Register.SKJ, "abc", NumberProblem.SKJ_SHAPE),
        (Register.NIP, "", NumberProblem.ASSOCIATION_SHAPE),
        (Register.NIP, "²²²", NumberProblem.ASSOCIATION_SHAPE),
    ],
)
def test_a_number_of_another_shape_says_what_is_expected(register, number, problem):
    assert register_number_problem(register, number) == problem
    assert label(problem)


@pytest.mark.parametrize("register", Register)
def test_a_bsn_is_refused_in_every_register(register):
    assert register_number_problem(register, A_BSN) == NumberProblem.LOOKS_LIKE_BSN
    assert kvk_problem(A_BSN) == NumberProblem.LOOKS_LIKE_BSN


def test_nine_digits_that_fail_the_check_are_no_bsn():
    assert not looks_like_bsn("111222334")
    assert not looks_like_bsn("11122233")


def test_a_trade_register_number_has_eight_digits():
    assert kvk_problem(normalised("KvK 12 34 56 78")) is None
    assert kvk_problem("1234567") == NumberProblem.KVK_SHAPE


def test_the_end_of_a_big_number_names_the_profession():
    assert big_profession("19012345625") == "gz-psycholoog"
    assert big_profession("19012345699") == ""
