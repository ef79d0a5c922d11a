"""Addresses of this app."""

from django.urls import path

from drakentemmers.home.site_pages import SITE_PAGES
from drakentemmers.home.views import (
    crawlers,
    front,
    media,
    mine,
    my_data,
    my_rights,
    notifications,
    office,
    search,
    site_pages,
    texts,
)

urlpatterns = [
    path("", front.front_page, name="home"),
    path("zoeken", search.search, name="search"),
    path("zoeken/suggesties", search.search_suggest, name="search_suggest"),
    path("mijn", mine.my_work, name="my_work"),
    path("mijn/meldingen", notifications.notifications, name="notifications"),
    path("mijn/meldingen/<int:notification_id>", notifications.notification_open, name="notification_open"),
    path("kantoor", office.office, name="office"),
    path("toegankelijkheid", texts.accessibility, name="accessibility"),
    path("veilig-gebruik", texts.safe_use, name="safe_use"),
    # The name is the one the content system looks for.
    path("documenten/<int:document_id>/<str:document_filename>", media.document, name="wagtaildocs_serve"),
    path("bestanden/<path:name>", media.picture, name="picture"),
    path("melden-lek", texts.report_a_leak, name="report_a_leak"),
    path(".well-known/security.txt", texts.security_txt, name="security_txt"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    *(
        path(page.path.removeprefix("/"), site_pages.site_page, {"name": name}, name=name)
        for name, page in SITE_PAGES.items()
    ),
    path("privacy", texts.privacy, name="privacy"),
    path("privacy/register", texts.register, name="processing_register"),
    path("privacy/risicos", texts.risks, name="risks"),
    path("account/wat-mag-ik", my_rights.my_rights, name="my_rights"),
    path("account/gegevens", my_data.my_data, name="my_data"),
    path("account/gegevens/kopie", my_data.my_data_copy, name="my_data_copy"),
    path("account/gegevens/toestemming/<purpose>", my_data.consent, name="consent"),
    path("account/gegevens/weg", my_data.removal_ask, name="removal_ask"),
    path("account/gegevens/blijven", my_data.removal_cancel, name="removal_cancel"),
]
