"""Finds the texts that a program asks gettext for, in Python files and in Django templates."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract
from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
LITERAL = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
INLINE = re.compile(rf"\b_\({LITERAL}\)")
TRANS = re.compile(rf"^(?:trans|translate)\s+{LITERAL}(?P<rest>.*)$", re.DOTALL)
CONTEXT = re.compile(rf"\bcontext\s+{LITERAL}")
NAMED = re.compile(r"%\(\w+\)[sd]")


@dataclass(frozen=True, order=True)
class Text:
    """One text as gettext is asked for it."""

    msgid: str
    context: str | None = None
    plural: str | None = None

    @property
    def formatted(self) -> bool:
        return bool(NAMED.search(self.msgid))


def texts_of(folder: Path) -> list[Text]:
    """Return the texts of one app, each once. A text with a plural stands for the same text without."""
    found: dict[tuple[str, str | None], Text] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            texts = python_texts(path)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            texts = template_texts(path.read_text())
        else:
            continue
        for text in texts:
            if text.plural or (text.msgid, text.context) not in found:
                found[text.msgid, text.context] = text
    return sorted(found.values(), key=lambda text: (text.msgid, text.context or ""))


def python_texts(path: Path) -> Iterator[Text]:
    """Yield the texts of calls to gettext and its kin, by the names Django exports them under.

    A call inside an f-string would not be found (ValueError): there it is one text with what stands around it.
    """
    _no_call_in_an_f_string(path)
    with path.open("rb") as file:
        for _, message, _, context in extract("python", file, keywords=KEYWORDS):
            if isinstance(message, tuple):
                yield Text(message[0], context, message[1])
            else:
                yield Text(message, context)


def _no_call_in_an_f_string(path: Path) -> None:
    for string in ast.walk(ast.parse(path.read_bytes())):
        if not isinstance(string, ast.JoinedStr):
            continue
        for call in ast.walk(string):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
                raise ValueError(
                    f"{path}, line {call.lineno}: a text inside an f-string is not found; name it first"
                )


def template_texts(source: str) -> Iterator[Text]:
    """Yield the texts of `trans`, `blocktrans` and `_("")`, with the msgid Django looks up when rendering."""
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        if token.token_type == TokenType.COMMENT:
            continue
        tag = token.contents.split(None, 1)[0] if token.token_type == TokenType.BLOCK else ""
        if tag == "comment":
            _until(tokens, "endcomment")
        elif tag in {"blocktrans", "blocktranslate"}:
            yield _block_text(token, tokens)
        elif match := TRANS.match(token.contents) if tag in {"trans", "translate"} else None:
            yield Text(_asked(match[1]), _context(match["rest"]))
        else:
            # In cotton's `:label="_('Save')"` the text stands in plain markup.
            yield from (Text(_asked(literal)) for literal in INLINE.findall(token.contents))


def _asked(literal: str) -> str:
    """Return the msgid for a quoted text: Django doubles percent signs before it looks a text up."""
    return ast.literal_eval(literal).replace("%", "%%")


def _context(rest: str) -> str | None:
    match = CONTEXT.search(rest)
    return ast.literal_eval(match[1]) if match else None


def _until(tokens: Iterator[Token], end: str) -> None:
    for token in tokens:
        if token.token_type == TokenType.BLOCK and token.contents.split(None, 1)[0] == end:
            return


def _block_text(opening: Token, tokens: Iterator[Token]) -> Text:
    """Return the text of a `blocktrans` block; `tokens` stands after the block then."""
    trimmed = "trimmed" in opening.split_contents()
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            if token.contents.split(None, 1)[0] != "plural":
                break
            parts.append([])
        elif token.token_type == TokenType.VAR:
            parts[-1].append(f"%({token.contents})s")
        elif token.token_type == TokenType.TEXT:
            parts[-1].append(token.contents.replace("%", "%%"))
    texts = [trim_whitespace("".join(part)) if trimmed else "".join(part) for part in parts]
    return Text(texts[0], _context(opening.contents), texts[1] if len(texts) > 1 else None)
