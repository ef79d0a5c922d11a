"""The settings of the tests with the keys that benchmarks/encryption.py hands to the site and to rotate_keys."""

import os

from drakentemmers.config.test import *  # noqa: F403

FIELD_KEYS = os.environ["ENCRYPTION_BENCH_KEYS"]
