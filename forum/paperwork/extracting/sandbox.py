"""Reads an uploaded file in a child process, which is killed past its limits."""

import json
import subprocess
import sys
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

import forum
from forum.paperwork.errors import PaperError
from forum.paperwork.extracting.answers import Extracted, PagePicture
from forum.paperwork.readings import Reading, restored
from forum.paperwork.tree import Paper
from forum.words import Words, _

_EXTRACTED, _PAPER = TypeAdapter(Extracted), TypeAdapter(Paper)
_PAGES = TypeAdapter(list[PagePicture])
_ROOT = Path(forum.__file__).parents[1]


@dataclass(frozen=True)
class Limits:
    """Seconds of waiting and of CPU, bytes of address space, pages or sheets, characters of output."""

    seconds: int = 30
    memory_bytes: int = 1 << 30
    pages: int = 2_000
    characters: int = 5_000_000


def extract(content: bytes, limits: Limits | None = None) -> Extracted:
    """The text of a PDF, DOCX or XLSX for search; blocks while the child works, so call it in a thread.

    Raises PaperError: encrypted, broken, of another kind, or 'too_slow', 'too_heavy' past the limits.
    """
    return _EXTRACTED.validate_python(answer_of_child("words", "", content, limits or Limits()))


# Thirty pages take a minute or two; whoever sends them waits for what is found.
SCAN = Limits(seconds=180, pages=30)


DRAWN = Limits(seconds=60, pages=20)  # at a time, so that few pictures are in memory


def recognise(content: bytes, program: str, limits: Limits = SCAN) -> Extracted:
    """The words of a scan or a picture, read by `recogniser()`; blocks while the child works. Raises PaperError."""
    return _EXTRACTED.validate_python(answer_of_child("scan", program, content, limits))


def draw_pages(content: bytes, first: int, limits: Limits = DRAWN) -> list[tuple[bytes, str]]:
    """Pictures (WebP) and words of the pages of a PDF from `first` on, which counts from 0, as many as the limits say;
    none past the last. Blocks while the child works. Raises PaperError."""
    found = _PAGES.validate_python(answer_of_child("pages", str(first), content, limits)["pages"])
    return [(b64decode(one.picture), one.text) for one in found]


def read_in_sandbox(name: str, content: bytes, limits: Limits | None = None) -> Paper:
    """The tree of an uploaded draft, as read_file gives it, with the limits of time and memory.

    Blocks while the child works. Raises PaperError as read_file and extract do.
    """
    return _PAPER.validate_python(answer_of_child("tree", name, content, limits or Limits()))


def read_draft(name: str, content: bytes, limits: Limits | None = None) -> Reading:
    """A draft as a room stores it: its paragraphs and the report. Pasted text is content in UTF-8 named '.txt'.

    Blocks while the child works: call it in a thread of the worker. Raises PaperError as read_in_sandbox does, and
    beyond 5,000 paragraphs or 300 pages, for a scan, and for a file in which nothing is written.
    """
    return restored(answer_of_child("draft", name, content, limits or Limits()))


def answer_of_child(task: str, name: str, content: bytes, bounds: Limits) -> dict[str, object]:
    """The child's output for a task ('words', 'scan', 'pages', 'tree', 'draft', 'clean'). Raises PaperError."""
    numbers = [bounds.seconds, bounds.memory_bytes, bounds.pages, bounds.characters]
    # An argument cannot hold NUL or lone surrogates; only the end of the name matters.
    shown = name.encode("utf-8", "replace").decode().replace("\x00", "")[-200:]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "forum.paperwork.extracting.child", task, shown, *map(str, numbers)],
            input=content,
            capture_output=True,
            timeout=bounds.seconds,
            cwd=_ROOT,
            # Not the server's environment, so that no secret is within reach of a malicious file.
            env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise PaperError("too_slow", _("Tệp mất quá nhiều thời gian để đọc, đã dừng.")) from late
    if done.returncode or not done.stdout:
        raise PaperError("too_heavy", _("Tệp quá nặng hoặc hỏng, không đọc được."))
    answer: dict[str, object] = json.loads(done.stdout)
    if "code" in answer:
        raise PaperError(str(answer["code"]), Words(str(answer["message"])))
    return answer
