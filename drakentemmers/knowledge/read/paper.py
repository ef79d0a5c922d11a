"""A page on its way to paper: links lead to the site, pictures come along in the text itself."""

import re
from base64 import b64encode
from html import escape, unescape
from urllib.parse import unquote

from django.conf import settings
from wagtail.images import get_image_model

MOST_PICTURES = 12
LARGEST = 400_000  # bytes of one picture; of a larger one its words stay
OWN_LINKS = re.compile(r'(<a [^>]*?href=")/')
PICTURE = re.compile(r"<picture>.*?</picture>", re.DOTALL)
WORDS = re.compile(r'<img [^>]*?alt="([^"]*)"', re.DOTALL)
JPEG = re.compile(r'<img [^>]*?srcset="([^"]*)"', re.DOTALL)


def ready_for_paper(html: str) -> str:
    """Return the HTML of a page such that it needs nothing of the site any more."""
    left = MOST_PICTURES

    def with_picture(found: re.Match[str]) -> str:
        nonlocal left
        left -= 1
        words = WORDS.search(found[0])
        return _as_data(found[0], words[1] if words else "") if left >= 0 else _only(words)

    return OWN_LINKS.sub(rf"\g<1>{settings.SITE_URL}/", PICTURE.sub(with_picture, html))


def _only(words: re.Match[str] | None) -> str:
    return f"<p>{words[1]}</p>" if words and words[1] else ""


def _as_data(picture: str, words: str) -> str:
    """Return the widest size that was made of a picture, inside the text; only its words when it is gone or large."""
    sizes = JPEG.search(picture)
    name = unquote(unescape(sizes[1].split(",")[-1].split()[0])) if sizes else ""
    row = (
        get_image_model()
        .get_rendition_model()
        .objects.filter(file=name.removeprefix(settings.MEDIA_URL))
        .first()
    )
    try:
        content = row.file.open("rb").read(LARGEST + 1) if row else b""
    except FileNotFoundError:
        content = b""
    if not 0 < len(content) <= LARGEST:
        return f"<p>{words}</p>" if words else ""
    return f'<img src="data:image/jpeg;base64,{b64encode(content).decode()}" alt="{escape(unescape(words))}">'
