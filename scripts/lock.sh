#!/bin/sh
# Writes the three locks anew from pyproject.toml; needs uv. No registry's address gets into them, so any mirror serves.
# What is locked stays where it is: delete a lock, or name packages (lock.sh --upgrade-package NAME), to move it.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo "python3 -m uv")

lock() {
    name=$1
    shift
    # shellcheck disable=SC2086
    $uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header \
        --output-file "requirements/$name.txt" "$@"
}

lock run pyproject.toml "$@"
lock dev pyproject.toml --group dev --constraint requirements/run.txt "$@"
lock node --group node "$@"
if grep -nE '(https?|file)://' requirements/*.txt; then
    echo "scripts/lock.sh: an address got into a lock" >&2
    exit 1
fi
