"""Settings for real use. Everything secret or local to an installation comes from the environment."""

import os

from django.core.exceptions import ImproperlyConfigured

from drakentemmers.config.base import *  # noqa: F403
from drakentemmers.config.base import DATABASES


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment; see docs/operations.md.")
    return value


SECRET_KEY = _required("DRAKENTEMMERS_SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
    raise ImproperlyConfigured("DRAKENTEMMERS_SECRET_KEY is too weak: use at least 50 random characters.")
ALLOWED_HOSTS = _required("DRAKENTEMMERS_HOSTS").split(",")
SITE_URL = f"https://{ALLOWED_HOSTS[0]}"
WAGTAILADMIN_BASE_URL = SITE_URL
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

EMAIL_HOST = os.environ.get("DRAKENTEMMERS_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("DRAKENTEMMERS_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("DRAKENTEMMERS_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("DRAKENTEMMERS_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("DRAKENTEMMERS_SMTP_TLS", "1") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("DRAKENTEMMERS_FROM", f"Drakentemmers <netwerk@{ALLOWED_HOSTS[0]}>")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
DATABASES["default"]["CONN_MAX_AGE"] = 300
