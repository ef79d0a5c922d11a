"""Texts of the starting content: from Markdown to the blocks of a page. Only what a page may hold comes through."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

OUR_OWN = "kennis:"
MAY_BE_LINKED = frozenset({"https", "http", "tel", "mailto"})
INLINE = {"strong": "b", "em": "i"}


class NotUnderstoodError(ValueError):
    """Something in a text that a page has no block for, or a link that leads nowhere."""


@dataclass(frozen=True, slots=True)
class Links:
    """Our own pages by slug, and glossary terms that can be linked to."""

    pages: Mapping[str, int]


def blocks_of(text: str, links: Links) -> list[dict[str, Any]]:
    """Return a Markdown text as raw blocks: headings, paragraphs with lists, tables, quotes."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.validateLink = lambda url: True  # type: ignore[method-assign]  # ours is asked, and says so
    tree = SyntaxTreeNode(reader.parse(text))
    blocks: list[dict[str, Any]] = []
    running: list[str] = []

    def close() -> None:
        if running:
            blocks.append({"type": "text", "value": "".join(running)})
            running.clear()

    for node in tree.children:
        if node.type in {"paragraph", "bullet_list", "ordered_list"}:
            running.append(_html(node, links))
            continue
        close()
        blocks.append(_block(node, links))
    close()
    return blocks


def _block(node: SyntaxTreeNode, links: Links) -> dict[str, Any]:
    match node.type:
        case "heading":
            return {
                "type": "heading",
                "value": {"text": _plain(node), "level": "h3" if node.tag >= "h3" else "h2"},
            }
        case "blockquote":
            inner = "".join(_html(child, links) for child in node.children)
            return {"type": "callout", "value": {"tone": "info", "text": inner}}
        case "table":
            return {"type": "table", "value": _table(node, links)}
        case _:
            raise NotUnderstoodError(f"a page has no block for {node.type!r}")


def _table(node: SyntaxTreeNode, links: Links) -> dict[str, Any]:
    rows = [list(row.children) for part in node.children for row in part.children]
    return {
        "columns": [{"type": "text", "heading": _plain(cell)} for cell in rows[0]],
        "rows": [{"values": [f"<p>{_inside(cell, links)}</p>" for cell in row]} for row in rows[1:]],
        "caption": "",
    }


def _html(node: SyntaxTreeNode, links: Links) -> str:
    match node.type:
        case "paragraph":
            return f"<p>{_inside(node, links)}</p>"
        case "bullet_list" | "ordered_list":
            tag = "ul" if node.type == "bullet_list" else "ol"
            return f"<{tag}>{''.join(_item(child, links) for child in node.children)}</{tag}>"
        case _:
            raise NotUnderstoodError(f"a paragraph cannot hold {node.type!r}")


def _item(node: SyntaxTreeNode, links: Links) -> str:
    parts = [
        _inside(child, links) if child.type == "paragraph" else _html(child, links) for child in node.children
    ]
    return f"<li>{'<br/>'.join(parts)}</li>"


def _inside(node: SyntaxTreeNode, links: Links) -> str:
    return "".join(_piece(piece, links) for inline in node.children for piece in inline.children)


def _piece(node: SyntaxTreeNode, links: Links) -> str:
    match node.type:
        case "text" | "code_inline":
            return escape(node.content, quote=False)
        case "softbreak":
            return " "
        case "hardbreak":
            return "<br/>"
        case "strong" | "em":
            tag = INLINE[node.type]
            return f"<{tag}>{''.join(_piece(child, links) for child in node.children)}</{tag}>"
        case "link":
            return f"{_opening(str(node.attrs['href']), links)}{''.join(_piece(c, links) for c in node.children)}</a>"
        case _:
            raise NotUnderstoodError(f"a sentence cannot hold {node.type!r}")


def _opening(href: str, links: Links) -> str:
    if href.startswith(OUR_OWN):
        slug = href.removeprefix(OUR_OWN)
        if slug not in links.pages:
            raise NotUnderstoodError(f"there is no page {slug!r} to link to")
        return f'<a id="{links.pages[slug]}" linktype="page">'
    if href.startswith("/") and not href.startswith("//"):
        return f'<a href="{escape(href)}">'
    if urlsplit(href).scheme not in MAY_BE_LINKED:
        raise NotUnderstoodError(f"{href!r} is no address to link to")
    return f'<a href="{escape(href)}">'


def _plain(node: SyntaxTreeNode) -> str:
    return "".join(_words(node))


def _words(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in {"text", "code_inline"}:
        yield node.content
    for child in node.children:
        yield from _words(child)
