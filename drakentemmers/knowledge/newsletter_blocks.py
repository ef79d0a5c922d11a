"""What a newsletter is made of: own words, pages and meetings that were picked, a picture."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, PageChooserBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock

from drakentemmers.knowledge.blocks import INLINE, FigureBlock


class PickedPageBlock(StructBlock):
    """A page of ours: its title and summary, or other words, with a link."""

    page = PageChooserBlock(label=_("Page"), page_type="knowledge.KnowledgePage")
    words = TextBlock(
        label=_("In other words"),
        required=False,
        max_length=400,
        rows=3,
        help_text=_("Leave it empty to use the summary of the page."),
    )

    class Meta:
        icon = "doc-empty-inverse"
        label = _("Page")


class PickedEventBlock(StructBlock):
    """A meeting of the agenda: when, where, and a link."""

    page = PageChooserBlock(label=_("Meeting"), page_type="knowledge.EventPage")

    class Meta:
        icon = "date"
        label = _("Meeting")


class NewsletterBlock(StreamBlock):
    """The parts of an issue, in their order."""

    heading = CharBlock(label=_("Heading"), icon="title", max_length=120)
    text = RichTextBlock(label=_("Text"), icon="pilcrow", features=[*INLINE, "ul", "ol"])
    page = PickedPageBlock()
    event = PickedEventBlock()
    picture = FigureBlock()
