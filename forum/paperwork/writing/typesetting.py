"""Runs Typst as a function, or in a child process that frees its memory."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from forum.paperwork.errors import PaperError
from forum.paperwork.layout_rules import FONTS_FOLDER
from forum.words import _

if TYPE_CHECKING:
    from typst import Fonts

TEMPLATE = Path(__file__).with_name("official.typ")
_ROOT = Path(__file__).parents[3]
_SECONDS_LIMIT = 120


def typeset(paper: str, *, opening: bool = True) -> bytes:
    """The PDF of one paper, from the JSON that the template reads. Raises PaperError.

    A part other than the first has no title, so by itself it cannot claim PDF/UA; it is tagged all the same.
    """
    import typst  # here, since only the child process needs it

    try:
        made = typst.compile(
            TEMPLATE.read_bytes(),
            font_paths=_fonts(),
            format="pdf",
            pdf_standards="ua-1" if opening else "1.7",
            sys_inputs={"paper": paper},
        )
    except typst.TypstError as failure:
        raise PaperError(
            "typesetting", _("Không dàn trang được tệp PDF: {message}", message=failure.message)
        ) from failure
    return bytes(made)


def typeset_in_child(paper: str, *, opening: bool) -> bytes:
    """Like typeset, in a child process: Typst keeps its memory for the life of the process."""
    module = "forum.paperwork.writing.typesetting"
    try:
        child = subprocess.run(
            [sys.executable, "-m", module, "opening" if opening else "following"],
            input=paper.encode(),
            capture_output=True,
            timeout=_SECONDS_LIMIT,
            env=os.environ | {"PYTHONPATH": str(_ROOT)},
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise PaperError("typesetting", _("Dàn trang tệp PDF quá lâu nên đã dừng.")) from slow
    if child.returncode:
        error = child.stderr.decode(errors="replace")[-300:]
        raise PaperError("typesetting", _("Không dàn trang được tệp PDF: {error}", error=error))
    return child.stdout


@cache
def _fonts() -> "Fonts":
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS_FOLDER)]
    )


def main() -> None:
    """Read the paper's JSON, write the PDF; on failure, print the message and exit with 1."""
    try:
        made = typeset(sys.stdin.buffer.read().decode(), opening=sys.argv[1:] == ["opening"])
    except PaperError as refusal:
        sys.exit(str(refusal.message))
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
