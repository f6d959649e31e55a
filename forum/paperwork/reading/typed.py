"""Reads a text that was pasted or typed, whatever way its writer marked it up."""

from forum.paperwork.printable import printable
from forum.paperwork.reading.markdown import MAX_CHARACTERS as MARKED_UP_MAX
from forum.paperwork.reading.markdown import read_markdown
from forum.paperwork.reading.marked_up import is_marked_up, unquoted
from forum.paperwork.reading.text import read_text
from forum.paperwork.remarks import Remark, RemarkKind
from forum.paperwork.tree import Paper


def read_typed(text: str) -> Paper:
    """The tree and report of a text that may be written in Markdown or be quoted in a mail. Raises PaperError as
    read_text."""
    if len(text) > MARKED_UP_MAX:
        return read_text(text)
    plain = unquoted(printable(text))
    if is_marked_up(plain):
        return read_markdown(plain, [Remark(RemarkKind.marked_up)])
    return read_text(plain)
