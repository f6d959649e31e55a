"""The name that a file was sent with, made safe to show and to save under."""

import unicodedata
from urllib.parse import quote

from forum.files.policy import NAME_LETTERS
from forum.words import _
from vietnamese import slug

ENDING_LETTERS = 10


def safe_name(sent: str) -> str:
    """NFC, without folders, controls and signs that turn the direction of writing, at most 200 letters with its
    ending."""
    name = unicodedata.normalize("NFC", sent.encode("utf-8", "replace").decode())
    name = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in name)
    name = " ".join(name.replace('"', "'").split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if len(name) > NAME_LETTERS and dot and len(ending) <= ENDING_LETTERS:
        name = f"{stem[: NAME_LETTERS - len(ending) - 1]}.{ending}"
    return name[:NAME_LETTERS] or str(_("tệp không tên"))


def with_ending(name: str, kind: str) -> str:
    """The name to save under: its ending is that of what the file is."""
    ending = {"jpeg": "jpg"}.get(kind, kind)
    known = {ending, kind}
    return name if not kind or name.rpartition(".")[2].lower() in known else f"{name}.{ending}"


def disposition(name: str) -> str:
    """`attachment`, with the name as RFC 5987 spells it and a plain one for older programs."""
    stem, dot, ending = name.rpartition(".")
    plain = f"{slug(stem) or 'tep'}.{slug(ending)}" if dot and slug(ending) else slug(name) or "tep"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
