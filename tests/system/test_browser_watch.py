"""The browser tests can fail: what a page must not do is seen."""

from playwright.sync_api import Browser

from tests.system.conftest import Watch


def watched(browser: Browser, markup: str) -> list[str]:
    context = browser.new_context()
    watch = Watch(context, "http://site.example")
    page = context.new_page()
    page.set_content(markup)
    page.wait_for_load_state("networkidle")
    context.close()
    return watch.problems


def test_a_request_to_another_host_is_stopped_and_told(browser):
    assert watched(browser, '<img src="http://elsewhere.example/x.png">') == [
        "asked another host: http://elsewhere.example/x.png"
    ]


def test_a_script_error_and_a_logged_error_are_told(browser):
    problems = watched(browser, "<script>console.error('lost'); nothing.here</script>")
    assert problems == ["console: lost", "script error: nothing is not defined"]


def test_what_the_content_policy_refuses_is_told(browser):
    """So a library that writes styles into a page is seen, as htmx does unless it is told not to."""
    policy = "<meta http-equiv='Content-Security-Policy' content=\"style-src 'self'\">"
    [problem] = watched(browser, f"<head>{policy}<style>p {{ color: red }}</style></head><p>Hello</p>")
    assert "Content Security Policy" in problem and "inline style" in problem


def test_a_site_that_a_journey_leads_to_is_not_judged_but_ours_is(browser):
    context = browser.new_context()
    watch = Watch(context, "http://site.example", "http://partner.example")
    context.route(
        "http://partner.example/",
        lambda route: route.fulfill(
            body="<img src='http://elsewhere.example/x.png'>", content_type="text/html"
        ),
    )
    page = context.new_page()
    page.goto("http://partner.example/")
    page.wait_for_load_state("networkidle")
    assert watch.problems == []
    page.set_content('<img src="http://partner.example/x.png">')
    page.goto("about:blank")
    page.set_content('<img src="http://partner.example/x.png">')
    page.wait_for_load_state("networkidle")
    context.close()
    assert watch.problems == ["asked another host: http://partner.example/x.png"]


def test_a_quiet_page_is_left_alone(browser):
    assert watched(browser, "<p>Hello</p>") == []
