"""Every page that people of the demonstration can reach by links, read as a careful proofreader would."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from io import StringIO
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from babel.messages.catalog import Catalog
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import Role
from tests.house.page_texts import shown_texts
from tools.messages import app_folders, existing

ENGLISH_WORDS = re.compile(r"\b(the|and|your|this|please|required|must|with|from)\b", re.IGNORECASE)
LOOKS_DIFFERENT_TO = [
    Role.MEMBER,
    Role.OWNER,
    Role.THERAPIST,
    Role.REGION_LEAD,
    Role.PROJECT_LEAD,
    Role.ADMINISTRATOR,
]
NOT_OURS = ("beheer/", "documenten/", "api/", "static/")


def english_texts() -> set[str]:
    """Return our source texts whose Dutch is another word, as far as no Dutch text reads the same."""
    catalogues: list[Catalog] = [existing(folder) for folder in app_folders()]
    pairs = [
        (m.id, m.string) for c in catalogues for m in c if m.id and not m.pluralizable and "%(" not in m.id
    ]
    return {english for english, dutch in pairs if english != dutch} - {dutch for _, dutch in pairs}


def links(soup: BeautifulSoup, path: str) -> Iterator[str]:
    for anchor in soup.select("a[href]"):
        target = urldefrag(urljoin(path, anchor["href"])).url
        if not urlsplit(target).netloc and target.startswith("/") and not target[1:].startswith(NOT_OURS):
            yield target


def problems_on(soup: BeautifulSoup, english: set[str]) -> Iterator[str]:
    """Yield what a proofreader would mark on one page."""
    if soup.html is None or soup.html.get("lang") != "nl":
        yield "not marked as Dutch"
    if not soup.select("h1"):
        yield "no heading of the first level"
    for identifier, count in Counter(tag["id"] for tag in soup.select("[id]")).items():
        if count > 1:
            yield f"id {identifier} stands there {count} times"
    yield from unseen_problems_on(soup)
    for text in shown_texts(soup):
        if text in english or ENGLISH_WORDS.search(
            text.replace("Handle with Care", "")
        ):  # its name in Dutch too
            yield f"not in Dutch: {text[:120]}"


def unseen_problems_on(soup: BeautifulSoup) -> Iterator[str]:
    """Yield what only shows in the markup."""
    if inline := soup.select("[style], style, [onclick], script:not([src], [type='application/ld+json'])"):
        yield f"inline style or script: {str(inline[0])[:120]}"
    for image in soup.select("img:not([alt])"):
        yield f"image without a text: {image}"
    for tag in soup.select("[src^='/static/'], link[href^='/static/']"):
        file = urldefrag(tag.get("src") or tag["href"]).url.removeprefix("/static/")
        if finders.find(file) is None:
            yield f"no such file: {file}"


def crawl(client: Client, english: set[str]) -> Iterator[str]:
    """Yield the problems on one page of every kind that `client` can walk to."""
    queue, seen = deque(["/", "/mijn", "/stijlgids"]), set()
    while queue:
        path = queue.popleft()
        try:
            kind = resolve(urlsplit(path).path).view_name
        except Resolver404:
            yield f"{path} leads nowhere"
            continue
        if kind in seen or kind.startswith("wagtail"):  # the editors' own pages are not of our making
            continue
        seen.add(kind)
        response = client.get(path)
        if response.status_code in {301, 302}:
            queue.append(urljoin(path, response.headers["Location"]))
        elif response.status_code != 200:
            yield f"{kind}: {response.status_code}"
        elif response.headers["Content-Type"].startswith("text/html"):
            soup = BeautifulSoup(response.content, "html.parser")
            yield from (f"{kind}: {problem}" for problem in problems_on(soup, english))
            queue.extend(links(soup, path))


def people() -> list[User]:
    """Return one person for each of the ways the site looks different."""
    invented = User.objects.filter(is_demo=True).order_by("pk")
    return [invented.filter(memberships__role=role)[0] for role in LOOKS_DIFFERENT_TO]


@pytest.mark.django_db
def test_every_page_somebody_can_walk_to_is_whole_and_dutch(settings):
    settings.DEMO = True  # invented people come in nowhere else
    call_command("demo", therapists=24, requests=24, stdout=StringIO())
    english = english_texts()
    seen_by: dict[str, list[str]] = {}
    for user in [None, *people()]:
        client = Client(raise_request_exception=False)
        if user:
            client.force_login(user)
        for problem in crawl(client, english):
            seen_by.setdefault(problem, []).append("/".join(user.role_names()) if user else "stranger")
    assert not seen_by, "\n".join(f"{problem}: {', '.join(people)}" for problem, people in seen_by.items())


def test_the_proofreader_sees_mistakes():
    page = """<html lang="en"><h1 id="x">Find a place</h1><p id="x" style="color:red">Read the rest</p>
        <img src="/static/none.png"></html>"""
    assert list(problems_on(BeautifulSoup(page, "html.parser"), {"Find a place"})) == [
        "not marked as Dutch",
        "id x stands there 2 times",
        'inline style or script: <p id="x" style="color:red">Read the rest</p>',
        'image without a text: <img src="/static/none.png"/>',
        "no such file: none.png",
        "not in Dutch: Find a place",
        "not in Dutch: Read the rest",
    ]
