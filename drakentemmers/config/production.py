"""Settings for real use. Everything secret or local to an installation comes from the environment."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from drakentemmers.config.base import *  # noqa: F403
from drakentemmers.config.base import DATABASES, LOG_ANCHOR_FILE
from drakentemmers.kernel.keys import KeysRefused, parse_keyring


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment; see docs/operations.md.")
    return value


SECRET_KEY = _required("DRAKENTEMMERS_SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
    raise ImproperlyConfigured("DRAKENTEMMERS_SECRET_KEY is too weak: use at least 50 random characters.")
# Former ones: links in mails that went out before stay good, and addresses on lists stay known.
SECRET_KEY_FALLBACKS = os.environ.get("DRAKENTEMMERS_SECRET_KEY_FALLBACKS", "").split()


def _keys(name: str) -> str:
    """Return the text of a keyring, from the variable `name` or from the file that `name`_FILE points to."""
    file = os.environ.get(f"{name}_FILE", "")
    try:
        text = Path(file).read_text(encoding="ascii") if file else os.environ.get(name, "")
        parse_keyring(text)
    except (OSError, UnicodeDecodeError):
        raise ImproperlyConfigured(f"{name}_FILE: cannot read keys from {file}.") from None
    except KeysRefused as error:
        raise ImproperlyConfigured(f"{name}: {error}; see docs/operations.md.") from None
    return text


FIELD_KEYS = _keys("DRAKENTEMMERS_FIELD_KEYS")
LOG_KEYS = _keys("DRAKENTEMMERS_LOG_KEYS")
if set(parse_keyring(FIELD_KEYS).keys.values()) & set(parse_keyring(LOG_KEYS).keys.values()):
    raise ImproperlyConfigured(
        "DRAKENTEMMERS_LOG_KEYS holds a key of DRAKENTEMMERS_FIELD_KEYS: make another one."
    )
ALLOWED_HOSTS = _required("DRAKENTEMMERS_HOSTS").split(",")
SITE_URL = f"https://{ALLOWED_HOSTS[0]}"
WAGTAILADMIN_BASE_URL = SITE_URL
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

LOG_ANCHOR_FILE = os.environ.get("DRAKENTEMMERS_LOG_ANCHORS", LOG_ANCHOR_FILE)
LOG_TIMESTAMP_URL = os.environ.get("DRAKENTEMMERS_TIMESTAMP_URL", "")
LOG_TIMESTAMP_ROOTS = os.environ.get("DRAKENTEMMERS_TIMESTAMP_ROOTS", "")
OFFICE_MAIL = os.environ.get("DRAKENTEMMERS_OFFICE_MAIL", "")
OFFICE_PHONE = os.environ.get("DRAKENTEMMERS_OFFICE_PHONE", "")
OPEN_DATA_LICENCE = os.environ.get("DRAKENTEMMERS_OPEN_DATA_LICENCE", "")
OPEN_DATA_LICENCE_URL = os.environ.get("DRAKENTEMMERS_OPEN_DATA_LICENCE_URL", "")
DATA_CONTROLLER = os.environ.get("DRAKENTEMMERS_CONTROLLER", "")
DATA_PROTECTION_OFFICER = os.environ.get("DRAKENTEMMERS_DATA_PROTECTION_OFFICER", "")
SECURITY_CONTACT = os.environ.get("DRAKENTEMMERS_SECURITY_CONTACT", f"mailto:veiligheid@{ALLOWED_HOSTS[0]}")
CLAMD = os.environ.get("DRAKENTEMMERS_CLAMD", "")
TRUSTED_PROXIES = int(os.environ.get("DRAKENTEMMERS_PROXIES", "1"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# Bound to this very host, over https only: no other site of the same domain can set them.
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
DEVICE_COOKIE_NAME = "__Host-device"

EMAIL_HOST = os.environ.get("DRAKENTEMMERS_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("DRAKENTEMMERS_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("DRAKENTEMMERS_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("DRAKENTEMMERS_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("DRAKENTEMMERS_SMTP_TLS", "1") == "1"
MAIL_PER_DAY = int(os.environ.get("DRAKENTEMMERS_MAIL_PER_DAY", "5000"))
DEFAULT_FROM_EMAIL = os.environ.get("DRAKENTEMMERS_FROM", f"Drakentemmers <netwerk@{ALLOWED_HOSTS[0]}>")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
STORAGES = {
    "default": {"BACKEND": "drakentemmers.kernel.files.PrivateStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kernel_cacheentry"}
}
WHITENOISE_USE_FINDERS = False
DATABASES["default"]["CONN_MAX_AGE"] = 300
