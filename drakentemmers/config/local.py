"""Settings to try the site on one's own machine: embedded database, mail to a folder, demonstration bar."""

import os
from pathlib import Path

from drakentemmers.config.base import *  # noqa: F403
from drakentemmers.config.base import DATA
from drakentemmers.config.base import SITE_URL as USUAL_URL
from drakentemmers.config.secret import keys_in, secret_key_in

SECRET_KEY = secret_key_in(Path(DATA))
FIELD_KEYS = keys_in(Path(DATA), "field-keys")
LOG_KEYS = keys_in(Path(DATA), "log-keys")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SITE_URL = WAGTAILADMIN_BASE_URL = os.environ.get("DRAKENTEMMERS_SITE_URL", USUAL_URL)
SITE_URL_FOLLOWS = True
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"
DEMO = True
IDENTITY_OVER_HTTP = True  # to try a provider on this machine
