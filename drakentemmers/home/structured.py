"""What search engines are told of the organisation behind this site (schema.org)."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _


def organisation() -> dict[str, Any]:
    """Return the network as an organisation; only what is set."""
    told = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "Drakentemmers",
        "url": f"{settings.SITE_URL}/",
        "logo": f"{settings.SITE_URL}{static('ui/img/mark.svg')}",
        "description": _("The network for treatment of trauma and attachment after violence at home."),
        "areaServed": "NL",
        "email": settings.OFFICE_MAIL,
        "telephone": settings.OFFICE_PHONE,
    }
    return {name: value for name, value in told.items() if value}
