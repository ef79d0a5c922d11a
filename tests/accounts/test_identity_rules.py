"""Which word of a provider is taken, and for which addresses an organisation can vouch: the rules alone."""

import pytest

from drakentemmers.accounts.identity import Refusal, WordRefused, is_own_domain, word_of
from tests.factories.identity import DOMAIN

TOKEN = {"nonce": "n", "sub": "1", "email": "A@kompas.example", "email_verified": True}


def test_it_is_taken_whole():
    word = word_of(TOKEN | {"auth_time": 5, "amr": ["mfa"]}, {}, nonce="n", domains=[DOMAIN])
    assert (word.subject, word.email, word.authenticated_at, word.several_factors) == (
        "1",
        "a@kompas.example",
        5,
        True,
    )


@pytest.mark.parametrize(
    ("token", "userinfo", "why"),
    [
        ({"nonce": "x"}, {}, Refusal.ANSWER),
        ({"sub": ""}, {}, Refusal.ANSWER),
        ({}, {"sub": "2"}, Refusal.ANSWER),
        ({"email_verified": 1}, {}, Refusal.ADDRESS),
        ({"email_verified": None}, {"email": "b@kompas.example"}, Refusal.ADDRESS),
        ({"email": "kompas.example"}, {}, Refusal.ADDRESS),
        ({"email": "a@kompas.example@elders.example"}, {}, Refusal.ADDRESS),
    ],
)
def test_it_is_refused(token, userinfo, why):
    with pytest.raises(WordRefused) as refused:
        word_of(TOKEN | token, userinfo, nonce="n", domains=[DOMAIN])
    assert refused.value.args == (why,)


def test_nothing_without_a_nonce():
    with pytest.raises(WordRefused):
        word_of(TOKEN | {"nonce": ""}, {}, nonce="", domains=[DOMAIN])


def test_what_entra_calls_confirmed_counts():
    token = TOKEN | {"email_verified": None, "xms_edov": True}
    assert word_of(token, {}, nonce="n", domains=[DOMAIN]).email == "a@kompas.example"


@pytest.mark.parametrize(
    ("domain", "own"),
    [
        ("kompas.example", True),
        ("gmail.com", False),
        ("localhost", False),
        ("a b.nl", False),
        ("x..nl", False),
    ],
)
def test_which_domains_an_organisation_can_vouch_for(domain, own):
    assert is_own_domain(domain) is own
