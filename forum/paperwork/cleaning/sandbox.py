"""Cleans an uploaded file in a child process, which is killed past its limits."""

from base64 import b64decode

from pydantic import TypeAdapter

from forum.paperwork.cleaning.cleaned import Cleaned
from forum.paperwork.extracting.sandbox import Limits, answer_of_child

_CLEANED = TypeAdapter(Cleaned)


def clean_in_sandbox(content: bytes, limits: Limits | None = None) -> Cleaned:
    """Like clean_file, with limits of time and memory; blocks while the child works, so call it in a thread.

    Raises PaperError as clean_file does, and 'too_slow' or 'too_heavy' past the limits.
    """
    answer = answer_of_child("clean", "", content, limits or Limits(seconds=60))
    return _CLEANED.validate_python(answer | {"content": b64decode(str(answer["content"]))})
