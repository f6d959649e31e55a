#!/bin/sh
# Writes the three locks anew; needs uv. No registry's address gets into them, so any mirror serves.
set -eu
cd "$(dirname "$0")/.."
for name in run dev node; do
    constraint=
    [ "$name" = dev ] && constraint="--constraint requirements/run.txt"
    # shellcheck disable=SC2086
    python3 -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header $constraint \
        --output-file "requirements/$name.txt" "requirements/$name.in"
done
if grep -nE '(https?|file)://' requirements/*.txt; then
    echo "scripts/lock.sh: an address got into a lock" >&2
    exit 1
fi
