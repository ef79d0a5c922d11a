"""What a text is made of. Few blocks, each with one look; nothing of another site is ever put in a page."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
    URLBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from drakentemmers.knowledge.labels import LABELS
from drakentemmers.knowledge.links import only_web_addresses
from drakentemmers.knowledge.rules import Tone

FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]
INLINE = ["bold", "italic", "link"]
TONES = [(tone.value, words) for tone, words in LABELS[Tone].items()]
LEVELS = [("h2", _("Heading")), ("h3", _("Heading below it"))]


class HeadingBlock(StructBlock):
    """A heading; it also stands in the list "On this page"."""

    text = CharBlock(label=_("Text"), max_length=120)
    level = ChoiceBlock(label=_("Level"), choices=LEVELS, default="h2")

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "knowledge/blocks/heading.html"


class CalloutBlock(StructBlock):
    """A box that stands out: at most one or two a page."""

    tone = ChoiceBlock(label=_("What for"), choices=TONES, default=Tone.INFO.value)
    text = RichTextBlock(label=_("Text"), features=[*INLINE, "ul", "ol"])

    class Meta:
        icon = "info-circle"
        label = _("Box")
        template = "knowledge/blocks/callout.html"


class QuoteBlock(StructBlock):
    """Somebody else's words, with whose they are."""

    text = TextBlock(label=_("Text"))
    source = CharBlock(label=_("Whose words"), required=False, max_length=160)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "knowledge/blocks/quote.html"


class FigureBlock(StructBlock):
    """A picture with its text for who does not see it; left out only where the picture adds nothing."""

    picture = ImageBlock(label=_("Picture"))
    caption = CharBlock(label=_("Text below it"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "knowledge/blocks/figure.html"


class DownloadBlock(StructBlock):
    """A file to take along."""

    document = DocumentChooserBlock(label=_("File"))
    text = CharBlock(label=_("What it is"), max_length=120)

    class Meta:
        icon = "doc-full"
        label = _("File")
        template = "knowledge/blocks/download.html"


class BodyBlock(StreamBlock):
    """The text of a page."""

    heading = HeadingBlock()
    text = RichTextBlock(
        label=_("Text"), icon="pilcrow", features=FEATURES, template="knowledge/blocks/text.html"
    )
    callout = CalloutBlock()
    quote = QuoteBlock()
    table = TypedTableBlock(
        [("text", RichTextBlock(label=_("Text"), features=INLINE))],
        label=_("Table"),
        template="knowledge/blocks/table.html",
    )
    figure = FigureBlock()
    download = DownloadBlock()


class SourceBlock(StructBlock):
    """Where a fact comes from."""

    name = CharBlock(label=_("Who and what"), max_length=240)
    year = CharBlock(label=_("Year"), required=False, max_length=10)
    url = URLBlock(
        label=_("Address"),
        required=False,
        validators=[only_web_addresses],
        help_text=_("Only an address you have opened yourself."),
    )
    unchecked = BooleanBlock(
        label=_("Not looked up"),
        required=False,
        help_text=_("You name it, but did not see it yourself. Readers see that."),
    )

    class Meta:
        icon = "link"
        label = _("Source")


class SourcesBlock(StreamBlock):
    """All sources of a page."""

    source = SourceBlock()


class FigureNumberBlock(StructBlock):
    """One figure of a study: as it was found, and of what."""

    value = CharBlock(label=_("Figure"), max_length=40)
    of = CharBlock(label=_("Of what"), max_length=160)

    class Meta:
        icon = "order"
        label = _("Figure")


class FigureNumbersBlock(StreamBlock):
    """The figures of a study that matter to readers."""

    figure = FigureNumberBlock()
