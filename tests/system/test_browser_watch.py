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


def test_a_quiet_page_is_left_alone(browser):
    assert watched(browser, "<p>Hello</p>") == []
