#!/bin/sh
# Makes sure the browser tests have a Chromium: the system's, else Debian's through apt, else Playwright's own.
# The one without a window (the engine without its menus, which are pages too) does the same walks in 60% of the time.
set -eu
cd "$(dirname "$0")/.."

for name in chromium-headless-shell chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium from Debian (once) ..."
    apt-get update -qq >/dev/null 2>&1 || true
    for name in chromium-headless-shell chromium; do
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$name" >/dev/null 2>&1 || true
        command -v "$name" >/dev/null && exit 0
    done
fi
ls "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium* >/dev/null 2>&1 && exit 0
echo "Installing Playwright's own chromium (once) ..."
.venv/bin/playwright install chromium >.venv/browser.log 2>&1 || {
    echo "drakentemmers: no browser for the tests: $(tail -n 1 .venv/browser.log). Details: .venv/browser.log" >&2
    exit 1
}
