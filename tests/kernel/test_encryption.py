"""A sealed text opens at its own place with its own key, and nowhere else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drakentemmers.kernel.encryption import Unreadable, key_of, seal, unseal
from drakentemmers.kernel.keys import Keyring, new_key, parse_keyring

KEYRING = parse_keyring(new_key("2026"))
PLACE = "directory_worklocation:street:0123456789ab"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


@given(TEXTS)
def test_what_was_sealed_is_read_back(text):
    sealed = seal(text, keyring=KEYRING, context=PLACE)
    assert unseal(sealed, keyring=KEYRING, context=PLACE) == text
    assert key_of(sealed) == "2026"
    assert len(text) < 12 or text not in sealed


def test_the_same_text_never_looks_the_same():
    assert len({seal("Lindelaan 4", keyring=KEYRING, context=PLACE) for _ in range(1000)}) == 1000


@given(TEXTS, st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_another_place_does_not_open_it(text, place):
    sealed = seal(text, keyring=KEYRING, context=PLACE)
    if place != PLACE:
        with pytest.raises(Unreadable):
            unseal(sealed, keyring=KEYRING, context=place)


@given(TEXTS, st.data())
def test_a_flipped_bit_is_found(text, data):
    prefix, name, encoded = seal(text, keyring=KEYRING, context=PLACE).split(":")
    raw = bytearray(base64.urlsafe_b64decode(encoded))
    place = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[place // 8] ^= 1 << place % 8
    changed = f"{prefix}:{name}:{base64.urlsafe_b64encode(bytes(raw)).decode()}"
    with pytest.raises(Unreadable):
        unseal(changed, keyring=KEYRING, context=PLACE)


@given(TEXTS, st.data())
def test_a_changed_character_is_found(text, data):
    sealed = seal(text, keyring=KEYRING, context=PLACE)
    place = data.draw(st.integers(0, len(sealed) - 1))
    character = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != sealed[place]))
    with pytest.raises(Unreadable):
        unseal(sealed[:place] + character + sealed[place + 1 :], keyring=KEYRING, context=PLACE)


@given(TEXTS, st.data())
def test_a_part_of_it_is_not_enough(text, data):
    sealed = seal(text, keyring=KEYRING, context=PLACE)
    with pytest.raises(Unreadable):
        unseal(sealed[: data.draw(st.integers(0, len(sealed) - 1))], keyring=KEYRING, context=PLACE)


@given(TEXTS)
def test_another_key_does_not_open_it_not_even_under_the_same_id(text):
    sealed = seal(text, keyring=KEYRING, context=PLACE)
    for keyring in (parse_keyring(new_key("2026")), parse_keyring(new_key("2027"))):
        with pytest.raises(Unreadable):
            unseal(sealed, keyring=keyring, context=PLACE)


@given(TEXTS)
def test_an_old_key_goes_on_reading(text):
    old = parse_keyring(new_key("2025"))
    both = Keyring("2026", {**old.keys, **KEYRING.keys})
    assert unseal(seal(text, keyring=old, context=PLACE), keyring=both, context=PLACE) == text
    assert key_of(seal(text, keyring=both, context=PLACE)) == "2026"


@given(st.text(max_size=200))
def test_a_text_that_is_not_sealed_is_refused_and_not_repeated(text):
    with pytest.raises(Unreadable) as refused:
        unseal(text, keyring=KEYRING, context=PLACE)
    assert len(text) < 12 or text not in str(refused.value)
