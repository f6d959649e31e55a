"""Whether tesseract, which an operator may have installed, is here and reads Vietnamese."""

import shutil
import subprocess

PROGRAM, LANGUAGE = "tesseract", "vie"


def recogniser() -> str | None:
    """The path of tesseract, where it is found and reads Vietnamese. Blocks for a moment."""
    found = shutil.which(PROGRAM)
    return found if found and LANGUAGE in _languages(found) else None


def recogniser_word() -> str:
    """For the doctor."""
    found = shutil.which(PROGRAM)
    return "none" if found is None else "ok" if LANGUAGE in _languages(found) else "no_vietnamese"


def _languages(program: str) -> list[str]:
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return listed.stdout.decode("utf-8", "replace").split()
