#!/bin/bash
# Rebuilds frontend/ into drakentemmers/ui/static/ui from its lock. Only for who changes CSS, JavaScript or icons.
set -euo pipefail
cd "$(dirname "$0")/../frontend"

if ! command -v npm >/dev/null; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || {
        echo "drakentemmers: npm is missing. Install Node.js 18 or newer with npm." >&2
        exit 1
    }
    echo "Installing npm from Debian ..."
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends npm >/dev/null
fi
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
npm run build --silent
