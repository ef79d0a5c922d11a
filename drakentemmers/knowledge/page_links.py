"""How a link to one of our pages is written out: with the page it leads to, so that a reader's rights can be asked."""

from django.utils.html import escape
from wagtail.rich_text.pages import PageLinkHandler

NOWHERE = '<a data-page="0" href="">'  # links.without_links_to_unseen leaves only its words


class KnownPageLinkHandler(PageLinkHandler):
    """`<a data-page="12" href="/kennis/...">`."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        return [
            f'<a data-page="{page.pk}" href="{escape(page.url or "")}">' if page else NOWHERE
            for page in cls.get_many(attrs_list)
        ]
