"""Settings shared by every environment. Local, test and production only add what differs."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from drakentemmers.config.content_system import *  # noqa: F403
from drakentemmers.config.database import POSTGRES, database_in  # noqa: F401  a setting too

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("DRAKENTEMMERS_DATA", "var")).resolve()

DEBUG = False
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "drakentemmers.config.urls"
WSGI_APPLICATION = "drakentemmers.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False

# Floors from top to ground; an app uses only what stands below it (docs/architecture.md).
HOUSE = [
    "drakentemmers.home",
    "drakentemmers.insight",
    "drakentemmers.matching",
    "drakentemmers.knowledge",
    "drakentemmers.directory",
    "drakentemmers.accounts",
    "drakentemmers.audit",
    "drakentemmers.ui",
    "drakentemmers.kernel",
]
INSTALLED_APPS = [
    *HOUSE,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "rules",
    "csp",
    "ninja",
    "django_cotton",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
]
MIDDLEWARE = [
    # First what gives every answer its headers, also those that the next ones give by themselves.
    "drakentemmers.kernel.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "drakentemmers.kernel.away.DatabaseAwayMiddleware",
    "drakentemmers.audit.middleware.OriginMiddleware",
    "drakentemmers.kernel.api_answers.ApiAnswersMiddleware",
    "drakentemmers.kernel.methods.MethodsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "drakentemmers.kernel.null_bytes.NullBytesMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "drakentemmers.accounts.session_middleware.SessionLimitsMiddleware",
    "drakentemmers.accounts.middleware.SignInRequiredMiddleware",
    "drakentemmers.accounts.gate.GateMiddleware",
    "drakentemmers.accounts.turns.TurnsMiddleware",
    "drakentemmers.accounts.session_middleware.SecondFactorMiddleware",
    "drakentemmers.accounts.admin_door.AdminDoorMiddleware",
    "drakentemmers.knowledge.frames.EditorFramesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "drakentemmers.accounts.session_middleware.ConfirmationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "drakentemmers.ui.context_processors.shell",
                "drakentemmers.accounts.context_processors.session_limits",
                "drakentemmers.home.context_processors.navigation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database_in(DATA)}

# In the session, so that signing out takes along what was still to be said: a cookie of its own would say it to
# whoever comes next on this device.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
# Files from outside lie apart from everything a web server may hand out; a view sends them (kernel/files.py).
FILES_ROOT = DATA / "files"
MEDIA_URL = "/bestanden/"
MEDIA_ROOT = DATA / "media"  # stays empty
STORAGES = {
    "default": {"BACKEND": "drakentemmers.kernel.files.PrivateStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
UPLOAD_MOST_BYTES = 10 * 1024 * 1024
CLAMD = ""  # a virus scanner: "/run/clamav/clamd.ctl" or "127.0.0.1:3310"; while it does not answer nothing comes in
CLAMD_SECONDS = 20.0
WAGTAILIMAGES_MAX_UPLOAD_SIZE = UPLOAD_MOST_BYTES
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "drakentemmers.accounts.backend.EmailBackend",
    "rules.permissions.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "drakentemmers.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "drakentemmers.accounts.passwords.NotOverAndOver", "OPTIONS": {"least_different": 5}},
    {"NAME": "drakentemmers.accounts.passwords.NotCommon"},
    {"NAME": "drakentemmers.accounts.passwords.NotKnownWords"},
    {"NAME": "drakentemmers.accounts.passwords.NotOnlyDigits"},
    {"NAME": "drakentemmers.accounts.passwords.NotAboutYou"},
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "my_work", "home"
ACCOUNT_ADAPTER = "drakentemmers.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to an address we do not know
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "drakentemmers.accounts.forms.door.SignInForm",
    "reset_password": "drakentemmers.accounts.forms.door.AskLinkForm",
    "reset_password_from_key": "drakentemmers.accounts.forms.door.NewPasswordForm",
    "change_password": "drakentemmers.accounts.forms.security.ChangePasswordForm",
    "set_password": "drakentemmers.accounts.forms.security.SetPasswordForm",
}
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds that a link for a password works; the mail says until when
ACCOUNT_RATE_LIMITS = False  # tries are counted in the database: accounts/actions/lockout.py
ACCOUNT_EMAIL_NOTIFICATIONS = True  # somebody hears it by mail when the own way to sign in changes
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
# How long a session lasts, and how long somebody counts as freshly confirmed (docs/adr/0017).
SESSION_IDLE_MINUTES = 30
SESSION_ABSOLUTE_HOURS = 12
FRESH_MINUTES = {"client_data": 120, "export": 15, "rights": 10}
# Tries, minutes in which they count together, minutes that the door stays locked (docs/adr/0016).
LOCKOUT = {
    "account": (5, 15, 15),
    "device": (5, 15, 15),
    "code": (5, 15, 15),
    "confirm": (5, 15, 15),
    "network": (50, 15, 15),
    "link": (3, 60, 60),
    "link_network": (30, 60, 60),
    "join": (5, 24 * 60, 24 * 60),
    "newsletter": (3, 24 * 60, 24 * 60),
}
# How often a stranger's network may do something: (times, seconds), each a limit of its own. An account may do
# TURNS_OF_AN_ACCOUNT times as much. What is counted where: accounts/turns.py.
TURNS = {
    "finder": [(60, 60), (600, 3600)],
    "search": [(60, 60), (600, 3600)],
    "suggest": [(240, 60), (2400, 3600)],
    "profile": [(60, 60), (300, 3600), (1000, 86400)],
    "api": [(300, 60), (3000, 3600)],
    "door": [(60, 60), (300, 3600)],
    "link": [(10, 60), (60, 3600)],
    "join": [(10, 60), (30, 3600)],
    "newsletter": [(10, 60), (30, 3600)],
    "join_field": [(300, 3600)],
    "feedback": [(5, 60), (30, 3600)],
    "paper": [(10, 60), (60, 3600)],
    "report": [(10, 3600), (20, 86400)],
}
TURNS_OF_AN_ACCOUNT = 2
FACTOR_RESET_WAIT = 24  # hours between the second yes and the fall of somebody's second factor
DEVICE_COOKIE_NAME = "device"
SLEEPS_AFTER = 180  # days without a sign-in
SOCIALACCOUNT_ADAPTER = "drakentemmers.accounts.identity_adapter.IdentityAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds
# Nobody is linked by an address alone: accounts/identity_adapter.py
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
IDENTITY_OVER_HTTP = False  # providers answer over https only
MFA_ADAPTER = "drakentemmers.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an account only exists by invitation or after the address was confirmed
MFA_TOTP_ISSUER = "Drakentemmers"
MFA_TOTP_TOLERANCE = 1  # clocks may differ by half a minute
MFA_RECOVERY_CODE_COUNT = 10
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": "drakentemmers.accounts.forms.security.CodeForm",
    "add_webauthn": "drakentemmers.accounts.forms.security.AddPasskeyForm",
    "activate_totp": "drakentemmers.accounts.forms.security.StartAppForm",
}
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "drakentemmers.ui.views.csrf_failure"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# No page asks anything of another host; nothing inline runs.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

EMAIL_BACKEND = "drakentemmers.accounts.mail_server.SmtpBackend"
EMAIL_TIMEOUT = 10
MAIL_PER_RUN = 200  # one run of a worker
MAIL_PER_DAY = 5000  # what the mail server takes; more waits, except urgent mail
DEFAULT_FROM_EMAIL = "Drakentemmers <netwerk@drakentemmers.example>"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


# Addresses and numbers on every page.
SITE_URL = "http://127.0.0.1:8000"
SITE_URL_FOLLOWS = False  # whether `drakentemmers run` may change it to where it listens
EXIT_URL = "https://www.buienradar.nl"
OFFICE_MAIL = "netwerk@drakentemmers.example"  # where people reach the office of the network
OFFICE_PHONE = ""
# What others may do with what is published: the decision of the owner of the network. Nothing is chosen by itself.
OPEN_DATA_LICENCE = OPEN_DATA_LICENCE_URL = ""
# Who is responsible for the data (AVG), and the mail address of the data protection officer; both stand on /privacy.
DATA_CONTROLLER = "Drakentemmers (voorbeeld), Plein 1, Almere"
DATA_PROTECTION_OFFICER = "fg@drakentemmers.example"
SECURITY_CONTACT = "mailto:veiligheid@drakentemmers.example"
SECURITY_TXT_VALID_FOR = 180  # days
DEMO = False
OPENSEARCH_URL = os.environ.get("DRAKENTEMMERS_OPENSEARCH_URL", "")  # beside the database: docs/search.md

# How many different sensitive records somebody opens in a day, by role: far above ordinary work. Of that, the share of
# one hour in percent. Profiles of the finder are counted apart.
VIEW_BUDGETS = {
    "therapist": 40,
    "trainee": 40,
    "supervisor": 60,
    "member": 60,
    "coordinator": 80,
    "owner": 80,
    "region_lead": 100,
    "project_lead": 150,
    "log_manager": 150,
    "administrator": 150,
}
VIEW_BUDGET_OTHERWISE = 40
VIEW_BUDGET_HOUR_PERCENT = 75
PROFILE_BUDGET = 400
LIST_BUDGET = 400  # rows, in lists, of requests that are not the own work
# Invitations and the review of roles. Days unless said otherwise.
INVITATION_VALID_FOR = 7
INVITATIONS_PER_DAY = 40  # of one organisation, sending again included
REVIEW_SUSPENDS_AFTER = 60  # the due day, an ordinary role that nobody reviewed
REVIEW_SUSPENDS_PRIVILEGED_AFTER = 30
REVIEW_REMIND_EVERY = 7

# The log. X-Forwarded-For counts only as far as this many proxies of our own wrote it.
TRUSTED_PROXIES = 0
LOG_ANCHOR_FILE = str(DATA / "log-anchors.jsonl")  # better on another machine, or a disk that only adds
LOG_ANCHOR_EVERY = 100  # events
LOG_REVIEW_PER_WEEK = 25  # looks at sensitive records that somebody goes through afterwards
LOG_REVIEW_WITHIN = 14  # days
LOG_REPORT_WITHIN = 3  # days: what somebody reported goes first
LOG_TIMESTAMP_URL = ""  # an outside clock (RFC 3161), asked by `tend`; off unless set
LOG_TIMESTAMP_ROOTS = ""  # file with the certificates (PEM) its answers must lead to
LOG_TIMESTAMP_TIMEOUT = 5.0  # seconds

# Matching: how long things last. Days unless said otherwise.
OFFER_STALE_AFTER = 14
OFFER_DROPS_OUT_AFTER = 42
OFFER_LINK_VALID_FOR = 8
HOLD_LASTS = 7
QUESTION_NUDGE_AFTER = 3
QUESTION_NUDGE_EVERY = 3
QUESTION_EXPIRES_AFTER = 14
SAVED_SEARCHES_AT_MOST = 20  # of one person
SAVED_SEARCH_FITS_AT_MOST = 500  # therapists; a search that fits more tells nothing anybody wants to hear
SAVED_SEARCH_AWAY = 30  # after so many days away a therapist who fits again is told again
SAVED_SEARCHES_PER_RUN = 2_000  # looked at in one run of `tend`; the rest waits for the next
NEARBY_FAMILIES_FROM = 3  # fewer families than this are never told to a therapist
# Who says how long a journey takes: a class with a method like that of matching.travel.Router.
TRAVEL_ROUTER = os.environ.get("DRAKENTEMMERS_TRAVEL_ROUTER") or "drakentemmers.matching.travel.Estimate"

# Joining. Hours, except where it says otherwise.
JOINING_WAIT = 24  # between the second yes and the opening of anything
JOINING_LINK_VALID_FOR = 48
JOINING_CONFIRM_WITHIN = 7 * 24  # after that an application that nobody confirmed has expired

# The BIG register answers by itself only where an address is set; people decide, the register informs.
BIG_REGISTER_URL = os.environ.get("DRAKENTEMMERS_BIG_REGISTER_URL", "")
BIG_REGISTER_TIMEOUT = 10  # seconds, for connecting and for each wait while reading
BIG_REGISTER_PATIENCE = 20  # seconds, for one answer as a whole
BIG_REGISTER_LARGEST_ANSWER = 512 * 1024  # bytes
# Where people look a number up by hand. Configuration, not a published rule: check that they still lead somewhere.
REGISTER_PAGES = {
    "big": "https://zoeken.bigregister.nl/",
    "skj": "https://skjeugd.nl/",
    "nip": "https://psynip.nl/",
    "nvo": "https://www.nvo.nl/",
    "agb": "https://www.vektis.nl/agb-register/zoeken",
}

# Lines say what happened and where, never to whom; no failure is mailed to anybody.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "drakentemmers.kernel.log_lines.ImpersonalFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
