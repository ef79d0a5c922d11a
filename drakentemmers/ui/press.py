"""The press: HTML comes in on one side, a PDF goes out on the other. A process of its own (paper.py), without Django.

It reads our own style, letters and drawings, and pictures that stand in the document itself. It asks no other host,
opens no other file, and stops at its limits, so that a text made to be endless ends here.
"""

import resource
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

STATIC = Path(__file__).resolve().parent / "static" / "ui"
HERE = "https://paper.invalid"  # a host there is none of: whatever is not found below it is not found at all
BELOW = f"{HERE}/static/ui/"
KINDS = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,", "data:image/webp;base64,")
MOST_PAGES = 100
MOST_SECONDS = 20  # of the processor
MOST_MEMORY = 1536 * 1024 * 1024  # bytes
TOO_LONG = 3  # what the process ends with when a document has too many pages
NOT_HERE = 4  # and when the libraries of the system are missing


def our_own(address: str) -> tuple[bytes, str]:
    """Return one of our own files by its address and what kind it is; ValueError for everything else."""
    if not address.startswith(BELOW):
        raise ValueError("only our own files")
    path = (STATIC / urlsplit(address).path.removeprefix("/static/ui/")).resolve()
    if not path.is_relative_to(STATIC) or path.suffix not in KINDS or not path.is_file():
        raise ValueError("only our own files")
    return path.read_bytes(), KINDS[path.suffix]


def printed(html: str) -> bytes:
    """Return `html` as a tagged PDF (PDF/UA-1); raises OverflowError when it has more than MOST_PAGES pages."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OurOwn(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if url.startswith(PICTURES):
                return super().fetch(url, headers)
            content, kind = our_own(url)
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    document = HTML(string=html, base_url=f"{HERE}/", url_fetcher=OurOwn(allowed_protocols={"data"})).render()
    if len(document.pages) > MOST_PAGES:
        raise OverflowError
    return document.write_pdf(pdf_variant="pdf/ua-1")


def _within_limits() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Print what stands on standard input to standard output."""
    _within_limits()
    html = sys.stdin.buffer.read().decode()
    try:
        sys.stdout.buffer.write(printed(html))
    except OverflowError:
        return TOO_LONG
    except (ImportError, OSError):
        return NOT_HERE
    return 0


if __name__ == "__main__":
    sys.exit(main())
