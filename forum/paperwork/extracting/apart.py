"""Takes the words out of an uploaded file in a process of its own, which is killed past its limits."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import forum
from forum.paperwork.errors import PaperError
from forum.paperwork.extracting.words import Extracted

_ROOT = Path(forum.__file__).parents[1]


@dataclass(frozen=True)
class Limits:
    """Seconds of waiting and of work, bytes of address space, pages or sheets, characters of the answer."""

    seconds: int = 30
    memory_bytes: int = 1 << 30
    pages: int = 2_000
    characters: int = 5_000_000


def extract(content: bytes, limits: Limits | None = None) -> Extracted:
    """The text of a PDF, DOCX or XLSX for search; blocks while the child works, so call it in a thread.

    Raises PaperError: encrypted, broken, of another kind, or 'too_slow', 'too_heavy' past the limits.
    """
    bounds = limits or Limits()
    arguments = [bounds.seconds, bounds.memory_bytes, bounds.pages, bounds.characters]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "forum.paperwork.extracting.child", *(str(bound) for bound in arguments)],
            input=content,
            capture_output=True,
            timeout=bounds.seconds,
            cwd=_ROOT,
            # Nothing of the server's environment: no secret is within reach of a broken file.
            env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise PaperError("too_slow", "Tệp mất quá nhiều thời gian để đọc chữ, đã dừng.") from late
    if done.returncode or not done.stdout:
        raise PaperError("too_heavy", "Tệp quá nặng hoặc hỏng, không lấy được chữ.")
    answer = json.loads(done.stdout)
    if "code" in answer:
        raise PaperError(answer["code"], answer["message"])
    return Extracted(**answer)
