"""Typesets long papers in parts, so that memory stays bounded, and joins them into one tagged PDF."""

import tempfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Object, Pdf

Data: TypeAlias = dict[str, Any]  # as the template reads it from JSON

# Typst's memory for one part: about 15 kB per cell and 250 bytes per letter (measured).
PART_BYTES = 160 * 2**20
_CELL_BYTES = 15_000
_LETTER_BYTES = 250


def parts_of(paper: Data, part_bytes: int = PART_BYTES) -> list[Data]:
    """The paper cut between table rows into parts that cost Typst at most about `part_bytes` of memory each.

    A short paper is one part. Heading and title are in the first, signatures and annexes in the last.
    """
    parts: list[Data] = []
    blocks: list[Data] = []
    spent = 0
    for block in paper["blocks"]:
        for piece, cost in _pieces(block, part_bytes, part_bytes - spent):
            if blocks and spent + cost > part_bytes:
                parts.append(_part(paper, blocks))
                blocks, spent = [], 0
            blocks.append(piece)
            spent += cost
    parts.append(_part(paper, blocks))
    for place, part in enumerate(parts):
        part["opening"] = place == 0
        if place < len(parts) - 1:
            part |= {"signatures": [], "recipients": [], "annexes": []}
    return parts


def joined(parts: Sequence[bytes], folder: Path) -> bytes:
    """One PDF with the pages, tags and bookmarks of all parts; `folder` is for temporary files."""
    paths = [folder / f"{place}.pdf" for place in range(len(parts))]
    for path, content in zip(paths, parts, strict=True):
        path.write_bytes(content)
    with Pdf.open(paths[0]) as whole:
        for place, path in enumerate(paths[1:], start=1):
            with Pdf.open(path) as part:
                _rename_headers(part, f"P{place}")
                _append(whole, part)
        buffer = BytesIO()
        whole.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return buffer.getvalue()


def joined_in_temporary_folder(parts: Sequence[bytes]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return joined(parts, Path(folder))


def _pieces(block: Data, part_bytes: int, left: int) -> Iterator[tuple[Data, int]]:
    """Split a table into runs of rows that fill what is `left` of this part, then one part each; others stay
    whole."""
    if block["type"] != "table":
        yield block, _CELL_BYTES + _LETTER_BYTES * _letters(block["text"])
        return
    rows: list[Data] = []
    spent = 0
    caption = block["caption"]
    for row in block["rows"]:
        cost = sum(_CELL_BYTES + _LETTER_BYTES * sum(map(_letters, lines)) for lines in row["cells"])
        if rows and spent + cost > left:
            # An article's name starts the next part together with its first row.
            names = (
                [rows.pop()] if len(rows) > 1 and len(rows[-1]["cells"]) == 1 < len(block["columns"]) else []
            )
            yield block | {"rows": rows, "caption": caption}, spent
            rows, spent, caption, left = names, 0, "", part_bytes
        rows.append(row)
        spent += cost
    yield block | {"rows": rows, "caption": caption}, spent


def _letters(text: str | list[str] | Data) -> int:
    if isinstance(text, dict):
        return sum(_letters(run["text"]) for run in text["runs"])
    return sum(map(len, text))


def _part(paper: Data, blocks: list[Data]) -> Data:
    return paper | {"blocks": blocks}


def _rename_headers(part: Pdf, prefix: str) -> None:
    """Prefix the ids of header cells, which must not collide between parts."""
    for thing in part.objects:
        if not isinstance(thing, Dictionary) or thing.get("/S") not in (Name.TH, Name.TD):
            continue
        if "/ID" in thing:
            thing.ID = pikepdf.String(prefix + str(thing.ID))
        for attributes in thing.get("/A", Array()):
            if "/Headers" in attributes:
                attributes.Headers = Array([pikepdf.String(prefix + str(one)) for one in attributes.Headers])


def _append(whole: Pdf, part: Pdf) -> None:
    """Append a part, pages first, so that its tags and bookmarks refer to the copied pages."""
    root = whole.Root.StructTreeRoot
    offset = int(root.ParentTreeNextKey)
    first_new = len(whole.pages)
    whole.pages.extend(part.pages)
    for page in whole.pages[first_new:]:
        page.obj.StructParents = int(page.obj.StructParents) + offset
    copied = whole.copy_foreign(part.Root.StructTreeRoot)
    document = root.K[0]
    for element in copied.K[0].K:
        element.P = document
        document.K.append(element)
    alignment = NumberTree(root.ParentTree)
    for key, value in NumberTree(copied.ParentTree).items():
        alignment[key + offset] = value
    root.ParentTreeNextKey = offset + int(copied.ParentTreeNextKey)
    _add_names(root, copied)
    _append_bookmarks(whole, part)


def _add_names(root: Object, copied: Object) -> None:
    """Merge the names of header cells; the list must stay sorted, and a first part without a table has
    none."""
    if "/IDTree" not in copied:
        return
    old = list(root.IDTree.Names)[1::2] if "/IDTree" in root else []
    heads = sorted([*old, *list(copied.IDTree.Names)[1::2]], key=lambda head: bytes(head.ID))
    root.IDTree = Dictionary(Names=Array([one for head in heads for one in (head.ID, head)]))


def _append_bookmarks(whole: Pdf, part: Pdf) -> None:
    if "/Outlines" not in part.Root:
        return
    copied = whole.copy_foreign(part.Root.Outlines)
    title = whole.Root.Outlines.Last
    entry = copied.get("/First")
    while entry is not None:
        following = entry.get("/Next")
        _hang_below(title, entry)
        entry = following


def _hang_below(title: Object, entry: Object) -> None:
    """Move the bookmarks of later parts, which have no title, below the paper's title."""
    entry.Parent = title
    for key in ("/Next", "/Prev"):
        if key in entry:
            del entry[key]
    if "/Last" in title:
        entry.Prev = title.Last
        title.Last.Next = entry
    else:
        title.First = entry
    title.Last = entry
    title.Count = int(title.get("/Count", 0)) + 1
