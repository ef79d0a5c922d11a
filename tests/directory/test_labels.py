"""Every word that can be stored has a name on screen."""

from enum import StrEnum

import pytest
from django.utils import translation

import drakentemmers.accounts.rules
import drakentemmers.directory.joining
import drakentemmers.directory.rules
import drakentemmers.matching.course
import drakentemmers.matching.rules
from drakentemmers.directory.labels import explanation, in_order, labels_of
from drakentemmers.directory.rules import Language, Method, Problem
from drakentemmers.matching.course import DeclineEffect
from drakentemmers.matching.labels import label

MODULES = [
    drakentemmers.accounts.rules,
    drakentemmers.directory.joining,
    drakentemmers.directory.rules,
    drakentemmers.matching.course,
    drakentemmers.matching.rules,
]
UNITS = {"Measure"}  # shown as part of a sentence, never by itself
KINDS = [
    kind
    for module in MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind.__module__ == module.__name__
    if kind.__name__ not in UNITS
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_member_has_a_label_of_its_own(kind):
    labels = [label(member) for member in kind]
    assert all(labels)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind is not DeclineEffect], ids=lambda kind: kind.__name__
)
def test_a_label_does_not_look_like_the_stored_value(kind):
    assert [member for member in kind if "_" in label(member)] == []


def test_labels_are_dutch_on_screen():
    with translation.override("nl"):
        assert label(Language.ARABIC) == "Arabisch"
        assert label(Problem.ATTACHMENT) == "Hechting"


def test_labels_come_in_the_order_of_the_words():
    languages = frozenset({Language.TURKISH, Language.DUTCH, Language.ARABIC})
    assert in_order(languages) == [Language.DUTCH, Language.ARABIC, Language.TURKISH]
    assert labels_of(frozenset()) == []


def test_a_method_with_an_unclear_name_is_explained():
    assert explanation(Method.EMDR)
    assert explanation(Method.GROUP_TREATMENT) == ""
