"""The admin in the colours and the words of the house, and nothing in it that leads elsewhere."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from drakentemmers.home import synonyms  # noqa: F401 - registers itself
from drakentemmers.home.choosers import without_scripts_in_the_page

OF_THE_PACKAGE = frozenset({"help"})  # leads to pages of others, in English, about the package


@hooks.register("insert_global_admin_css")
def house_style() -> SafeString:
    """The colours of the house over those of the package."""
    return format_html('<link rel="stylesheet" href="{}">', static("home/admin.css"))


@hooks.register("construct_main_menu")
def without_help_of_the_package(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in OF_THE_PACKAGE]


without_scripts_in_the_page()


@hooks.register("insert_global_admin_js")
def set_up_choosers() -> SafeString:
    """Fields in which something is chosen are set up by a file of ours."""
    return format_html('<script src="{}"></script>', static("home/choosers.js"))
