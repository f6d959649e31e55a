"""Fails if a tracked file contains what none may: addresses of package registries, marks of unfinished work.

The patterns are written so that this file does not match itself.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
REFUSED = {
    "address of a package registry": re.compile(
        r"py[p]i[.]org|python[h]osted[.]org|npm[j]s[.](org|com)|yarn[p]kg[.]com|(deb|security)[.]deb[i]an[.]org",
        re.I,
    ),
    "unfinished mark": re.compile(r"\b(TO[D]O|FIX[M]E|X{3})\b"),
    "merge mark": re.compile(r"^(<{7}|>{7}) ", re.M),
}


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def complaints() -> list[str]:
    found = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        for what, pattern in REFUSED.items():
            for hit in pattern.finditer(text):
                line = text.count("\n", 0, hit.start()) + 1
                found.append(f"{path.relative_to(ROOT)}:{line}: {what}")
    return found


if __name__ == "__main__":
    lines = complaints()
    print("\n".join(lines) or "gate: nothing refused")
    sys.exit(bool(lines))
