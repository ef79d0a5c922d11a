#!/bin/bash
# Builds the wheel, checks that every committed file of the package is in it, installs it in an empty environment
# with the locked packages and runs the command there, in a folder of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$PWD/.venv/bin/python
lock=$PWD/requirements/run.txt
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

# From a copy of what is committed, so that nothing of this folder's leftovers gets in.
mkdir "$place/source"
git archive HEAD | tar -x -C "$place/source"
cd "$place"
"$python" -c 'import sys; from setuptools import build_meta; import os; os.chdir("source"); build_meta.build_wheel(sys.argv[1])' \
    "$place" >build.log 2>&1 || { tail -n 5 build.log >&2; exit 1; }

"$python" - source drakentemmers-*.whl <<'PYTHON'
import sys
import zipfile
from pathlib import Path

source, wheel = sys.argv[1:]
packed = set(zipfile.ZipFile(wheel).namelist())
wanted = {str(path.relative_to(source)) for path in Path(source, "drakentemmers").rglob("*") if path.is_file()}
missing = sorted(path for path in wanted - packed if not path.endswith(".po"))
if missing:
    sys.exit("drakentemmers: not in the wheel: " + ", ".join(missing))
PYTHON

"$python" -m venv clean
if command -v uv >/dev/null; then
    uv pip install --quiet --python clean/bin/python --require-hashes -r "$lock"
    uv pip install --quiet --python clean/bin/python --no-deps drakentemmers-*.whl
else
    clean/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    clean/bin/python -m pip install --quiet --disable-pip-version-check --no-deps drakentemmers-*.whl
fi
export DRAKENTEMMERS_DATA=$place/data
clean/bin/drakentemmers check
clean/bin/drakentemmers migrate --verbosity 0
clean/bin/drakentemmers load_base_areas
echo "The wheel installs and starts."
