"""Settings to try the site on one's own machine: embedded database, mail to a folder, demonstration bar."""

from pathlib import Path

from drakentemmers.config.base import *  # noqa: F403
from drakentemmers.config.base import DATA
from drakentemmers.config.secret import secret_key_in

SECRET_KEY = secret_key_in(Path(DATA))
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"
DEMO = True
