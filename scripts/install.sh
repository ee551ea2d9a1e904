#!/bin/sh
# Make .venv hold what a lock file names, and this checkout beside it. At once where that is done already.
# usage: scripts/install.sh requirements.lock|requirements-dev.lock
# PYTHON names the interpreter to make .venv with; else the first of the usual names that fits is taken.
set -eu
cd "$(dirname "$0")/.."
lock=$1
venv=.venv
stamp=$venv/$lock.installed

# A checkout that moved, a changed lock and a changed pyproject.toml all ask for a new installation.
state_of() { pwd && cksum "$1" pyproject.toml; }
[ "$(state_of "$lock")" = "$(cat "$stamp" 2>/dev/null)" ] && exit 0

supported='import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'
if ! { "$venv/bin/python" -c "$supported" && "$venv/bin/python" -m pip --version; } >/dev/null 2>&1; then
    python=
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c "$supported" >/dev/null 2>&1; then python=$candidate && break; fi
    done
    if [ -z "$python" ]; then
        echo "Traslado needs Python 3.11, 3.12 or 3.13, and none was found. Install one, or name one: make … PYTHON=/path/to/python3" >&2
        exit 1
    fi
    echo "Making $venv with $("$python" --version) …"
    if ! "$python" -m venv --clear "$venv"; then
        echo "$venv could not be made. On Debian and Ubuntu: apt-get install python3-venv" >&2
        exit 1
    fi
fi

echo "Installing $(grep -c '^[a-z].*==' "$lock") packages of $lock (half a minute or more, the first time) …"
rm -f "$venv"/*.installed
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r "$lock"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .

# The lock for developers holds all of the other one, in the same versions.
if [ "$lock" = requirements-dev.lock ]; then state_of requirements.lock >"$venv/requirements.lock.installed"; fi
state_of "$lock" >"$stamp"
