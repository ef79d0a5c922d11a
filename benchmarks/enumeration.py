"""Whether the clock tells who has an account: medians for known and unknown addresses, asked in turns, and their ratio.

Runs against a database of its own in memory, with the real Argon2 hasher and with work for later left in the database,
as in real use. Asked in turns and compared by the median, so that a busy machine disturbs both alike.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

os.environ["DJANGO_SETTINGS_MODULE"] = "drakentemmers.config.test"
os.environ["DATABASE_URL"] = "sqlite://:memory:"

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - settings come first
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

ROUNDS = 60
MOST_APART = 0.1  # of the median
PASSWORD = "een-lang-wachtwoord"  # noqa: S105 - of invented people
APPLICATION = {
    "kind": "therapist",
    "name": "Noor Voorbeeldsma",
    "why": "Ik behandel gezinnen.",
    "big": "19012345625",
    "practice_choice": "new",
    "organisation_name": "Praktijk Voorbeeldsma",
    "kvk_number": "12345678",
}


def prepare(count: int) -> list[str]:
    """Make people who have an account, and a provider for their domain; return their addresses."""
    from drakentemmers.accounts.actions.identity import ProviderFacts, save_provider
    from drakentemmers.accounts.actions.organisations import add_organisation
    from drakentemmers.accounts.models import User
    from drakentemmers.accounts.rules import OrganisationKind

    setup_test_environment()
    call_command("migrate", verbosity=0)
    first = User.objects.create_user("persoon0@voorbeeld.example", PASSWORD, name="Persoon")
    others = [
        User(email=f"persoon{n}@voorbeeld.example", name="Persoon", password=first.password)
        for n in range(1, count)
    ]
    User.objects.bulk_create(others)
    now = datetime.now(UTC)
    office = add_organisation(name="Kompas", kind=OrganisationKind.WOMENS_SHELTER, by=None, now=now)
    about = {"client_id": "a", "client_secret": "b", "vouches_for_second_factor": False, "is_active": True}
    facts = ProviderFacts(
        organisation=office, issuer="https://127.0.0.1:9", domains=["voorbeeld.example"], **about
    )
    save_provider(facts, by=None, now=now)
    return [f"persoon{n}@voorbeeld.example" for n in range(count)]


def milliseconds(path: str, fields: dict[str, str], number: int) -> float:
    """Return how long one request took, from a network of its own so that no limit is reached."""
    client = Client(REMOTE_ADDR=f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}")
    begin = time.perf_counter()
    client.post(path, fields)
    return (time.perf_counter() - begin) * 1000


def lock(email: str, number: int) -> None:
    """Lock the door of one address, known or not, as five wrong passwords do."""
    from drakentemmers.accounts.actions.lockout import Door, Gate, take_try

    while take_try([Door(Gate.ACCOUNT, email)], now=datetime.now(UTC)) is None:
        pass


def compare(
    what: str,
    path: str,
    field: str,
    addresses: list[str],
    first: Callable[[str, int], None] = lambda email, number: None,
    /,
    **fields: str,
) -> float:
    """Ask for known and unknown addresses in turns, print the medians and return their ratio."""
    known, unknown = [], []
    for number, address in enumerate(addresses):
        nobody = address.replace("persoon", "niemand")
        turns = [(known, address), (unknown, nobody)]
        for taken, email in turns if number % 2 else reversed(turns):
            asked = number * 2 + (taken is known)
            first(email, asked)
            own = {"form_key": f"k{asked}"} if "kind" in fields else {}
            taken.append(milliseconds(path, {field: email, **fields, **own}, asked))
    here, nowhere = statistics.median(known[2:]), statistics.median(unknown[2:])
    sys.stdout.write(
        f"{what:<32} known {here:7.1f} ms   unknown {nowhere:7.1f} ms   ratio {here / nowhere:.3f}\n"
    )
    return here / nowhere


@override_settings(
    PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"],
    TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}},
    IDENTITY_OVER_HTTP=True,
)
def main() -> int:
    """Print one line per door; end with 1 when one of them tells."""
    addresses = prepare(ROUNDS)
    wrong = {"password": "verkeerd"}
    ratios = [
        compare("wrong password", "/inloggen", "login", addresses, **wrong),
        compare("link for a new password", "/wachtwoord-vergeten", "email", addresses),
        compare("asking to join", "/aanmelden/als/behandelaar", "email", addresses, **APPLICATION),
        compare("finding one's organisation", "/inloggen/organisatie", "email", addresses),
        compare("a locked door", "/inloggen", "login", addresses, lock, **wrong),
    ]
    return 0 if all(1 - MOST_APART <= ratio <= 1 + MOST_APART for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
