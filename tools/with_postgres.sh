#!/bin/bash
# Usage: tools/with_postgres.sh COMMAND...
# Runs a command with DATABASE_URL pointing at PostgreSQL: the one given, else one that answers here and lets us in,
# else a private server on a free port that is gone afterwards.
set -euo pipefail

name=drakentemmers_$$
cluster=

fail() { echo "drakentemmers: $*" >&2; exit 1; }

answers() { # user, port
    .venv/bin/python - "$1" "$2" <<'PYTHON' 2>/dev/null
import sys
import psycopg
with psycopg.connect(host="127.0.0.1", user=sys.argv[1], port=sys.argv[2], dbname="postgres", connect_timeout=2) as c:
    (may,) = c.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    sys.exit(not may)
PYTHON
}

programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

free_port() {
    .venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# PostgreSQL refuses to run as root; then it runs as the user its package made.
as_owner() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

stop() {
    [ -n "$cluster" ] || return 0
    as_owner "$bin/pg_ctl" -D "$cluster/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$cluster"
}

start_private_server() {
    bin=$(programs)
    if [ -z "$bin" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing PostgreSQL from Debian ..."
        apt-get update -qq >/dev/null
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y postgresql >/dev/null
        bin=$(programs)
    fi
    [ -n "$bin" ] || fail "no PostgreSQL here. Install it (apt-get install postgresql) or set DATABASE_URL."
    cluster=$(mktemp -d)
    trap stop EXIT
    port=$(free_port)
    [ "$(id -u)" = 0 ] && chown postgres "$cluster"
    cd "$cluster"
    as_owner "$bin/initdb" -D "$cluster/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >"/dev/null"
    as_owner "$bin/pg_ctl" -D "$cluster/data" -w -l "$cluster/log" start \
        -o "-p $port -k $cluster -c listen_addresses=127.0.0.1 -c fsync=off" >/dev/null ||
        fail "PostgreSQL did not start: $(tail -n 1 "$cluster/log")"
    cd "$OLDPWD"
    export DATABASE_URL="postgres://postgres@127.0.0.1:$port/$name"
}

# The tests of the backup use pg_dump and pg_restore.
need_client() {
    command -v pg_dump >/dev/null && command -v pg_restore >/dev/null && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing the client programs of PostgreSQL from Debian ..."
        apt-get update -qq >/dev/null
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y postgresql-client >/dev/null
        return
    fi
    fail "pg_dump is missing. Install the client programs of PostgreSQL (apt-get install postgresql-client)."
}

if [ -z "${DATABASE_URL:-}" ]; then
    for user in postgres "$(id -un)"; do
        if answers "$user" 5432; then
            export DATABASE_URL="postgres://$user@127.0.0.1:5432/$name"
            break
        fi
    done
fi
[ -n "${DATABASE_URL:-}" ] || start_private_server
need_client
echo "PostgreSQL: ${DATABASE_URL##*@}"
"$@"
