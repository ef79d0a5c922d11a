"""Collects the screen texts of every app into its Dutch catalogue and compiles it; `make messages`.

Plain Python with Babel, so that no GNU gettext is needed. The result only depends on the texts: sorted, no
line numbers, no dates. Existing translations stay, texts that are gone go, nothing is guessed.

    python tools/messages.py [APP ...]   write drakentemmers/<app>/locale/nl/LC_MESSAGES/django.{po,mo}
    python tools/messages.py --check     write nothing; exit 1 when anything is stale, empty or unlike
"""

import argparse
import sys
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from tools.message_checks import problems_of
from tools.message_sources import Text, texts_of
from tools.mo_file import mo_bytes

PACKAGE = Path(__file__).resolve().parent.parent / "drakentemmers"
HEADER = """\
msgid ""
msgstr ""
"Language: nl\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, report what is wrong")
    parser.add_argument("apps", nargs="*", help="only these apps, such as `matching`")
    options = parser.parse_args()
    folders = [PACKAGE / name for name in options.apps] or app_folders()
    for folder in folders:
        if not (folder / "apps.py").exists():
            parser.error(
                f"there is no app {folder.name!r}; there are: {', '.join(f.name for f in app_folders())}"
            )

    catalogues = {folder: merged(texts_of(folder), existing(folder)) for folder in folders}
    if not options.check:
        for folder, catalogue in catalogues.items():
            write(folder, catalogue)
    problems = problems_of({folder.name: catalogue for folder, catalogue in catalogues.items()})
    if options.check:
        problems += [f"{path}: stale, run `make messages`" for path in stale(catalogues)]
    for problem in problems:
        print(problem, file=sys.stderr)
    count = sum(len(catalogue) for catalogue in catalogues.values())
    print(f"{count} texts in {len(catalogues)} apps, {len(problems)} problems")
    return 1 if options.check and problems else 0


def app_folders() -> list[Path]:
    """Return the folders of our apps, in alphabetical order."""
    return sorted(path.parent for path in PACKAGE.glob("*/apps.py"))


def po_path(folder: Path) -> Path:
    return folder / "locale" / "nl" / "LC_MESSAGES" / "django.po"


def existing(folder: Path) -> Catalog:
    """Return the catalogue as it stands on disk; an empty one when there is none."""
    path = po_path(folder)
    if not path.exists():
        return Catalog(locale="nl")
    with path.open("rb") as file:
        return read_po(file, locale="nl")


def merged(texts: list[Text], old: Catalog) -> Catalog:
    """Return a catalogue of exactly `texts`, with the translations `old` has for them."""
    new = Catalog(locale="nl")
    for text in texts:
        before = old.get(text.msgid, context=text.context)
        new.add(
            (text.msgid, text.plural) if text.plural else text.msgid,
            string=translation(before, plural=bool(text.plural)),
            context=text.context,
            flags={"python-format"} if text.formatted else (),
        )
    return new


def translation(before: Message | None, *, plural: bool) -> str | tuple[str, str]:
    """Return the old translation when it has the right number of forms and nobody marked it doubtful."""
    if before is None or before.fuzzy or isinstance(before.string, tuple | list) != plural:
        return ("", "") if plural else ""
    return tuple(before.string) if plural else before.string


def po_bytes(catalogue: Catalog) -> bytes:
    buffer = BytesIO(HEADER.encode())
    buffer.seek(0, 2)
    write_po(buffer, catalogue, width=100, no_location=True, omit_header=True, sort_output=True)
    return buffer.getvalue().rstrip() + b"\n"


def outputs(folder: Path, catalogue: Catalog) -> dict[Path, bytes]:
    """Return the two files of an app and what they should hold; none for an app without texts."""
    if not len(catalogue):
        return {}
    path = po_path(folder)
    return {path: po_bytes(catalogue), path.with_suffix(".mo"): mo_bytes(catalogue, header=HEADER)}


def write(folder: Path, catalogue: Catalog) -> None:
    for path, content in outputs(folder, catalogue).items():
        if path.exists() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(path.suffix + ".part")
        part.write_bytes(content)
        part.replace(path)


def stale(catalogues: dict[Path, Catalog]) -> list[str]:
    """Return the files that are not what writing them now would give."""
    wrong = []
    for folder, catalogue in catalogues.items():
        for path, content in outputs(folder, catalogue).items():
            if not path.exists() or path.read_bytes() != content:
                wrong.append(str(path.relative_to(PACKAGE.parent)))
    return wrong


if __name__ == "__main__":
    sys.exit(main())
