#!/bin/sh
# Write both lock files from pyproject.toml: for every Python and platform at once, with hashes and without
# addresses. Pins that still fit are kept; delete the lock files first to take the newest versions.
set -eu
cd "$(dirname "$0")/.."

compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links "$@" pyproject.toml
}

compile --extra build --extra neo4j-server --output-file requirements.lock
compile --all-extras --constraints requirements.lock --output-file requirements-dev.lock
