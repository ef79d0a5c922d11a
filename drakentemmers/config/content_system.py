"""Settings of the content system the editors work in, and of the newsletters they send.

How large a file may be stands with the uploads.
"""

WAGTAIL_SITE_NAME = "Drakentemmers"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FRONTEND_LOGIN_URL = "/inloggen"
WAGTAILADMIN_LOGIN_URL = "/inloggen"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "drakentemmers.knowledge.second_yes.publish_what_was_read"
WAGTAILIMAGES_IMAGE_FORM_BASE = "drakentemmers.home.forms.media.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_DOCUMENT_FORM_BASE = "drakentemmers.home.forms.media.DocumentForm"
FILM_MOST_BYTES = 100 * 1024 * 1024  # other files have a limit of their own
WAGTAILDOCS_EXTENSIONS = ["pdf", "xlsx", "csv", "mp4", "webm", "vtt"]
NEWSLETTER_PERCENT_OF_MAIL = 60  # at most so much of MAIL_PER_DAY, so that news for one person still goes
NEWSLETTERS_IN_OUTBOX = 400  # so many wait there at a time; the rest is written as they leave
