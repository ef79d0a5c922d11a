"""Fills in the forms of a page as somebody would who wants them to go through."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.utils import timezone

from drakentemmers.kernel.clock import local_date
from tests.factories.accounts import PASSWORD

SENTENCE = "Een zin die lang genoeg is om iets te zeggen."
TYPED = {"email": "iemand@voorbeeld.example", "password": PASSWORD, "number": "1", "tel": "0612345678"}


@dataclass(frozen=True)
class Filled:
    """One way to send one form: where to, and what."""

    path: str
    body: bytes
    button: str = ""


def filled_forms(path: str, html: bytes) -> Iterator[Filled]:
    """Yield every form of the page that is sent by POST, once for each of its buttons."""
    soup = BeautifulSoup(html, "html.parser")
    for form in soup.select("form"):
        if str(form.get("method", "get")).lower() != "post":
            continue
        target = urlsplit(urljoin(path, str(form.get("action") or "")))
        values = list(_values(form, soup))
        for button in _buttons(form, soup):
            sent = [*values, *([(button["name"], button.get("value", ""))] if button.get("name") else [])]
            where = urlsplit(urljoin(path, str(button["formaction"]))) if button.get("formaction") else target
            yield Filled(where.path, urlencode(sent).encode(), str(button.get("value", "")))


def as_it_stands(path: str, html: bytes) -> Iterator[Filled]:
    """Yield every form of the page that is sent by POST, as a browser sends it when nobody touched anything."""
    soup = BeautifulSoup(html, "html.parser")
    for form in soup.select('form[method="post"]'):
        target = urlsplit(urljoin(path, str(form.get("action") or "")))
        yield Filled(target.path, urlencode(list(_untouched(form, soup))).encode())


def _untouched(form: Tag, soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    for each in controls(form, soup):
        name, kind = str(each.get("name") or ""), str(each.get("type", "text"))
        if not name or each.name == "button" or kind in {"submit", "image", "file", "button", "reset"}:
            continue
        if each.name == "select":
            options = each.select("option")
            shown = each.select_one("option[selected]") or (options[0] if options else None)
            if shown is not None:
                yield name, str(shown.get("value", shown.text))
        elif each.name == "textarea":
            yield name, each.text.removeprefix("\n")
        elif kind not in {"radio", "checkbox"} or each.has_attr("checked"):
            yield name, str(each.get("value", "on" if kind in {"radio", "checkbox"} else ""))


def controls(form: Tag, soup: BeautifulSoup) -> list[Tag]:
    """Return what a form sends, also what stands outside it and names it."""
    own = form.select("input, select, textarea, button")
    named = soup.select(f'[form="{form["id"]}"]') if form.get("id") else []
    return [each for each in [*own, *named] if not each.has_attr("disabled")]


def _buttons(form: Tag, soup: BeautifulSoup) -> list[Tag]:
    return [
        each
        for each in controls(form, soup)
        if (each.name == "button" and each.get("type", "submit") == "submit")
        or (each.name == "input" and each.get("type") in {"submit", "image"})
    ]


def _values(form: Tag, soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    chosen: set[str] = set()
    for each in controls(form, soup):
        name, kind = each.get("name"), each.get("type", "text")
        if not name or each.name == "button" or kind in {"submit", "image", "file", "button", "reset"}:
            continue
        if each.name == "select":
            yield name, _chosen_of(each)
        elif kind == "radio":
            if name not in chosen and (each.has_attr("checked") or not _is_one_checked(form, str(name))):
                chosen.add(str(name))
                yield name, each.get("value", "on")
        elif kind == "checkbox":
            if each.has_attr("checked") or each.has_attr("required"):
                yield name, each.get("value", "on")
        else:
            yield name, _typed(each, str(kind))


def _is_one_checked(form: Tag, name: str) -> bool:
    return any(each.has_attr("checked") for each in form.select(f'input[type="radio"][name="{name}"]'))


def _chosen_of(select: Tag) -> str:
    options = select.select("option")
    kept = next((each for each in options if each.has_attr("selected") and each.get("value")), None)
    first = kept or next((each for each in options if each.get("value")), None)
    return str(first["value"]) if first is not None else ""


def _typed(field: Tag, kind: str) -> str:
    value = field.text.strip() if field.name == "textarea" else str(field.get("value", ""))
    if value or kind == "hidden":
        return value
    if kind == "date":
        return (local_date(timezone.now()) + timedelta(days=7)).isoformat()
    return TYPED.get(kind, SENTENCE)
