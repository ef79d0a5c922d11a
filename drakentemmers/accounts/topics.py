"""What news can be about, and how somebody wants to hear of it. Plain Python."""

from enum import StrEnum


class Topic(StrEnum):
    """What a line under the bell is about, as somebody chooses mail for it."""

    QUESTIONS = "questions"  # questions and answers
    PLACES = "places"  # places and what became of them
    NETWORK = "network"  # news of the network
    SECURITY = "security"  # the safety of one's own account: always, at once


class How(StrEnum):
    """How somebody hears of a topic, besides the bell."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    BELL = "bell"  # no mail


CHOOSABLE = (Topic.QUESTIONS, Topic.PLACES, Topic.NETWORK)
DEFAULTS = {Topic.QUESTIONS: How.AT_ONCE, Topic.PLACES: How.AT_ONCE, Topic.NETWORK: How.AT_ONCE}

# By how the code of a line begins; the longest beginning counts. What is not here is news of the network.
BEGINNINGS = {
    "security.": Topic.SECURITY,
    "matching.": Topic.QUESTIONS,
    "matching.hold_expired": Topic.PLACES,
    "matching.placed": Topic.PLACES,
    "matching.started": Topic.PLACES,
    "matching.continued_ambulatory": Topic.PLACES,
    "matching.ended": Topic.PLACES,
    "matching.client_declined": Topic.PLACES,
    "matching.therapist_left": Topic.PLACES,
    "matching.offer": Topic.PLACES,
    "matching.search": Topic.PLACES,
}


def topic_of(code: str) -> Topic:
    """Return what a line with this code ("matching.asked") is about."""
    fitting = [beginning for beginning in BEGINNINGS if code.startswith(beginning)]
    return BEGINNINGS[max(fitting, key=len)] if fitting else Topic.NETWORK


def how_of(topic: Topic, chosen: How | None) -> How:
    """Return how somebody who chose `chosen` (None: nothing) hears of a topic."""
    if topic is Topic.SECURITY:
        return How.AT_ONCE
    return chosen or DEFAULTS[topic]
