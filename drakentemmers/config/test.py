"""Settings of the test suite: cheap password hashes, mail kept in memory, everything else as it runs."""

import base64
import hashlib

from drakentemmers.config.base import *  # noqa: F403
from drakentemmers.config.base import DATABASES


def _key(name: str) -> str:
    return f"test:{base64.b64encode(hashlib.sha256(name.encode()).digest()).decode()}"


SECRET_KEY = "only-for-tests-" + "x" * 50
FIELD_KEYS = _key("fields")
LOG_KEYS = _key("log")
LOG_ANCHOR_FILE = ""  # a test that wants one names its own
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Races commit more often in a second than a site on SQLite does in a day. Before 3.51.3 two connections that copy
    # the journal back while a third commits can, very seldom, damage the file (sqlite.org/wal.html#walresetbug). With
    # room for a hundred megabytes it is copied back when the last connection closes, after each test.
    # And a test database need not survive a power cut: a commit does not wait for the disk, here and on PostgreSQL.
    DATABASES["default"]["OPTIONS"]["init_command"] += (
        "PRAGMA wal_autocheckpoint=25000; PRAGMA synchronous=OFF;"
    )
else:
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
