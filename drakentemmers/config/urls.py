"""Every address of the site. Dutch, stable, without a trailing slash."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtail_admin

from drakentemmers.config.api import api
from drakentemmers.kernel import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("api/v1/", api.urls),
    path("beheer", RedirectView.as_view(url="/beheer/", permanent=False), name="beheer"),
    # One door: the content system's own sign-in form would be a second one, without our checks.
    path(
        "beheer/login/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="beheer_door",
    ),
    path("beheer/", include(wagtail_admin)),
    path("", include("drakentemmers.ui.urls")),
    path("", include("drakentemmers.accounts.urls")),
    path("", include("drakentemmers.matching.urls")),
    path("", include("drakentemmers.directory.urls")),
    path("", include("drakentemmers.knowledge.urls")),
    path("", include("drakentemmers.insight.urls")),
    path("", include("drakentemmers.home.urls")),
]
handler400 = "drakentemmers.ui.views.bad_request"
handler403 = "drakentemmers.ui.views.forbidden"
handler404 = "drakentemmers.ui.views.not_found"
handler500 = "drakentemmers.ui.views.server_error"
