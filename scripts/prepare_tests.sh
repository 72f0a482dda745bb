#!/bin/sh
# Gets what the tests need besides Python packages: a headless Chromium, a PostgreSQL server, and libfaketime.
# Where something cannot be installed it says so in one sentence; the tests that need it are then skipped and say so too.
set -eu

installed_by_apt() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then run=""; elif sudo -n true 2>/dev/null; then run="sudo -n"; else return 1; fi
    $run apt-get update -qq >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

has_browser() {
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1
}

has_postgres() {
    [ -n "${PG_BIN:-}" ] && [ -x "$PG_BIN/initdb" ] && return 0
    for folder in $(pg_config --bindir 2>/dev/null || true) /usr/lib/postgresql/*/bin; do
        [ -x "$folder/initdb" ] && return 0
    done
    return 1
}

if ! has_browser && ! { installed_by_apt chromium fonts-dejavu-core && has_browser; }; then
    echo "No Chromium here and it could not be installed: the browser tests will be skipped. Install the package chromium to run them."
fi

if ! has_postgres; then
    "${PYTHON:-python3}" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-postgres.lock ||
        installed_by_apt postgresql ||
        echo "No PostgreSQL server here and none could be installed: the tests on PostgreSQL will be skipped. Install the package postgresql to run them."
fi

has_faketime() {
    ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1
}

if ! has_faketime && ! { installed_by_apt libfaketime && has_faketime; }; then
    echo "No libfaketime here and it could not be installed: the tests set a clock of their own instead of the machine's. Install the package libfaketime for that."
fi
