"""Links in texts: which addresses may stand there, and which of our own pages a reader may know of."""

import re
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SCHEMES = frozenset({"https", "http"})
PADDED = re.compile(r"[\s\\\x00-\x1f]")  # white space anywhere, and the other slash
TO_A_PAGE = re.compile(r'<a data-page="(\d+)" href="[^"]*">(.*?)</a>', re.DOTALL)


def only_web_addresses(value: str) -> None:
    """Refuse everything but http(s), and an address that looks as if it led somewhere else.

    No javascript:, data: or file: address ever reaches a page, and none like `https://rijksoverheid.nl@elders.example`.
    """
    try:
        parts = urlsplit(value)
        is_plain = bool(parts.hostname) and "@" not in parts.netloc and not PADDED.search(value)
    except ValueError:
        is_plain = False
    if not is_plain or parts.scheme.lower() not in SCHEMES:
        raise ValidationError(_("Fill in an address that begins with https://"), code="scheme")


def pages_linked(html: str) -> set[int]:
    """Return the ids of our own pages that `html` links to."""
    return {int(number) for number, _ in TO_A_PAGE.findall(html)}


def without_links_to_unseen(html: str, readable: Callable[[Collection[int]], Collection[int]]) -> str:
    """Return `html` with links only to pages that `readable` gives back; of others the words stay, without a hint."""
    linked = pages_linked(html)
    if not linked:
        return html
    seen = set(readable(linked))
    return TO_A_PAGE.sub(lambda found: found[0] if int(found[1]) in seen else found[2], html)


def only_doi(value: str) -> None:
    """Refuse what is no DOI."""
    if not re.fullmatch(r"10\.\d{4,9}/[\w.()/:;-]+", value):
        raise ValidationError(_("Fill in a DOI, such as 10.1000/182"), code="doi")
