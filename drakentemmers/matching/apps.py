from typing import Any

from django.apps import AppConfig
from django.db import connections


class MatchingConfig(AppConfig):
    """Offers, treatment requests, questions to therapists, placements and what follows."""

    name = "drakentemmers.matching"
    label = "matching"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, pre_migrate

        from drakentemmers.accounts.actions.blocks import PATHS
        from drakentemmers.accounts.actions.decoys import MAKERS, Maker
        from drakentemmers.accounts.partings import STOPS_TREATING
        from drakentemmers.matching import permissions  # noqa: F401
        from drakentemmers.matching.actions.decoys import make_request_decoy, requests_to_look_like
        from drakentemmers.matching.actions.partings import stop_treating
        from drakentemmers.matching.read.apart import paths_behind

        pre_migrate.connect(_triggers_away, sender=self)
        post_migrate.connect(_triggers_back, sender=self)
        PATHS.append(paths_behind)
        STOPS_TREATING.append(stop_treating)
        MAKERS["request"] = Maker(make_request_decoy, requests_to_look_like)


def _triggers_away(using: str, **_: Any) -> None:
    """Take the triggers of the rosters away before migrations: SQLite could not rebuild the tables they speak of."""
    from drakentemmers.matching.roster.changes import is_there, lift

    if connections[using].vendor == "sqlite" and is_there(connections[using]):
        lift(connections[using])


def _triggers_back(using: str, **_: Any) -> None:
    """Put the triggers of the rosters up when they are not there."""
    from drakentemmers.matching.roster.changes import is_there, missing, put_up

    if is_there(connections[using]) and missing(connections[using]):
        put_up(connections[using])
