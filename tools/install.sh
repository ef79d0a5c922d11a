#!/bin/sh
# Usage: tools/install.sh run|test
# Makes .venv and installs the locked packages and this one. Done already for this lock: returns at once.
# Every failure is one line on stderr and exit code 1; the installer's own words stay in .venv/install.log.
set -eu
cd "$(dirname "$0")/.."

what=$1
lock=requirements/$what.txt
stamp=.venv/.installed-$what

fail() { echo "drakentemmers: $*" >&2; exit 1; }

up_to_date() {
    [ -x .venv/bin/drakentemmers ] && [ -f "$stamp" ] &&
        [ -z "$(find "$lock" pyproject.toml tools/install.sh -newer "$stamp")" ]
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
        if command -v "$candidate" >/dev/null && new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

need_python() {
    python=$(find_python)
    [ -n "$python" ] && return
    found=$(python3 --version 2>/dev/null || echo "no python3")
    fail "Python 3.11 or newer is needed, found: $found. Install it, or name one: make run PYTHON=/path/to/python3.12"
}

announce() { echo "Installing the packages of $lock into .venv (once; this takes a minute or two) ..."; }

# Debian ships Python without the means to make an environment.
need_venv_module() {
    "$python" -c 'import venv, ensurepip' 2>/dev/null && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing python3-venv ..."
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-venv; } \
            >/dev/null 2>&1 || true
        "$python" -c 'import venv, ensurepip' 2>/dev/null && return
    fi
    fail "Python's venv module is missing. Install it first: apt-get install python3-venv"
}

explain() {
    if grep -qiE 'name resolution|connection (refused|reset|broken)|network is unreachable|max retries|newconnectionerror|timed out|dns error|error sending request|failed to fetch|no matching distribution' "$log"; then
        fail "the packages could not be fetched; is there a network connection? Details: $log"
    fi
    if grep -qi 'no space left' "$log"; then
        fail "the disk is full; free some space and try again."
    fi
    fail "installing the packages failed: $(grep -iE 'error' "$log" | tail -n 1). Details: $log"
}

with_uv() {
    if [ ! -x .venv/bin/python ] || ! new_enough .venv/bin/python; then
        rm -rf .venv
        said=$(uv venv --quiet --python "${PYTHON:->=3.11}" .venv 2>&1) ||
            fail "no Python 3.11 or newer to be had: $(echo "$said" | grep -v '^ *$' | head -n 1)"
    fi
    announce
    uv pip install --python .venv/bin/python --require-hashes -r "$lock" >"$log" 2>&1 || explain
    uv pip install --python .venv/bin/python --no-deps --no-build-isolation -e . >>"$log" 2>&1 || explain
}

with_pip() {
    need_python
    if [ ! -x .venv/bin/python ] || ! new_enough .venv/bin/python ||
        ! .venv/bin/python -c 'import pip' 2>/dev/null; then
        need_venv_module
        "$python" -m venv --clear .venv || fail "making .venv with $python failed."
    fi
    announce
    pip=".venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off"
    $pip --require-hashes -r "$lock" >"$log" 2>&1 || explain
    $pip --no-deps --no-build-isolation -e . >>"$log" 2>&1 || explain
}

# Pages as PDF need Pango. Without it the site works all the same: then people print.
paper_libraries() {
    command -v ldconfig >/dev/null && ldconfig -p | grep -q libpangoft2-1.0 && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing Pango from Debian, for pages as PDF ..."
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
            libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; } >/dev/null 2>&1 || true
    fi
}

up_to_date && exit 0
log=.venv/install.log
if command -v uv >/dev/null; then with_uv; else with_pip; fi
# Compiled once here: uv leaves that to every start, and some environments forbid Python to keep what it compiled.
.venv/bin/python -m compileall -q -j 0 .venv/lib drakentemmers >>"$log" 2>&1 || true
paper_libraries
touch "$stamp"
