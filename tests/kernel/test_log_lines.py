"""Lines of the log point to nobody."""

import logging

import pytest

from drakentemmers.kernel.log_lines import ImpersonalFormatter, impersonal


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("mail to anna@voorbeeld.example failed", "mail to <mail> failed"),
        ("Not Found: /behandelaars?plaats=Almere&naam=Anna", "Not Found: /behandelaars?<asked>"),
        ("Not Found: /uitnodiging/aB3-x_9kLmNoPqRsTuV", "Not Found: /uitnodiging/<token>"),
        ("Not Found: /wachtwoord-kiezen/7-c4x2kz-0123456789abcdef", "Not Found: /wachtwoord-kiezen/<token>"),
        ("Not Found: /aanvragen/0123456789ab/sluiten", "Not Found: /aanvragen/0123456789ab/sluiten"),
        ("call 06 12345678", "call <number>"),
        ("bsn 123456782", "bsn <number>"),
        ("Method Not Allowed (PATCH): /privacy", "Method Not Allowed (PATCH): /privacy"),
    ],
)
def test_what_points_to_somebody_is_taken_out(line, kept):
    assert impersonal(line) == kept


def fails() -> None:
    try:
        raise ValueError("Key (email)=(anna@voorbeeld.example) already exists: Verborgenpad 1")
    except ValueError as error:
        raise RuntimeError("row (7, Verborgenpad 1)") from error


def test_of_a_failure_kind_and_place_are_kept_but_not_its_words():
    try:
        fails()
    except RuntimeError as error:
        record = logging.LogRecord(
            "django.request",
            logging.ERROR,
            __file__,
            1,
            "Internal Server Error: %s",
            ("/x?naam=Anna",),
            (type(error), error, error.__traceback__),
        )
    record.exc_text = "Verborgenpad 1"
    line = ImpersonalFormatter("%(levelname)s %(name)s %(message)s").format(record)
    assert "builtins.RuntimeError" in line and "builtins.ValueError" in line and "test_log_lines.py" in line
    assert "Verborgenpad" not in line and "anna" not in line.lower()
    assert line.startswith("ERROR django.request Internal Server Error: /x?<asked>")
