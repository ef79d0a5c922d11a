#!/bin/sh
# Makes sure the browser tests have a Chromium: the system's, else Debian's through apt, else Playwright's own.
set -eu
cd "$(dirname "$0")/.."

for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium from Debian (once) ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium; } \
        >/dev/null 2>&1 || true
    command -v chromium >/dev/null && exit 0
fi
ls "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium* >/dev/null 2>&1 && exit 0
echo "Installing Playwright's own chromium (once) ..."
.venv/bin/playwright install chromium >.venv/browser.log 2>&1 || {
    echo "drakentemmers: no browser for the tests: $(tail -n 1 .venv/browser.log). Details: .venv/browser.log" >&2
    exit 1
}
