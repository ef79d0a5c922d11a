"""Journey 3: a shelter worker asks two practices for a parent and a child; one says yes, the other is withdrawn."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.directory.models import Professional
from drakentemmers.directory.rules import ClientGroup, Language, Setting
from drakentemmers.matching.course import QuestionState, RequestState
from drakentemmers.matching.models import Question, TreatmentRequest
from drakentemmers.matching.views.find import PER_PAGE
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import PostcodeAreaFactory, WorkLocationFactory
from tests.factories.matching import open_request_by, therapist
from tests.matching.requesting import therapist as fitting
from tests.matching.requesting import worker
from tests.system.conftest import WIDTHS
from tests.system.keyboard import choose, follow, from_the_top, reach


@dataclass(frozen=True)
class Cast:
    """Who takes part."""

    samira: User
    practices: list[Professional]


def practice_of(name: str, latitude: float, *languages: Language) -> Professional:
    """Make a therapist in or near Almere who treats parent and child together."""
    professional = therapist(
        now=timezone.now(),
        places=2,
        name=name,
        user=UserFactory(name=name),
        practice=OrganisationFactory(name=f"Praktijk {name}", kind=OrganisationKind.PRACTICE),
        groups=frozenset({ClientGroup.PARENT_CHILD, ClientGroup.CHILD_6_12}),
        languages=frozenset({Language.DUTCH, *languages}),
        settings=frozenset({Setting.SHELTER, Setting.AMBULATORY}),
    )
    WorkLocationFactory(professional=professional, latitude=latitude, radius_km=40)
    return professional


@pytest.fixture
def cast() -> Cast:
    PostcodeAreaFactory()
    shelter = OrganisationFactory(name="Opvang De Linde")
    practices = [
        practice_of("Yasmina Zonnekamp", 52.371, Language.ARABIC),
        practice_of("Karim Merelhof", 52.39, Language.ARABIC),
        practice_of("Noor Wilgenbos", 52.42, Language.ARABIC),
        practice_of("Daan Otterbeek", 52.375),
    ]
    return Cast(person_with(Role.MEMBER, shelter, name="Samira Lindehof"), practices)


def search(page: Page) -> None:
    """From the front page to the list: 1315, parent and child together, Arabic."""
    page.goto("/")
    reach(page, page.locator("#place"))
    page.keyboard.type("1315")
    choose(page, page.locator("#group"), "Ouder en kind")
    follow(page, page.locator("form.find button"))
    reach(page, page.locator("details.more > summary"))
    page.keyboard.press("Enter")
    choose(page, page.locator("select[name=taal]"), "Arabisch")
    expect(page.locator(".chips")).to_contain_text("Arabisch")
    expect(page.locator(".ress .res[data-n]")).to_have_count(3)
    assert "taal=ar" in page.url and "plaats=1315" in page.url


def pins_follow(page: Page) -> None:
    """Tab from card to card: the pin with the same number lights up."""
    for number in ("1", "2", "3"):
        reach(page, page.locator(f".res[data-n='{number}'] h3 a"))
        expect(page.locator(f".m-pin.is-on[data-n='{number}']")).to_have_count(1)
        expect(page.locator(".m-pin.is-on")).to_have_count(1)


def ask_two(page: Page) -> TreatmentRequest:
    """Make the request from the search, tick two practices and ask them."""
    follow(page, page.locator(".res[data-n='1'] a.btn"))
    expect(page.locator("input[name=place], input[name$='-place']").first).to_have_value("1315")
    for answer in ("client_role'][value='victim", "problems'][value='trauma"):
        reach(page, page.locator(f"input[name='p0-{answer}']"))
        page.keyboard.press("Space")
    follow(page, page.locator(".form-end button"))
    request = TreatmentRequest.objects.get()
    from_the_top(page)
    boxes = page.locator("ol.ress input[name=therapist]")
    expect(boxes).to_have_count(3)
    for place in (0, 1):
        if not boxes.nth(place).is_checked():
            reach(page, boxes.nth(place))
            page.keyboard.press("Space")
    follow(page, page.locator(".askbar button"))
    assert Question.objects.filter(state=QuestionState.ASKED).count() == 2
    return request


def says_yes(page: Page) -> None:
    """The therapist finds the question on the own page and says yes."""
    page.goto("/mijn")
    follow(page, page.locator("main .lines a").first)
    follow(page, page.locator("form[action$='/ja'] button"))


def states() -> list[str]:
    return sorted(Question.objects.values_list("state", flat=True))


def not_wider_than_the_screen(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


@pytest.mark.parametrize("width", WIDTHS)
def test_the_walk_from_search_to_a_confirmed_place(
    width: int,
    cast: Cast,
    new_page: Callable[..., Page],
    sign_in: Callable[..., Page],
    axe: Callable[[Page], None],
    shot: Callable[..., None],
) -> None:
    page = sign_in(cast.samira, new_page(width=width))
    search(page)
    pins_follow(page)
    seen(page, axe, shot, f"3-results-{width}", width)

    request = ask_two(page)
    seen(page, axe, shot, f"3-asked-{width}", width)

    asked = Question.objects.select_related("professional__user").order_by("turn").first()
    theirs = sign_in(asked.professional.user, new_page(width=width))
    says_yes(theirs)
    seen(theirs, axe, shot, f"3-yes-{width}", width)
    assert states() == [QuestionState.ACCEPTED, QuestionState.WITHDRAWN]

    second_tab = page.context.new_page()
    second_tab.goto(f"/aanvragen/{request.pk}")
    page.reload()
    confirm = page.locator("form[action$='/bevestigen'] button")
    from_the_top(page)
    follow(page, confirm)
    request.refresh_from_db()
    assert request.state == RequestState.PLACED
    assert states() == [QuestionState.PLACED, QuestionState.WITHDRAWN]
    seen(page, axe, shot, f"3-placed-{width}", width)

    follow(second_tab, second_tab.locator("form[action$='/bevestigen'] button"))
    expect(second_tab.locator("main h1")).to_be_visible()
    assert states() == [QuestionState.PLACED, QuestionState.WITHDRAWN]

    page.go_back()
    expect(page.locator("main h1")).to_be_visible()
    page.reload()
    expect(page.locator("form[action$='/bevestigen']")).to_have_count(0)


def seen(page: Page, axe: Callable[[Page], None], shot: Callable[..., None], name: str, width: int) -> None:
    """Look at the page as it stands: axe, width, picture."""
    axe(page)
    not_wider_than_the_screen(page)
    shot(page, name, widths=(width,))


def test_the_same_walk_without_javascript(
    cast: Cast, new_page: Callable[..., Page], sign_in: Callable[..., Page]
) -> None:
    page = sign_in(cast.samira, new_page(java_script_enabled=False))
    page.goto("/")
    page.fill("#place", "1315")
    page.select_option("#group", ClientGroup.PARENT_CHILD)
    page.click("form.find button")
    page.click("details.more > summary")
    page.select_option("select[name=taal]", Language.ARABIC)
    page.click("#filters .filters button")
    expect(page.locator(".ress .res[data-n]")).to_have_count(3)

    page.click(".res[data-n='1'] a.btn")
    page.check("input[name='p0-client_role'][value='victim']")
    page.check("input[name='p0-problems'][value='trauma']")
    page.click(".form-end button")
    request = TreatmentRequest.objects.get()
    boxes: Locator = page.locator("ol.ress input[name=therapist]")
    for place in (0, 1):
        boxes.nth(place).check()
    page.click(".askbar button")

    asked = Question.objects.select_related("professional__user").order_by("turn").first()
    theirs = sign_in(asked.professional.user, new_page(java_script_enabled=False))
    theirs.goto("/mijn")
    theirs.locator("main .lines a").first.click()
    theirs.click("form[action$='/ja'] button")
    page.reload()
    page.click("form[action$='/bevestigen'] button")

    request.refresh_from_db()
    assert request.state == RequestState.PLACED
    assert states() == [QuestionState.PLACED, QuestionState.WITHDRAWN]


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_choice_is_kept_over_the_pages_of_a_long_list(
    width: int, script: bool, new_page: Callable[..., Page], sign_in, axe: Callable[[Page], None], shot
) -> None:
    asker = worker()
    for n in range(PER_PAGE + 2):
        fitting(f"Behandelaar {n:02}")
    request = open_request_by(asker, now=timezone.now())
    page = sign_in(asker, new_page(width=width, java_script_enabled=script))
    page.goto(f"/aanvragen/{request.pk}/behandelaars")
    first = page.locator(".ress .pick").first
    name = page.locator(".ress h3 a").first.inner_text()
    first.click()
    page.get_by_label("Eén voor één").check()
    page.get_by_label("Sorteer").select_option("points")
    if not script:
        page.get_by_role("button", name="Sorteer").click()
    page.wait_for_url("**volgorde=points**")
    expect(page.get_by_label("Sorteer").locator("option:checked")).to_have_attribute("value", "points")
    page.get_by_role("navigation", name="Pagina’s").get_by_role("button", name="Volgende").click()
    expect(page.locator(".ress .res[data-n]")).to_have_count(2)
    expect(
        page.get_by_role("group", name="Gekozen, en niet op deze pagina").get_by_label(name)
    ).to_be_checked()
    expect(page.get_by_label("Eén voor één")).to_be_checked()
    page.locator(".ress .pick").first.click()
    if script:
        axe(page)
        shot(page, f"shortlist-second-page-{width}", widths=(width,))
        the_way_back_knows_what_was_ticked_later(page)
    page.get_by_role("button", name="Vraag gekozen behandelaren").click()
    expect(page.locator("h1")).to_contain_text(request.pseudonym)
    assert request.questions.count() == 2
    page.go_back()  # the rows moved up: a tick that came back with them would be somebody else's
    expect(page.locator(".ress .res[data-n]").first).to_be_visible()
    expect(page.locator("input[name=therapist]:checked")).to_have_count(0)


def the_way_back_knows_what_was_ticked_later(page: Page) -> None:
    """Back to the first page and forward again: both ticks are there, on the page or beside it."""
    status = page.locator(".askbar").get_by_role("status")
    expect(status).to_have_text("2 gekozen")
    page.go_back()
    expect(page.locator(".ress .res[data-n]")).to_have_count(PER_PAGE)
    expect(status).to_have_text("2 gekozen")
    page.reload()
    expect(status).to_have_text("2 gekozen")
    page.go_forward()
    expect(page.locator(".ress .res[data-n]")).to_have_count(2)
    expect(status).to_have_text("2 gekozen")


def test_from_a_tick_the_next_tab_leads_to_the_button_that_asks(
    new_page: Callable[..., Page], sign_in, axe: Callable[[Page], None]
) -> None:
    asker = worker()
    for n in range(6):
        fitting(f"Behandelaar {n:02}")
    request = open_request_by(asker, now=timezone.now())
    page = sign_in(asker, new_page(width=390))
    page.goto(f"/aanvragen/{request.pk}/behandelaars")
    reach(page, page.locator("ol.ress input[name=therapist]").nth(1))
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.locator(".jump:focus")).to_have_text("Naar de knop om te vragen")
    axe(page)
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.locator(".askbar button:focus").count():
            break
    expect(page.locator(".askbar button")).to_be_focused()


def test_what_is_ticked_is_counted_and_still_there_after_a_look_at_a_profile(
    new_page: Callable[..., Page], sign_in, axe: Callable[[Page], None], shot
) -> None:
    asker = worker()
    for n in range(3):
        fitting(f"Behandelaar {n:02}")
    request = open_request_by(asker, now=timezone.now())
    page = sign_in(asker, new_page(width=390))
    page.goto(f"/aanvragen/{request.pk}/behandelaars")
    bar = page.locator(".askbar")
    expect(bar.get_by_role("status")).to_be_hidden()
    for n in (0, 2):
        page.locator(".ress .pick").nth(n).click()
    page.get_by_label("Eén voor één").check()
    expect(bar.get_by_role("status")).to_have_text("2 gekozen")
    axe(page)
    shot(page, "shortlist-two-chosen", widths=(390,))
    page.locator(".ress h3 a").first.click()
    expect(page.locator("h1")).to_contain_text("Behandelaar")
    page.go_back()
    expect(bar.get_by_role("status")).to_have_text("2 gekozen")
    ticks = [box.is_checked() for box in page.locator("input[name=therapist]").all()]
    assert ticks == [True, False, True]
    expect(page.get_by_label("Eén voor één")).to_be_checked()
    page.locator(".ress .pick").first.click()
    page.get_by_role("button", name="Vraag gekozen behandelaren").click()
    expect(page.locator("h1")).to_contain_text(request.pseudonym)
    assert request.questions.count() == 1


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_many_at_once_is_asked_again_and_one_by_one_is_a_tap_away(
    width: int, script: bool, new_page: Callable[..., Page], sign_in, axe: Callable[[Page], None], shot
) -> None:
    asker = worker()
    for n in range(7):
        fitting(f"Behandelaar {n:02}")
    request = open_request_by(asker, now=timezone.now())
    page = sign_in(asker, new_page(width=width, java_script_enabled=script))
    page.goto(f"/aanvragen/{request.pk}/behandelaars")
    skip = page.get_by_role("link", name="Sla de kaart over")
    expect(skip).to_be_visible(visible=width < 1024)
    for pick in page.locator(".ress .pick").all():
        pick.click()
    page.get_by_role("button", name="Vraag gekozen behandelaren").click()
    expect(page.locator("h1")).to_have_text("7 behandelaren tegelijk vragen?")
    not_wider_than_the_screen(page)
    if script:
        axe(page)
        shot(page, f"ask-many-{width}", widths=(width,))
    page.get_by_role("link", name="Terug naar de lijst").click()
    expect(page.locator("input[name=therapist]:checked")).to_have_count(7)
    page.get_by_role("button", name="Vraag gekozen behandelaren").click()
    page.locator("input[name=therapist]").first.uncheck()
    page.get_by_role("button", name="Vraag ze één voor één").click()
    expect(page.locator("h1")).to_contain_text(request.pseudonym)
    states = sorted(request.questions.values_list("state", flat=True))
    assert states == [QuestionState.ASKED] + [QuestionState.QUEUED] * 5
    page.go_back()
    expect(page.locator("h1")).to_have_text("7 behandelaren tegelijk vragen?")
