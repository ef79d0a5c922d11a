"""What the checks beside the form look at: the text an editor wrote, not what the site puts around it."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import BaseItem, ContentCheckerItem

# A file name, an underscore, or nothing at all. A picture that an editor marked as adding nothing is left alone.
NO_WORDS = r"\.(avif|gif|jpg|jpeg|png|svg|webp)$|_|^\s*$"
PICTURES = ".prose img:not([data-adds-nothing])"
# The summary of a page is demanded by its form, so whether there is one needs no check here.
SUMMARY = "empty-meta-description"


class TextChecker(ContentCheckerItem):
    """The package's checks on the main part of a page, and a picture without words counts as a fault."""

    axe_include = ["main"]
    axe_run_only = [*(rule for rule in ContentCheckerItem.axe_run_only if rule != SUMMARY), "image-alt"]
    axe_custom_rules = [
        {**rule, "selector": PICTURES}
        for rule in ContentCheckerItem.axe_custom_rules
        if rule["id"] == "alt-text-quality"
    ]
    axe_custom_checks = [{"id": "check-image-alt-text", "options": {"pattern": NO_WORDS}}]
    axe_messages = {
        **{name: told for name, told in ContentCheckerItem.axe_messages.items() if name != SUMMARY},
        "alt-text-quality": {
            "error_name": _("A picture has no words, or words that say nothing"),
            "help_text": _("Say what is to be seen on it, for who does not see it."),
        },
        "image-alt": {
            "error_name": _("A picture has no words"),
            "help_text": _("Say what is to be seen on it, for who does not see it."),
        },
    }


def with_our_checker(items: list[BaseItem]) -> None:
    """Put our checks in the place of the package's own, without its links: an editor is in the editor already."""
    in_editor = any(isinstance(item, ContentCheckerItem) and item.in_editor for item in items)
    items[:] = [TextChecker(in_editor=in_editor)]
