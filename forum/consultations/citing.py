"""How the paragraphs of a version in preparation are cited, computed anew when a person has changed one of them."""

import re
from collections.abc import Sequence
from typing import get_args

from forum.consultations.drafts import texts_of
from forum.consultations.models import DraftVersion, ParagraphText
from forum.database import Db
from forum.paperwork.reading.cited import Line, paths_of
from forum.paperwork.tree import Kind

Citations = dict[int, str]
KINDS: tuple[Kind, ...] = get_args(Kind)


async def citations(db: Db, version: DraftVersion) -> Citations:
    """By text, the paths that follow from kinds and labels as they stand."""
    return _paths(await texts_of(db, version.consultation_id, version.number))


async def cite_anew(db: Db, version: DraftVersion, before: Citations) -> None:
    """Give a path to each text that is new or is cited otherwise than before the change; all others keep the path
    that the reader gave them."""
    await db.flush()
    texts = await texts_of(db, version.consultation_id, version.number)
    after = _paths(texts)
    for text in texts:
        if before.get(text.id) != after[text.id]:
            text.path = after[text.id]
    await db.flush()


def _paths(texts: Sequence[ParagraphText]) -> Citations:
    paths = paths_of(Line(_kind(text), text.label, text.text, text.path) for text in texts)
    return {text.id: path for text, path in zip(texts, paths, strict=True)}


def _kind(text: ParagraphText) -> Kind:
    return next(one for one in KINDS if one == text.kind)


def rows_of(text: ParagraphText, words: str) -> list[list[str]] | None:
    """Of a table whose words were changed, a line a row; none where its cells are not all there any more. The lines
    of a cell stay."""
    if text.rows is None:
        return None
    rows = [[cell.strip() for cell in line.split("|")] for line in words.split("\n")]
    width = len(text.rows[0])
    if any(len(row) != width for row in rows):
        return None
    if len(rows) != len(text.rows):
        return rows
    return [
        [_with_lines(*cells) for cells in zip(*pair, strict=True)]
        for pair in zip(text.rows, rows, strict=True)
    ]


def _with_lines(before: str, cell: str) -> str:
    """The new words of a cell in its lines as they stood, where it has as many words."""
    gaps, words = re.findall(r"\s+", before.strip()), cell.split()
    if len(words) != len(gaps) + 1:
        return cell
    return "".join(part for pair in zip(words, [*gaps, ""], strict=True) for part in pair)
