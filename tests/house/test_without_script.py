"""Every page that somebody may open, as a browser without JavaScript has it: each of its forms can be sent."""

import logging
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup, Tag

from tests.house.contract import PASS, contract
from tests.house.filled_forms import controls
from tests.house.stage import build_stage
from tests.house.walk import FULL, Walker

# Passkeys are JavaScript by their nature; beside each stands another way (tests/system/test_journey_sign_in.py).
NEEDS_SCRIPT = "data-passkey"
READERS = (
    "stranger",
    "owner of the asker",
    "asked therapist",
    "guest of the request",
    "administrator elsewhere",
)  # everybody with CONTRACT_WALK=full


def sends(control: Tag) -> bool:
    return (control.name == "button" and control.get("type", "submit") == "submit") or (
        control.name == "input" and control.get("type") in {"submit", "image"}
    )


def is_shown(tag: Tag) -> bool:
    return not any(each.has_attr("hidden") for each in [tag, *tag.parents] if isinstance(each, Tag))


def faults(soup: BeautifulSoup) -> Iterator[str]:
    """Yield what cannot be done without JavaScript."""
    for form in soup.select("form"):
        if any(attribute.startswith(NEEDS_SCRIPT) for attribute in form.attrs) or not is_shown(form):
            continue
        where = form.get("action") or form.get("id") or "this page"
        if not any(sends(each) and is_shown(each) for each in controls(form, soup)):
            yield f"the form to {where} has no button that sends it"
        for each in controls(form, soup):
            is_typed = each.name in {"select", "textarea"} or (
                each.name == "input" and each.get("type") not in {"submit", "image", "button", "reset"}
            )
            if is_typed and not each.get("name"):
                yield f"the form to {where} has a field without a name: {each.get('id')}"
            if each.get("style") or (
                each.name == "button" and each.get("type") == "button" and is_shown(each)
            ):
                yield f"the form to {where} has a button that only a script can use: {each.get_text(strip=True)}"
    for link in soup.select("a"):
        target = str(link.get("href", ""))
        if is_shown(link) and (not target or target == "#" or target.startswith("javascript:")):
            yield f"a link leads nowhere: {link.get_text(strip=True)}"


@pytest.mark.django_db
def test_every_form_can_be_sent_without_javascript(settings, tmp_path):
    settings.FILES_ROOT, settings.TURNS = tmp_path, {}
    logging.disable(logging.CRITICAL)
    stage = build_stage()
    walker, found, forms = Walker(stage), set(), 0
    for actor in stage.people if FULL else READERS:
        for route in walker.routes():
            row = contract().get(route.name)
            if row is None or not route.is_ours or row.expected("get", actor) != PASS:
                continue
            answer = walker.look(route.path, actor)
            if not answer.streaming and answer.headers.get("Content-Type", "").startswith("text/html"):
                soup = BeautifulSoup(answer.content, "html.parser")
                forms += len(soup.select("form"))
                found |= {f"{route.name}: {fault}" for fault in faults(soup)}
    found -= {fault for fault in found if fault.startswith("styleguide: a link")}  # samples
    logging.disable(logging.NOTSET)
    assert not found, "\n".join(sorted(found))
    assert forms > 200  # the net does catch
