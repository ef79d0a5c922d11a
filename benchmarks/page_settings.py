"""The settings of the tests, without limits on asking: benchmarks/page.py asks from one network only."""

from drakentemmers.config.test import *  # noqa: F403

TURNS: dict[str, list[tuple[int, int]]] = {}
