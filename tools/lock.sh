#!/bin/sh
# Rewrites the two lock files from pyproject.toml. Needs `uv` (on PATH or in .venv).
set -eu
cd "$(dirname "$0")/.."

uv=$(command -v uv || echo .venv/bin/uv)
[ -x "$uv" ] || { echo "make lock needs uv: python3 -m pip install uv" >&2; exit 1; }

compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links "$@" pyproject.toml requirements/build.in
}

compile --output-file requirements/run.txt
compile --group test --constraint requirements/run.txt --output-file requirements/test.txt
