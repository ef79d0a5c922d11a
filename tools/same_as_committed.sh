#!/bin/bash
# Usage: tools/same_as_committed.sh FOLDER: fails when files there are changed, new or gone since the last commit.
set -euo pipefail
cd "$(dirname "$0")/.."
changed=$(git status --porcelain -- "$1")
[ -z "$changed" ] && exit 0
echo "drakentemmers: built files differ from the committed ones. Run \`make frontend\` and commit:" >&2
echo "$changed" >&2
git --no-pager diff --stat -- "$1" >&2
exit 1
